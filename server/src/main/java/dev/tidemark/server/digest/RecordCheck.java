package dev.tidemark.server.digest;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.server.store.ChecksumRow;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.digest.CheckReport;
import dev.tidemark.wire.digest.CheckReport.Fault;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Looks whether an account's records are what the server has noted of them: whether each one's
/// content has the hash beside it, and whether the sums over the hashes are those that were kept up
/// to date write by write.
///
/// The sums are counted again in one go, which looks at ids and hashes only. Contents are looked at
/// in steps, so that nobody has to wait for long. Confined to its thread.
public final class RecordCheck {

    private static final int RECORDS_PER_STEP = 500;
    private static final int FAULTS_MAX = 1_000;

    private final Lanes lanes;
    private final String account;
    private final List<Fault> faults = new ArrayList<>();
    private long records;

    private RecordCheck(Lanes lanes, String account) {
        this.lanes = lanes;
        this.account = account;
    }

    /// Looks at all of an account.
    public static CheckReport of(Lanes lanes, String account) {
        RecordCheck check = new RecordCheck(lanes, account);
        lanes.readNow(tx -> {
            check.sums(tx);
            return true;
        });
        check.contents();
        return new CheckReport(check.records, check.faults);
    }

    private void sums(Tx tx) {
        SortedMap<String, Checksum> kept = ChecksumRow.all(tx, account);
        SortedMap<String, Checksum> counted = counted(tx);
        TreeSet<String> names = new TreeSet<>(kept.keySet());
        names.addAll(counted.keySet());
        for (String name : names) {
            Checksum is = counted.getOrDefault(name, Checksum.EMPTY);
            Checksum noted = kept.getOrDefault(name, Checksum.EMPTY);
            records += is.count();
            if (!is.equals(noted)) {
                found(
                        name,
                        null,
                        "The collection has %d live records, and %d are noted; or a record was added, changed or taken out other than by a write."
                                .formatted(is.count(), noted.count()));
            }
        }
    }

    private SortedMap<String, Checksum> counted(Tx tx) {
        TreeMap<String, Checksum> sums = new TreeMap<>();
        RecordRow.eachContent(
                tx,
                account,
                (key, hash) ->
                        sums.merge(key.collection(), Checksum.of(key.id(), hash), Checksum::plus));
        return sums;
    }

    private void contents() {
        RecordKey last = new RecordKey("", "");
        while (last != null) {
            RecordKey behind = last;
            last = lanes.readNow(tx -> contents(tx, behind));
        }
    }

    /// Looks at some records; the last of them, null for none.
    private @Nullable RecordKey contents(Tx tx, RecordKey behind) {
        RecordKey last = null;
        for (RecordRow row : RecordRow.after(tx, account, behind, RECORDS_PER_STEP)) {
            last = row.key();
            String problem = problem(row);
            if (problem != null) {
                found(last.collection(), last.id(), problem);
            }
        }
        return last;
    }

    private static @Nullable String problem(RecordRow row) {
        try {
            EncodedEntry entry = EncodedEntry.of(row.body());
            String made = entry.deleted() ? null : Canonical.hash(entry.fields());
            boolean same =
                    Objects.equals(made, row.contentHash())
                            && Objects.equals(made, entry.contentHash())
                            && row.deleted() == entry.deleted()
                            && entry.key().equals(row.key());
            return same ? null : "Its content is not the one that was noted.";
        } catch (JsonFault | InvalidInput e) {
            return "Its content cannot be read.";
        }
    }

    private void found(String collection, @Nullable String id, String detail) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(new Fault(collection, id, detail));
        }
    }
}
