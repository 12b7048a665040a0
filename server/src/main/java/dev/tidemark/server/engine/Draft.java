package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.record.RecordState;
import dev.tidemark.server.engine.Claims.Claim;
import dev.tidemark.server.store.Head;
import dev.tidemark.server.store.Marks.Mark;
import dev.tidemark.server.store.Milestone;
import dev.tidemark.server.store.RecordRow;
import dev.tidemark.server.store.RestampedRow;
import dev.tidemark.sql.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The touched part of an account while a request is decided: read once, changed in memory, drawn
/// up in one go by the [Ledger].
///
/// Whatever is read about a record is read after its [#standing]: that is where it shows that a
/// request before this one, which is not written yet, has changed it.
///
/// Confined to one transaction.
final class Draft {

    private static final int READ_AT_ONCE_MIN = 8;

    private final Tx tx;
    private final Head head;
    private final Foreseen foreseen;
    private final Undo undo = new Undo();
    private final Claims claims;
    private final Parking parking;
    private final Map<RecordKey, Optional<RecordRow>> stored = new HashMap<>();
    private final Map<RecordKey, Standing> standings = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Standing> milestones = new ArrayList<>();

    /// A draft on the account as it is stored.
    Draft(Tx tx, Head head) {
        this(tx, head, Foreseen.NOTHING);
    }

    /// A draft on the account as it is going to be.
    ///
    /// @param head where the log will end
    Draft(Tx tx, Head head, Foreseen foreseen) {
        this.tx = tx;
        this.head = head;
        this.foreseen = foreseen;
        this.claims = new Claims(tx, head.account(), foreseen, undo);
        this.parking = new Parking(tx, head, undo);
    }

    Tx tx() {
        return tx;
    }

    Head head() {
        return head;
    }

    /// How to take back what is applied from now on.
    Undo undo() {
        return undo;
    }

    Claims claims() {
        return claims;
    }

    Parking parking() {
        return parking;
    }

    /// The changes so far, in the order of their seqs.
    List<Change> changes() {
        return changes;
    }

    /// States in between that are worth to be kept.
    List<Standing> milestones() {
        return milestones;
    }

    /// The seq that the next change gets.
    long nextSeq() {
        return head.seq() + changes.size() + 1;
    }

    /// A record as it stands now.
    Standing standing(RecordKey key) {
        Standing known = standings.get(key);
        if (known == null) {
            known = storedStanding(key);
            standings.put(key, known);
        }
        return known;
    }

    private Standing storedStanding(RecordKey key) {
        return storedRow(key).map(Standing::of).orElseGet(() -> Standing.none(key));
    }

    /// A record as it is stored; empty where it is not.
    Optional<RecordRow> storedRow(RecordKey key) {
        return stored.computeIfAbsent(key, this::read);
    }

    /// Reads the records that a large batch is about, all at once.
    void read(List<Arrived> batch) {
        readAll(batch.stream().map(each -> each.command().key()).filter(Objects::nonNull).toList());
    }

    /// Reads many records at once.
    void readAll(Iterable<RecordKey> keys) {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (RecordKey key : keys) {
            if (foreseen.isStored(key)) {
                ids.computeIfAbsent(key.collection(), _ -> new HashSet<>()).add(key.id());
            }
        }
        ids.forEach((collection, some) -> {
            if (some.size() >= READ_AT_ONCE_MIN) {
                read(collection, some);
            }
        });
    }

    private void read(String collection, Set<String> ids) {
        Map<String, RecordRow> found = RecordRow.find(tx, head.account(), collection, ids);
        for (String id : ids) {
            stored.put(new RecordKey(collection, id), Optional.ofNullable(found.get(id)));
        }
    }

    private Optional<RecordRow> read(RecordKey key) {
        foreseen.requireStored(key);
        return RecordRow.find(tx, head.account(), key);
    }

    /// Makes sure that what is stored of something is not about to be changed by a request before.
    void requireStored(Object name) {
        foreseen.requireStored(name);
    }

    /// How many things the requests before, which are still to be written, change at most.
    long foreseenChanges() {
        return foreseen.changes();
    }

    /// Makes sure that no request before is still to be written.
    void requireAllStored() {
        foreseen.requireNothing();
    }

    /// The records that were changed, as they stand now, in the order of their last change.
    Collection<Standing> changed() {
        LinkedHashMap<RecordKey, Standing> inOrder = new LinkedHashMap<>();
        for (Change change : changes) {
            inOrder.putLast(change.key(), standing(change.key()));
        }
        return inOrder.values();
    }

    /// Takes a purged record for what it was, as its history still has it.
    Standing unpurge(RecordKey key) {
        Standing purged = standing(key);
        RecordState whole = past(key).upTo(purged.seq());
        Standing there = purged.unpurged(whole, Long.MAX_VALUE / 2);
        standings.put(key, there);
        undo.add(() -> standings.put(key, purged));
        return there;
    }

    /// What the log knows of a record, this draft's changes included.
    RecordPast past(RecordKey key) {
        List<Change> unwritten = changes.stream().filter(c -> c.key().equals(key)).toList();
        Standing end = unwritten.isEmpty() ? standing(key) : storedStanding(key);
        return new RecordPast(tx, head.account(), end, unwritten);
    }

    /// The change with a dot that a record holds.
    Earlier changeOf(Standing standing, Dot dot) {
        Mark last = standing.marks().of(dot.device());
        boolean isLast = standing.state().vv().counter(dot.device()) == dot.counter();
        if (last == null || !isLast) {
            return past(standing.key()).find(dot).orElseThrow();
        }
        return changeAt(last.seq());
    }

    private Earlier changeAt(long seq) {
        return seq > head.seq()
                ? changes.get((int) (seq - head.seq() - 1))
                : Earlier.at(tx, head.account(), seq);
    }

    /// The change that a mutation has become under another dot than its own; empty where there is
    /// none. A copy of the database that it was made in has sent it, or this one has stamped it
    /// anew since.
    ///
    /// A mutation without an origin has the dot that it was made with. So one that the log holds is
    /// either under that dot, or it had an origin when it was accepted and is among the restamped.
    Optional<Earlier> twin(Mutation mutation, Standing standing) {
        Dot origin = mutation.origin();
        if (origin != null && standing.state().vv().covers(origin)) {
            Earlier there = changeOf(standing, origin);
            if (there.hasId(mutation.id())) {
                return Optional.of(there);
            }
        }
        return standing.restamped() ? restamped(mutation) : Optional.empty();
    }

    private Optional<Earlier> restamped(Mutation mutation) {
        RecordKey key = mutation.key();
        for (Change change : changes) {
            if (change.mutation().id().equals(mutation.id()) && change.key().equals(key)) {
                return Optional.of(change);
            }
        }
        return RestampedRow.find(tx, head.account(), key, mutation.id()).map(this::changeAt);
    }

    /// Adds an accepted mutation.
    Change apply(Step step) {
        RecordKey key = step.key();
        Standing before = standing(key);
        Change change =
                new Change(nextSeq(), before.seq(), step.incoming(), step.accepted().effect());
        Standing after = before.after(change, step.accepted());
        claims.move(key, Claims.of(before, step.acceptance()), Claims.of(after, step.acceptance()));
        parking.release(change.mutation());
        add(change, before, after, after.revision() % Milestone.EVERY == 0);
        return change;
    }

    /// Adds a change that joins a state.
    ///
    /// @return the id of the live record that has the name of this one, where one has: it keeps it
    Optional<String> join(Change change, Standing before, Standing after, Acceptance acceptance) {
        Claim from = Claims.of(before, acceptance);
        Claim to = Claims.of(after, acceptance);
        Optional<String> holder =
                to == null
                        ? Optional.empty()
                        : claims.holder(to).filter(id -> !id.equals(change.key().id()));
        claims.move(change.key(), from, holder.isPresent() ? null : to);
        add(change, before, after, true);
        return holder;
    }

    private void add(Change change, Standing before, Standing after, boolean milestone) {
        RecordKey key = change.key();
        int kept = milestones.size();
        changes.add(change);
        standings.put(key, after);
        if (before.kept().purged()) {
            milestones.add(before); // What it was before that is not a part of what it is now.
        }
        if (milestone) {
            milestones.add(after);
        }
        undo.add(() -> {
            changes.removeLast();
            standings.put(key, before);
            milestones.subList(kept, milestones.size()).clear();
        });
    }
}
