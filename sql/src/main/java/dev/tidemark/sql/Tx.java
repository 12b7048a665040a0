package dev.tidemark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One transaction, as the {@link Work} that runs in it sees it.
 *
 * <p>Statements are kept per connection by their text, so use constant texts with {@code ?}. In hot
 * loops take {@link #prepare} once; the other methods do it for you.
 *
 * <p>After any error but a broken constraint the transaction refuses every further statement, even
 * if the work swallows the error, because the database may have rolled back already.
 *
 * <p>Confined to the thread and the duration of its work.
 */
public final class Tx {

    private final Statements statements;
    private final List<Rows> rows = new ArrayList<>(2);
    private final List<Prepared> leftovers = new ArrayList<>(0);
    private @Nullable Prepared gathering;
    private @Nullable StorageException failure;
    private boolean ended;

    Tx(Statements statements) {
        this.statements = statements;
    }

    /**
     * The kept statement with this text, made if it is new.
     *
     * @throws IllegalArgumentException for statements that would end or set up the transaction
     */
    public Prepared prepare(String sql) {
        requireUsable();
        return statements.prepared(this, sql);
    }

    /** Changes data; how many rows. Values as in {@link Prepared#bindAll}. */
    public int update(String sql, @Nullable Object... values) {
        return prepare(sql).bindAll(values).update();
    }

    /** Runs one statement for each item; how many rows were changed in all. */
    public <T> int updateEach(String sql, Iterable<T> items, BiConsumer<Prepared, T> binder) {
        Prepared statement = prepare(sql);
        int changed = 0;
        for (T item : items) {
            binder.accept(statement, item);
            changed += statement.update();
        }
        return changed;
    }

    /** All rows of a query. */
    public <T> List<T> list(String sql, Row.Mapper<T> mapper, @Nullable Object... values) {
        return prepare(sql).bindAll(values).list(mapper);
    }

    /** The first row of a query, if it has one. */
    public <T> Optional<T> first(String sql, Row.Mapper<T> mapper, @Nullable Object... values) {
        return prepare(sql).bindAll(values).first(mapper);
    }

    /** The first column of a query's first row; 0 for NULL or without a row. */
    public long number(String sql, @Nullable Object... values) {
        return prepare(sql).bindAll(values).number(0);
    }

    /** The rows of a query, streamed. */
    public Rows rows(String sql, @Nullable Object... values) {
        return prepare(sql).bindAll(values).rows();
    }

    /** Hands each row of a query to {@code consumer}, without gathering them. */
    public void each(String sql, Consumer<Row> consumer, @Nullable Object... values) {
        try (Rows answer = rows(sql, values)) {
            while (answer.next()) {
                consumer.accept(answer);
            }
        }
    }

    /** What was gathered has to be there for the next statement, unless that joins it. */
    void beforeStatement(Prepared next, String sql, boolean gathers) {
        requireUsable();
        if (gathering != null && !(gathers && gathering == next)) {
            sendGathered();
        }
        try {
            statements.faults().beforeStatement(sql);
        } catch (StorageException e) {
            throw failed(e);
        }
    }

    StorageException failed(StorageException error) {
        if (error.kind() != StorageException.Kind.CONSTRAINT) {
            failure = error;
        }
        return error;
    }

    void gathers(Prepared statement) {
        gathering = statement;
    }

    /** Sends the runs that wait for company. */
    void sendGathered() {
        Prepared last = gathering;
        if (last != null) {
            gathering = null;
            last.sendGathered();
        }
    }

    void opened(Rows opened) {
        rows.add(opened);
    }

    void closed(Rows closed) {
        rows.remove(closed);
    }

    /** Keeps a statement until the end; then it is closed. */
    void leaveOver(Prepared statement) {
        leftovers.add(statement);
    }

    /** Ends the work's use of it. */
    void end() {
        ended = true;
        try {
            if (gathering != null) {
                gathering.forgetGathered(); // Its work has failed.
            }
            List.copyOf(rows).forEach(Rows::close);
            leftovers.forEach(Prepared::dispose);
        } catch (StorageException e) {
            failed(e);
        }
    }

    private void requireUsable() {
        if (ended) {
            throw new IllegalStateException("The transaction is over; a Tx must not be kept");
        }
        throwFailure();
    }

    void throwFailure() {
        if (failure != null) {
            throw new StorageException(
                    failure.kind(), "The transaction failed: " + failure.getMessage(), failure);
        }
    }
}
