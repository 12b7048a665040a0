package dev.tidemark.server.engine;

import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;
import java.util.function.LongSupplier;

/// Carries out people's decisions about conflicts.
///
/// Each becomes an ordinary mutation that has seen everything: there is no second mechanism. One
/// that is sent again is the same decision. Thread-safe.
public final class Resolving {

    private final Lanes lanes;
    private final long recordBytesMax;
    private final Admission admission;
    private final Announce announce;
    private final LongSupplier editions;

    /// @param recordBytesMax as in [Push]
    /// @param admission asked before anything is written
    /// @param announce told of each commit
    /// @param editions as in [Push]
    public Resolving(
            Lanes lanes,
            long recordBytesMax,
            Admission admission,
            Announce announce,
            LongSupplier editions) {
        this.lanes = lanes;
        this.recordBytesMax = recordBytesMax;
        this.admission = admission;
        this.announce = announce;
        this.editions = editions;
    }

    /// Carries out those decisions of a request that can be.
    public ResolveAnswer resolve(Asking asking, Resolve resolve) {
        ResolveAnswer answer =
                lanes.writeNow(
                        asking.account(),
                        tx -> {
                            admission.require(tx, asking);
                            Head head = Standpoint.of(tx, asking.account(), null).head();
                            return new Resolutions(tx, asking, head, recordBytesMax)
                                    .all(resolve, editions.getAsLong());
                        });
        if (!answer.resolved().isEmpty()) {
            announce.changed(asking.account());
        }
        return answer;
    }
}
