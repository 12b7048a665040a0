package dev.tidemark.server.engine;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Storable.Flaw;
import dev.tidemark.server.access.Role;
import dev.tidemark.server.cursor.Pin;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.Head;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the outcome of a batch hangs on: the batch, what its sender may, the rules, the account. A
/// preview names it by a [Pin], and a batch that expects one is refused anywhere else.
final class Previewed {

    private static final int DIGEST_BYTES = 16;

    private final MessageDigest sha256 = Canonical.sha256();

    private Previewed() {}

    /// Names a batch and the account as it is.
    static Pin pin(Asking asking, Batch batch, List<Arrived> arrived, Head head) {
        byte[] digest = new Previewed().digest(asking, batch, arrived);
        return new Pin(head.epoch(), head.seq(), head.edition(), digest);
    }

    /// Makes sure that everything is as it was when a preview was made.
    ///
    /// @param then what the preview was about
    /// @throws Problem 409 `PREVIEW_STALE`
    static void require(Pin then, Pin now) {
        if (!then.equals(now)) {
            throw Problem.of(
                    ProblemCode.PREVIEW_STALE,
                    whatMoved(then, now) + " Nothing was applied; preview again.");
        }
    }

    private static String whatMoved(Pin then, Pin now) {
        if (!then.sameEpoch(now)) {
            return "The server was restored from a backup since the preview.";
        }
        if (then.seq() != now.seq()) {
            return "The account was at version %d when this was previewed, and is at %d now."
                    .formatted(then.seq(), now.seq());
        }
        return then.sameBatch(now)
                ? "Something in the account that is no change, such as a conflict, is another one"
                        + " than when this was previewed."
                : "The batch, its sender's rights or the app's schema are not those that were previewed.";
    }

    private byte[] digest(Asking asking, Batch batch, List<Arrived> arrived) {
        add(asking.device());
        add(asking.rank());
        add(asking.principal().role().covers(Role.EDITOR) ? 1 : 0);
        add(asking.principal().scopes().stored());
        add(batch.since());
        add(batch.limit());
        add(asking.app().rules().version());
        for (Arrived each : arrived) {
            if (each.incoming() != null) {
                sha256.update(each.incoming().digest());
            } else {
                add(each.command());
            }
        }
        return Arrays.copyOf(sha256.digest(), DIGEST_BYTES);
    }

    /// Of a command that could not be read, what its refusal will say.
    private void add(Command command) {
        if (command instanceof Command.Malformed(var id, var key, var group, var refusal)) {
            add(id);
            add(key == null ? null : key.toString());
            add(group);
            for (Flaw flaw : refusal.errors()) {
                add(flaw.pointer());
                add(flaw.message());
            }
        }
    }

    private void add(@Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        add(text == null ? -1 : bytes.length);
        sha256.update(bytes);
    }

    private void add(int number) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
    }
}
