package dev.tidemark.client.sync;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names the state that a preview was about: what waits, what is here, how far the server had come,
 * and the first batch as the server saw it.
 *
 * @param queue a digest of what waits to be sent
 * @param here a digest of what the records on this device are a function of
 * @param there a digest of the cursor behind the last change of the server
 * @param batch the server's token for the first batch; null where nothing was to be sent
 */
record PreviewToken(String queue, String here, String there, @Nullable String batch) {

    private static final int DIGEST_BYTES = 9;
    private static final Pattern FORM =
            Pattern.compile("([\\w-]{12})\\.([\\w-]{12})\\.([\\w-]{12})\\.([\\w-]*)");

    /** The state as a transaction sees it. */
    static PreviewToken of(Tx tx, LocalFile file, String cursor) {
        return new PreviewToken(queue(tx), here(tx, file), there(cursor), null);
    }

    PreviewToken withBatch(@Nullable String token) {
        return new PreviewToken(queue, here, there, token);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws SyncException {@code INVALID} if it is something else
     */
    static PreviewToken parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new SyncException(
                    Kind.INVALID, "this is not the token of a preview; copy it whole");
        }
        String batch = parts.group(4);
        return new PreviewToken(
                parts.group(1), parts.group(2), parts.group(3), batch.isEmpty() ? null : batch);
    }

    String text() {
        return String.join(".", queue, here, there, batch == null ? "" : batch);
    }

    /** Mutations and decisions that wait, in order. */
    static String queue(Tx tx) {
        List<String> waiting =
                tx.list(
                        "SELECT position, mutation_id, device_id, counter, stage FROM queue"
                                + " ORDER BY position",
                        row ->
                                "%d %s %s %d %d"
                                        .formatted(
                                                row.getLong(1),
                                                row.getText(2),
                                                row.getText(3),
                                                row.getLong(4),
                                                row.getLong(5)));
        List<String> decisions =
                tx.list("SELECT id FROM resolution ORDER BY id", row -> row.getText(1));
        return digest(String.join("\n", waiting) + "\n\n" + String.join("\n", decisions));
    }

    /** The records follow from the cursor, the queue and the schema. */
    static String here(Tx tx, LocalFile file) {
        Progress progress = new ProgressTable(tx).read();
        return digest(
                "%s\n%s\n%s\n%s"
                        .formatted(
                                file.device(tx).id(),
                                progress.cursor(),
                                progress.stagedAnew(),
                                file.rules(tx).digest()));
    }

    static String there(String cursor) {
        return digest(cursor);
    }

    private static String digest(String text) {
        byte[] hash = Canonical.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        byte[] enough = Arrays.copyOf(hash, DIGEST_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(enough);
    }
}
