package dev.tidemark.client.sync;

import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far sync has come, within one transaction. */
public final class ProgressTable {

    private static final Progress NOTHING =
            new Progress(null, false, null, false, 0, null, 0, null, null, null, null, null, null);

    private final Tx tx;

    public ProgressTable(Tx tx) {
        this.tx = tx;
    }

    public Progress read() {
        return tx.first(
                        "SELECT cursor, pulled, staged_cursor, staged_anew, page_limit, successor,"
                                + " attempts, next_attempt_at, not_before, last_sync_at,"
                                + " schema_asked_at, trouble, error_code, error_detail,"
                                + " error_trace, error_at FROM progress",
                        ProgressTable::progress)
                .orElse(NOTHING);
    }

    /** A pull is complete, and its records are in their place. */
    void pulledTo(String cursor) {
        set("cursor = ?, pulled = 1, staged_cursor = NULL, staged_anew = 0", cursor);
    }

    /** A page of a pull is staged. */
    void stagedTo(String cursor) {
        set("staged_cursor = ?", cursor);
    }

    /** The next pull begins at the beginning; the records stay until it is complete. */
    void beginAnew() {
        set("staged_cursor = NULL, staged_anew = 1");
    }

    /** What was staged is not wanted any more. */
    void unstage() {
        set("staged_cursor = NULL, staged_anew = 0");
    }

    void pageLimit(int records) {
        set("page_limit = ?", records);
    }

    /** This database has to take another device id. One that was chosen for it before stays. */
    void forked(String successor) {
        set("successor = coalesce(successor, ?)", successor);
    }

    /** That id is somebody else's already: this one is to be tried. */
    void succeedAs(String other) {
        set("successor = ?", other);
    }

    /** This database has taken another device id. */
    void noLongerForked() {
        set("successor = NULL");
    }

    void schemaAsked(Instant at) {
        set("schema_asked_at = ?", at.toEpochMilli());
    }

    /** A round came to its end; mutations that were put off may want another one later. */
    void succeeded(Instant at, @Nullable Instant nextAttemptAt) {
        set(
                "attempts = 0, next_attempt_at = ?, not_before = 0, last_sync_at = ?,"
                        + " trouble = NULL, error_code = NULL, error_detail = NULL,"
                        + " error_trace = NULL, error_at = NULL",
                millis(nextAttemptAt),
                at.toEpochMilli());
    }

    /** A round failed. */
    void failed(Trouble trouble, Instant at, @Nullable Instant nextAttemptAt) {
        set(
                "attempts = attempts + 1, next_attempt_at = ?, not_before = ?, trouble = ?,"
                        + " error_code = ?, error_detail = ?, error_trace = ?, error_at = ?",
                millis(nextAttemptAt),
                millis(trouble.notBefore()),
                trouble.kind().name(),
                trouble.code(),
                trouble.detail(),
                trouble.traceId(),
                at.toEpochMilli());
    }

    /** What went wrong no longer matters, as when somebody signed in anew. */
    void forgive() {
        set(
                "attempts = 0, next_attempt_at = 0, not_before = 0, trouble = NULL,"
                        + " error_code = NULL, error_detail = NULL, error_trace = NULL,"
                        + " error_at = NULL");
    }

    private void set(String assignments, @Nullable Object... values) {
        tx.update(
                "INSERT INTO progress (one, pulled, staged_anew, page_limit, attempts,"
                        + " next_attempt_at, not_before) VALUES (1, 0, 0, 0, 0, 0, 0)"
                        + " ON CONFLICT DO NOTHING");
        tx.update("UPDATE progress SET " + assignments, values);
    }

    private static Progress progress(Row row) {
        return new Progress(
                row.getTextOrNull(1),
                row.getInt(2) == 1,
                row.getTextOrNull(3),
                row.getInt(4) == 1,
                row.getInt(5),
                row.getTextOrNull(6),
                row.getInt(7),
                instant(row, 8),
                instant(row, 9),
                instant(row, 10),
                instant(row, 11),
                trouble(row),
                instant(row, 16));
    }

    private static @Nullable Trouble trouble(Row row) {
        String kind = row.getTextOrNull(12);
        return kind == null
                ? null
                : new Trouble(
                        Trouble.Kind.valueOf(kind),
                        row.getText(13),
                        row.getText(14),
                        row.getTextOrNull(15),
                        instant(row, 9));
    }

    private static @Nullable Instant instant(Row row, int column) {
        long millis = row.getLong(column);
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static long millis(@Nullable Instant time) {
        return time == null ? 0 : time.toEpochMilli();
    }
}
