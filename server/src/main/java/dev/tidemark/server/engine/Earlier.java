package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.CompactedRow;
import dev.tidemark.sql.Tx;

/// A change that was accepted before, whether its contents are still there or not.
sealed interface Earlier permits Change, Earlier.Compacted {

    /// The change at a seq of the log.
    static Earlier at(Tx tx, String account, long seq) {
        return ChangeRow.find(tx, account, seq)
                .<Earlier>map(Change::of)
                .or(() -> CompactedRow.find(tx, account, seq).map(Compacted::new))
                .orElseThrow(() ->
                        new IllegalStateException(
                                "The log of %s lacks %d".formatted(account, seq)));
    }

    /// The dot that it has.
    Dot dot();

    /// Whether it joined a state.
    boolean isJoin();

    /// Whether it is what a mutation of this id has become.
    boolean hasId(String mutationId);

    /// Whether a mutation that is sent again is this one, or may be one of those that it joined.
    boolean holds(Incoming again);

    /// This change, in answer to a mutation that is sent again.
    Change answering(Incoming again);

    /// One whose contents are gone: a mutation is known by its id, and one that came with a join is
    /// given the benefit of the doubt.
    record Compacted(CompactedRow row) implements Earlier {

        @Override
        public Dot dot() {
            return row.dot();
        }

        @Override
        public boolean isJoin() {
            return ChangeRow.isJoin(row.dot());
        }

        @Override
        public boolean hasId(String mutationId) {
            return row.isOf(mutationId);
        }

        @Override
        public boolean holds(Incoming again) {
            return isJoin() || hasId(again.mutation().id());
        }

        @Override
        public Change answering(Incoming again) {
            return Change.compacted(
                    row.seq(), row.previous(), again, isJoin() ? again.mutation().dot() : dot());
        }
    }
}
