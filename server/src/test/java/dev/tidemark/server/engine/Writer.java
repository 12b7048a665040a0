package dev.tidemark.server.engine;

import dev.tidemark.core.causality.Dot;
import dev.tidemark.core.causality.VersionVector;
import dev.tidemark.core.merge.Acceptance;
import dev.tidemark.core.record.Mutation;
import dev.tidemark.core.record.Op;
import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Principal;
import dev.tidemark.wire.command.Ack;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Command;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Heal;
import dev.tidemark.wire.command.HealAnswer;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.command.RecordEntry;
import dev.tidemark.wire.command.Rejection;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A device that stamps mutations and remembers what it has seen, as simply as can be.
final class Writer {

    final String id;
    final @Nullable String platform;
    private final Workbench bench;
    final Map<RecordKey, VersionVector> seen = new HashMap<>();
    final Map<RecordKey, RecordEntry> records = new TreeMap<>();
    @Nullable String cursor;
    Principal principal;

    Writer(Workbench bench, String id, @Nullable String platform) {
        this.bench = bench;
        this.id = id;
        this.platform = platform;
        this.principal = bench.owner();
    }

    static RecordKey note(String id) {
        return new RecordKey("notes", id);
    }

    static Value.Obj json(String text) {
        return (Value.Obj) Json.read(text.replace('\'', '"'), JsonLimits.DEFAULT);
    }

    /// The device's next mutation of a record, which it counts as its own at once.
    Mutation write(Op op, RecordKey key, String fields) {
        return write(op, key, fields, bench.now);
    }

    Mutation write(Op op, RecordKey key, String fields, Instant clock) {
        return write(op, key, fields, clock, null);
    }

    Mutation write(Op op, RecordKey key, String fields, Instant clock, @Nullable String group) {
        VersionVector before = seen.getOrDefault(key, VersionVector.EMPTY);
        Dot dot = before.next(id);
        seen.put(key, before.with(dot));
        return new Mutation(
                bench.newId(), key, op, dot, before, json(fields), List.of(), clock, group, null);
    }

    Mutation create(RecordKey key, String fields) {
        return write(Op.CREATE, key, fields);
    }

    Mutation update(RecordKey key, String fields) {
        return write(Op.UPDATE, key, fields);
    }

    Mutation delete(RecordKey key) {
        return write(Op.DELETE, key, "{}");
    }

    Asking asking() {
        return new Asking(
                principal,
                bench.app,
                id,
                bench.app.rules().rank(id, platform),
                bench.now,
                "trace-" + id);
    }

    Batch batch(@Nullable String since, Mutation... mutations) {
        return new Batch(
                id,
                since,
                Batch.LIMIT_DEFAULT,
                Stream.of(mutations).<Command>map(Command.Readable::new).toList());
    }

    /// Sends mutations and takes over what comes back.
    BatchAnswer push(Mutation... mutations) {
        BatchAnswer answer = send(batch(cursor, mutations));
        for (Rejection rejection : answer.rejections().reversed()) {
            Arrays.stream(mutations)
                    .filter(m -> m.id().equals(rejection.id()))
                    .forEach(m -> seen.put(m.key(), m.context()));
        }
        take(answer.page());
        return answer;
    }

    /// Sends a batch and takes over nothing.
    BatchAnswer send(Batch batch) {
        BatchAnswer answer = bench.push().push(asking(), batch);
        for (Ack ack : answer.acked()) {
            for (Command command : batch.commands()) {
                if (command instanceof Command.Readable(var m)
                        && m.id().equals(ack.id())
                        && ack.knownAs() == null) {
                    bench.acknowledged.add(ack.version(), m);
                }
            }
        }
        return answer;
    }

    /// Sends one mutation that must be accepted.
    Ack accepted(Mutation mutation) {
        BatchAnswer answer = push(mutation);
        if (answer.acked().isEmpty()) {
            throw new AssertionError("refused: " + answer.rejections());
        }
        return answer.acked().getFirst();
    }

    /// Sends one mutation that must be refused.
    Rejection refused(Mutation mutation) {
        BatchAnswer answer = push(mutation);
        if (answer.rejections().isEmpty()) {
            throw new AssertionError("accepted: " + answer.acked());
        }
        return answer.rejections().getFirst();
    }

    /// Offers all that it has, a few records at a time, and begins anew with what the server has.
    List<HealAnswer> heal(int pageRecords) {
        List<HealAnswer> answers = new ArrayList<>();
        List<EncodedEntry> all = new ArrayList<>();
        records.values().forEach(entry -> all.add(encoded(entry)));
        for (int from = 0; from == 0 || from < all.size(); from += pageRecords) {
            int to = Math.min(all.size(), from + pageRecords);
            answers.add(offer(all.subList(from, to)));
        }
        records.clear();
        seen.clear();
        cursor = answers.getLast().newSince();
        pull();
        return answers;
    }

    HealAnswer offer(List<EncodedEntry> entries) {
        return bench.healing()
                .heal(asking(), new Heal(id, Objects.requireNonNull(cursor), entries));
    }

    EncodedEntry encoded(RecordEntry entry) {
        Acceptance acceptance = bench.app.acceptance(entry.key().collection());
        return entry.encoded(acceptance.rules(), acceptance.skew());
    }

    /// Pulls to the end.
    Writer pull() {
        boolean more = true;
        while (more) {
            Page page = page(cursor, 500);
            take(page);
            more = page.hasMore();
        }
        return this;
    }

    Page page(@Nullable String since, int limit) {
        return bench.pull().page(Workbench.ACCOUNT, since, limit, principal::mayRead);
    }

    void take(Page page) {
        for (EncodedEntry encoded : page.changes()) {
            RecordEntry entry = encoded.decoded();
            records.put(entry.key(), entry);
            seen.merge(entry.key(), entry.state().vv(), VersionVector::join);
        }
        cursor = page.newSince();
    }

    /// The record as the server has it, read from the beginning.
    RecordEntry onServer(RecordKey key) {
        List<EncodedEntry> all = new ArrayList<>();
        @Nullable String since = null;
        boolean more = true;
        while (more) {
            Page page = page(since, 500);
            all.addAll(page.changes());
            since = page.newSince();
            more = page.hasMore();
        }
        return all.stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no record " + key))
                .decoded();
    }

    String fields(RecordKey key) {
        return onServer(key).fields().toString();
    }
}
