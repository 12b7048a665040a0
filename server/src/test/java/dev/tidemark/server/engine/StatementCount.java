package dev.tidemark.server.engine;

import dev.tidemark.sql.Faults;
import dev.tidemark.sql.Options;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts the statements that works run.
final class StatementCount implements Faults {

    private final AtomicInteger statements = new AtomicInteger();

    @Override
    public void beforeStatement(String sql) {
        statements.incrementAndGet();
    }

    Options options() {
        Options plain = Options.DEFAULTS;
        return new Options(
                plain.readersMax(),
                plain.writerCacheKib(),
                plain.readerCacheKib(),
                plain.busyTimeoutMillis(),
                plain.checkpointPages(),
                this);
    }

    void reset() {
        statements.set(0);
    }

    int statements() {
        return statements.get();
    }
}
