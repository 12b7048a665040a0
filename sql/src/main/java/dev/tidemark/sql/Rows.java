package dev.tidemark.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer, streamed: {@code while (rows.next()) rows.getLong(1)}.
 *
 * <p>Belongs in a try block; the transaction's end closes it at the latest.
 */
public final class Rows implements Row, AutoCloseable {

    private final Prepared source;
    private final ResultSet results;
    private boolean open = true;

    Rows(Prepared source, ResultSet results) {
        this.source = source;
        this.results = results;
    }

    /** Goes to the next row; false, and closed, when there is none. */
    public boolean next() {
        if (!open) {
            return false;
        }
        try {
            boolean more = results.next();
            if (!more) {
                close();
            }
            return more;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public long getLong(int column) {
        try {
            return results.getLong(column);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public @Nullable Long getLongOrNull(int column) {
        return isNull(column) ? null : getLong(column);
    }

    @Override
    public int getInt(int column) {
        return Math.toIntExact(getLong(column));
    }

    @Override
    public double getDouble(int column) {
        try {
            return results.getDouble(column);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public String getText(int column) {
        return present(getTextOrNull(column), column);
    }

    @Override
    public @Nullable String getTextOrNull(int column) {
        try {
            return results.getString(column);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public byte[] getBytes(int column) {
        return present(getBytesOrNull(column), column);
    }

    @Override
    public byte @Nullable [] getBytesOrNull(int column) {
        try {
            return results.getBytes(column);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean isNull(int column) {
        try {
            return results.getObject(column) == null;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Gives the statement back; more than once does no harm. */
    @Override
    public void close() {
        if (open) {
            open = false;
            source.rowsClosed(this);
            try {
                results.close();
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }

    private <T> T present(@Nullable T value, int column) {
        if (value == null) {
            throw new IllegalStateException("Column " + column + " is NULL: " + source.sql());
        }
        return value;
    }

    private StorageException failed(SQLException error) {
        return source.failed(error);
    }
}
