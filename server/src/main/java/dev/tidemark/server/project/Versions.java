package dev.tidemark.server.project;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.EntityRow;
import dev.tidemark.server.store.Fingerprint;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.project.ProjectVersion;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Positions of an account's log as versions of its project. The fingerprint of the log is a part
/// of them, so a server that went back in time does not take a version of what it lost for one of
/// its own.
final class Versions {

    private static final int TAG_BYTES = ProjectVersion.TAG_CHARACTERS / 2;

    private Versions() {}

    /// The version of the whole.
    static ProjectVersion of(Head head) {
        return of(head.seq(), head.fingerprint());
    }

    /// The version of an entity.
    static ProjectVersion of(EntityRow row) {
        return of(row.seq(), row.fingerprint());
    }

    /// The version at a seq, as a member of an answer.
    static Value at(Tx tx, String account, long seq) {
        byte[] fingerprint =
                Head.find(tx, account, seq)
                        .flatMap(found -> Optional.ofNullable(found.fingerprint()))
                        .or(() -> ChangeRow.fingerprint(tx, account, seq))
                        .orElse(new byte[Fingerprint.BYTES]);
        return Value.of(of(seq, fingerprint).text());
    }

    private static ProjectVersion of(long seq, byte[] fingerprint) {
        return seq == 0
                ? ProjectVersion.NONE
                : new ProjectVersion(
                        seq, HexFormat.of().formatHex(Arrays.copyOf(fingerprint, TAG_BYTES)));
    }

    /// The version that a text names; empty where the account never had it.
    static Optional<ProjectVersion> known(Tx tx, String account, @Nullable String text) {
        ProjectVersion version = text == null ? null : ProjectVersion.read(text);
        if (version == null || version.equals(ProjectVersion.NONE)) {
            return Optional.ofNullable(version);
        }
        return Head.find(tx, account, version.seq())
                .flatMap(found -> Optional.ofNullable(found.fingerprint()))
                .map(fingerprint -> of(version.seq(), fingerprint))
                .filter(version::equals);
    }
}
