package dev.tidemark.server.engine;

import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.merge.NaturalKeys;
import dev.tidemark.core.merge.NaturalKeys.Proposal;
import dev.tidemark.core.merge.View;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.schema.CollectionRules.NaturalKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.engine.Posting.Row;
import dev.tidemark.server.store.NaturalKeyRow;
import dev.tidemark.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which live record has which natural key, while a batch is decided: the stored holders, and what
/// the batch has changed about them so far.
final class Claims {

    /// Names are proposed with these numbers until one is free.
    private static final int NUMBERS_IN_A_ROW = 20;

    private static final int NUMBER_MAX = 1 << 30;

    private final Tx tx;
    private final String account;
    private final Foreseen foreseen;
    private final Undo undo;

    /// The holder of each claim that the batch has touched; null where it is free now.
    private final Map<Claim, @Nullable String> changed = new LinkedHashMap<>();

    /// What was read, so that it is read once.
    private final Map<Claim, Optional<String>> stored = new HashMap<>();

    /// One natural key of one collection.
    ///
    /// @param text as [NaturalKeys] makes it
    record Claim(String collection, String text) {

        byte[] hash() {
            return Canonical.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    Claims(Tx tx, String account, Foreseen foreseen, Undo undo) {
        this.tx = tx;
        this.foreseen = foreseen;
        this.account = account;
        this.undo = undo;
    }

    /// The claim that a record has; null for none.
    static @Nullable Claim of(Standing standing, Acceptance acceptance) {
        NaturalKey rule = acceptance.rules().naturalKey();
        return rule == null || standing.state().isEmpty()
                ? null
                : of(standing.key().collection(), rule, standing.view(acceptance));
    }

    /// The claim that a record would have after a step; null for none.
    static @Nullable Claim of(Step step) {
        NaturalKey rule = step.acceptance().rules().naturalKey();
        return rule == null ? null : of(step.key().collection(), rule, step.accepted().view());
    }

    /// The claim that a record of a collection has when it is shown so; null for none.
    static @Nullable Claim of(String collection, NaturalKey rule, View view) {
        String text = NaturalKeys.of(rule, view);
        return text == null ? null : new Claim(collection, text);
    }

    /// The id of the record that holds a claim; empty where it is free.
    Optional<String> holder(Claim claim) {
        return changed.containsKey(claim)
                ? Optional.ofNullable(changed.get(claim))
                : stored.computeIfAbsent(claim, this::read);
    }

    private Optional<String> read(Claim claim) {
        foreseen.requireStored(claim);
        return NaturalKeyRow.holder(tx, account, claim.collection(), claim.hash());
    }

    /// Gives a record one claim for another; null for none.
    void move(RecordKey key, @Nullable Claim from, @Nullable Claim to) {
        if (Objects.equals(from, to)) {
            return;
        }
        if (from != null && holder(from).equals(Optional.of(key.id()))) {
            put(from, null);
        }
        if (to != null) {
            put(to, key.id());
        }
    }

    private void put(Claim claim, @Nullable String holder) {
        boolean known = changed.containsKey(claim);
        String before = changed.put(claim, holder);
        undo.add(() -> {
            if (known) {
                changed.put(claim, before);
            } else {
                changed.remove(claim);
            }
        });
    }

    /// A name that is free now, for a record whose own is taken; null where no field of the natural
    /// key is a text.
    @Nullable Proposal proposal(RecordKey key, NaturalKey rule, View view) {
        int number = 2;
        while (true) {
            Proposal proposal = NaturalKeys.proposal(rule, view.fields(), number);
            if (proposal == null || isFree(key, rule, view, proposal) || number >= NUMBER_MAX) {
                return proposal;
            }
            number = number < NUMBERS_IN_A_ROW ? number + 1 : number * 2;
        }
    }

    private boolean isFree(RecordKey key, NaturalKey rule, View view, Proposal proposal) {
        Value.Obj fields = view.fields().with(proposal.field(), proposal.value());
        View renamed = new View(view.deleted(), fields, view.disputed(), view.existenceDisputed());
        Claim claim = of(key.collection(), rule, renamed);
        return claim == null || holder(claim).isEmpty();
    }

    /// The claims that have another holder than before, or none.
    Set<Claim> changed() {
        return changed.keySet();
    }

    /// Adds what has changed to the rows to be written.
    void addTo(List<Row> rows) {
        List<Row> taken = new ArrayList<>();
        changed.forEach((claim, holder) -> {
            String collection = claim.collection();
            byte[] hash = claim.hash();
            if (holder == null) {
                rows.add(writing -> NaturalKeyRow.free(writing, account, collection, hash));
            } else {
                taken.add(
                        writing -> NaturalKeyRow.take(writing, account, collection, hash, holder));
            }
        });
        rows.addAll(taken);
    }
}
