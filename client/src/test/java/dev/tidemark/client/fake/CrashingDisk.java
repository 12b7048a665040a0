package dev.tidemark.client.fake;

import dev.tidemark.sql.Faults;
import dev.tidemark.sql.StorageException;

/**
 * Crashes the process that uses the storage, at a boundary that is counted down to: before a
 * statement, before a commit, or just after one. From then on nothing works until it is mended,
 * which stands for the next start of the process.
 */
public final class CrashingDisk implements Faults {

    private int left = Integer.MAX_VALUE;

    /** Lets so many boundaries pass. */
    public void crashAfter(int boundaries) {
        left = boundaries;
    }

    /** The next start: everything works. */
    public void mend() {
        left = Integer.MAX_VALUE;
    }

    public boolean crashed() {
        return left <= 0;
    }

    @Override
    public void beforeStatement(String sql) {
        boundary();
    }

    @Override
    public void beforeCommit() {
        boundary();
    }

    @Override
    public void afterCommit() {
        boundary();
    }

    private void boundary() {
        if (left != Integer.MAX_VALUE && --left <= 0) {
            throw new StorageException(StorageException.Kind.IO, "the process died here");
        }
    }
}
