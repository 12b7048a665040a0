package dev.tidemark.sql;

/**
 * How a database uses memory and disk.
 *
 * @param readersMax connections that read at the same time, 1 to 64; opened when first needed
 * @param writerCacheKib page cache of the writing connection, at most, in KiB
 * @param readerCacheKib page cache of each reading connection, at most, in KiB
 * @param busyTimeoutMillis how long to wait for a lock that another process holds
 * @param checkpointPages how many pages the write-ahead log gathers before they are moved into the
 *     database file; more means fewer flushes and a larger {@code -wal} file
 * @param faults where tests make storage fail
 */
public record Options(
        int readersMax,
        int writerCacheKib,
        int readerCacheKib,
        int busyTimeoutMillis,
        int checkpointPages,
        Faults faults) {

    /** For a server and a device alike: at most 24 MiB of cache, a log of 16 MiB. */
    public static final Options DEFAULTS =
            new Options(4, 8 << 10, 4 << 10, 5_000, 4_000, Faults.NONE);

    public Options {
        atLeast(1, readersMax, "readersMax");
        if (readersMax > 64) {
            throw new IllegalArgumentException("readersMax must be at most 64: " + readersMax);
        }
        atLeast(64, writerCacheKib, "writerCacheKib");
        atLeast(64, readerCacheKib, "readerCacheKib");
        atLeast(0, busyTimeoutMillis, "busyTimeoutMillis");
        atLeast(1, checkpointPages, "checkpointPages");
    }

    /** These options with another number of readers. */
    public Options withReadersMax(int max) {
        return new Options(
                max, writerCacheKib, readerCacheKib, busyTimeoutMillis, checkpointPages, faults);
    }

    /** These options with other page caches, in KiB. */
    public Options withCacheKib(int writer, int reader) {
        return new Options(readersMax, writer, reader, busyTimeoutMillis, checkpointPages, faults);
    }

    /** These options with another patience towards other processes. */
    public Options withBusyTimeoutMillis(int millis) {
        return new Options(
                readersMax, writerCacheKib, readerCacheKib, millis, checkpointPages, faults);
    }

    /** These options with another length of the write-ahead log. */
    public Options withCheckpointPages(int pages) {
        return new Options(
                readersMax, writerCacheKib, readerCacheKib, busyTimeoutMillis, pages, faults);
    }

    /** These options with faults. */
    public Options withFaults(Faults other) {
        return new Options(
                readersMax,
                writerCacheKib,
                readerCacheKib,
                busyTimeoutMillis,
                checkpointPages,
                other);
    }

    static void atLeast(int min, int value, String name) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be at least " + min + ": " + value);
        }
    }
}
