package dev.tidemark.server.engine;

import dev.tidemark.core.record.Graft;
import dev.tidemark.core.record.Graft.Parting;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Traces;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.sql.Tx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds which dots of an offered record the log has given to other writes since the fork.
///
/// A dot is common where the log says so, or where what is left of it in the offered record proves
/// that it is the same write: a device may have sent what was answered once before. Where nothing
/// proves it, it counts as another write; better a value twice than none.
final class Partings {

    /// Names for the writes of one device in lost continuations: a second one is only needed where
    /// the server went back twice to the same place.
    private static final int NAMES_MAX = 16;

    private final Tx tx;
    private final String account;
    private final RecordPast past;
    private final RecordState offered;

    Partings(Tx tx, String account, RecordPast past, RecordState offered) {
        this.tx = tx;
        this.account = account;
        this.past = past;
        this.offered = offered;
    }

    /// The offered record, with names of its own where it needs them.
    RecordState graft(Standing now, long sure) {
        // What is known of a change without its contents tells no two of them apart.
        List<ChangeRow> since = since(now.seq(), Math.max(sure, now.kept().compactedSeq()));
        SortedMap<String, Parting> found = new TreeMap<>();
        for (int name = 1; name <= NAMES_MAX; name++) {
            found = find(since, name);
            RecordState grafted = Graft.of(offered, found);
            if (found.isEmpty() || Graft.agree(grafted, now.state(), found)) {
                return grafted;
            }
        }
        return Graft.of(offered, found);
    }

    /// The record's changes behind the fork, oldest first.
    private List<ChangeRow> since(long last, long sure) {
        List<ChangeRow> rows = new ArrayList<>();
        for (long seq = last; seq > sure; ) {
            ChangeRow row = ChangeRow.at(tx, account, seq);
            rows.add(row);
            seq = row.previous();
        }
        Collections.reverse(rows);
        return rows;
    }

    private SortedMap<String, Parting> find(List<ChangeRow> since, int name) {
        TreeMap<String, ChangeRow> first = new TreeMap<>();
        for (ChangeRow row : since) {
            if (!row.isJoin() && offered.vv().covers(row.dot())) {
                String device = row.dot().device();
                if (isSame(row)) {
                    first.remove(device); // And so are the device's writes before.
                } else {
                    first.putIfAbsent(device, row);
                }
            }
        }
        TreeMap<String, Parting> found = new TreeMap<>();
        first.forEach((device, row) -> found.put(device, parting(row, name)));
        return found;
    }

    private boolean isSame(ChangeRow row) {
        Change change = Change.of(row);
        RecordState after = past.upTo(row.previous()).apply(change.effect());
        return Traces.prove(offered, change.effect(), after);
    }

    private Parting parting(ChangeRow row, int name) {
        String device = row.dot().device();
        String alias = (name == 1 ? "heal:" : "heal" + name + ":") + device;
        RecordState before = past.upTo(row.previous());
        return new Parting(row.dot().counter() - 1, alias, before.vv().counter(alias), before);
    }
}
