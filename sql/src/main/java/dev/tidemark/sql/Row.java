package dev.tidemark.sql;

import org.jspecify.annotations.Nullable;

/** One row of an answer. Columns count from 1. Valid until the next row is asked for. */
public interface Row {

    /** An integer; NULL reads as 0. */
    long getLong(int column);

    /** An integer, or null. */
    @Nullable Long getLongOrNull(int column);

    /** An integer that must fit 32 bits; NULL reads as 0. */
    int getInt(int column);

    /** A number, bit by bit as it was stored; NULL reads as 0. */
    double getDouble(int column);

    /** Text; an {@link IllegalStateException} if it is NULL. */
    String getText(int column);

    /** Text, or null. */
    @Nullable String getTextOrNull(int column);

    /** Bytes; an {@link IllegalStateException} if they are NULL. */
    byte[] getBytes(int column);

    /** Bytes, or null. */
    byte @Nullable [] getBytesOrNull(int column);

    /** Whether the column is NULL. */
    boolean isNull(int column);

    /**
     * Makes a value of one row.
     *
     * @param <T> the value's type
     */
    @FunctionalInterface
    interface Mapper<T> {

        /** Reads the row at hand; must not keep it. */
        T map(Row row);
    }
}
