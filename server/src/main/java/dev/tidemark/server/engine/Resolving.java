package dev.tidemark.server.engine;

import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.command.Resolve;
import dev.tidemark.wire.command.ResolveAnswer;

/// Carries out people's decisions about conflicts.
///
/// Each becomes an ordinary mutation that has seen everything: there is no second mechanism. One
/// that is sent again is the same decision. Thread-safe.
public final class Resolving {

    private final Lanes lanes;
    private final long recordBytesMax;
    private final Admission admission;
    private final Announce announce;

    /// @param recordBytesMax as in [Push]
    /// @param admission asked before anything is written
    /// @param announce told of each commit
    public Resolving(Lanes lanes, long recordBytesMax, Admission admission, Announce announce) {
        this.lanes = lanes;
        this.recordBytesMax = recordBytesMax;
        this.admission = admission;
        this.announce = announce;
    }

    /// Carries out those decisions of a request that can be.
    public ResolveAnswer resolve(Asking asking, Resolve resolve) {
        ResolveAnswer answer =
                lanes.writeNow(tx -> {
                    admission.require(tx, asking);
                    Head head = Standpoint.of(tx, asking.account(), null).head();
                    return new Resolutions(tx, asking, head, recordBytesMax).all(resolve);
                });
        if (!answer.resolved().isEmpty()) {
            announce.changed(asking.account());
        }
        return answer;
    }
}
