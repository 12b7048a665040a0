package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.Refusal.Code;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.Effect;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.core.record.Stamp;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.cursor.Position;
import dev.tidemark.server.engine.Offers.Offer;
import dev.tidemark.server.engine.Verdict.Rejected;
import dev.tidemark.server.store.ChangeRow;
import dev.tidemark.server.store.Head;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.command.HealAnswer.Refused;
import dev.tidemark.wire.command.RecordEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// One request's records, joined to those of the account. Confined to one transaction.
final class Joining {

    private final Tx tx;
    private final Asking asking;
    private final Head head;
    private final Position claimed;
    private final Draft draft;
    private final Disputes disputes;
    private final List<Rejected> clashes = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final Set<RecordKey> seen = new HashSet<>();
    private long unchanged;

    Joining(Tx tx, Asking asking, Head head, Position claimed) {
        this.tx = tx;
        this.asking = asking;
        this.head = head;
        this.claimed = claimed;
        this.draft = new Draft(tx, head);
        this.disputes = new Disputes(draft, asking);
    }

    /// Joins what can be joined, in order.
    void offer(List<EncodedEntry> records) {
        Offers offers = new Offers(asking);
        List<Offer> read = records.stream().map(offers::read).toList();
        List<RecordEntry> readable = new ArrayList<>();
        for (Offer each : read) {
            if (each instanceof Offer.Readable(var entry)) {
                readable.add(entry);
            }
        }
        long fork = Fork.of(tx, head, claimed, readable, asking.app().rules().skew());
        for (Offer each : read) {
            switch (each) {
                case Offer.Refused(var why) -> refused.add(why);
                case Offer.Readable(var entry) -> join(entry, fork);
            }
        }
    }

    private void join(RecordEntry entry, long fork) {
        RecordKey key = entry.key();
        if (!seen.add(key)) {
            refused.add(refused(key, "it was offered twice at once"));
            return;
        }
        Standing before = draft.standing(key);
        boolean isGone = before.kept().purged() && before.state().vv().covers(entry.state().vv());
        if (isGone || entry.version() <= fork || Fork.isCommon(tx, head.account(), entry)) {
            unchanged++; // It is what the log made of it, and the log has gone on since.
            return;
        }
        Acceptance acceptance = asking.acceptance(key.collection());
        RecordState offered =
                new Partings(tx, head.account(), draft.past(key), entry.state())
                        .graft(before, fork);
        try {
            RecordState joined = before.state().join(offered);
            if (joined.equals(before.state())) {
                unchanged++;
            } else {
                write(before, offered, joined, acceptance);
            }
        } catch (IllegalArgumentException kindsDiffer) {
            refused.add(refused(key, "a field of it is of another kind on the server"));
        }
    }

    private static Refused refused(RecordKey key, String detail) {
        return new Refused(key, Code.VALIDATION.name(), detail);
    }

    private void write(
            Standing before, RecordState offered, RecordState joined, Acceptance acceptance) {
        RecordKey key = before.key();
        View view = View.of(joined, acceptance.rules(), acceptance.skew());
        EncodedEntry body =
                RecordEntry.of(
                                key,
                                draft.nextSeq(),
                                offered,
                                View.of(offered, acceptance.rules(), acceptance.skew()),
                                asking.received(),
                                asking.device())
                        .encoded(acceptance.rules(), acceptance.skew());
        Change change = change(before, view, joined, acceptance, body);
        boolean fits = view.deleted() || acceptance.shape().flaws(view.fields()).isEmpty();
        Standing after = before.joined(change, joined, fits, view);
        if (draft.join(change, before, after, acceptance).isPresent()) {
            clash(after, acceptance);
        }
    }

    /// What the join did to what is shown, as if somebody had written it.
    private Change change(
            Standing before,
            View after,
            RecordState joined,
            Acceptance acceptance,
            EncodedEntry body) {
        TreeMap<String, Value> were = new TreeMap<>();
        if (!before.state().isEmpty()) {
            were.putAll(before.view(acceptance).fields().members());
        }
        TreeMap<String, Value> are = new TreeMap<>(after.fields().members());
        List<String> unset = were.keySet().stream().filter(name -> !are.containsKey(name)).toList();
        are.entrySet().removeIf(each -> each.getValue().equals(were.get(each.getKey())));
        String writer = ChangeRow.JOINED_BY + asking.device();
        Dot dot = new Dot(writer, before.revision() + 1);
        VersionVector context =
                before.revision() == 0
                        ? VersionVector.EMPTY
                        : VersionVector.EMPTY.with(new Dot(writer, before.revision()));
        Mutation mutation =
                new Mutation(
                        id(before.key(), joined),
                        before.key(),
                        before.state().isEmpty()
                                ? Op.CREATE
                                : after.deleted() ? Op.DELETE : Op.UPDATE,
                        dot,
                        context,
                        after.deleted() ? Value.Obj.EMPTY : new Value.Obj(are),
                        after.deleted() ? List.of() : unset,
                        asking.received(),
                        null,
                        null);
        Stamp stamp = new Stamp(asking.received(), draft.nextSeq(), 0);
        Effect effect = new Effect(dot, context, stamp, !after.deleted(), new TreeMap<>());
        return new Change(draft.nextSeq(), before.seq(), Incoming.of(mutation), effect, body);
    }

    private static String id(RecordKey key, RecordState joined) {
        String name = key + " " + joined.vv();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /// Another live record has the name of one that came back: both stay, and a person renames one.
    private void clash(Standing after, Acceptance acceptance) {
        disputes.ofBoth(after, acceptance).ifPresent(clashes::add);
    }

    /// All that is to be written.
    Posting posting(long edition) {
        return Ledger.posting(draft, asking, clashes, edition);
    }

    HealAnswer answer(String newSince) {
        return new HealAnswer(draft.changes().size(), unchanged, refused, newSince);
    }
}
