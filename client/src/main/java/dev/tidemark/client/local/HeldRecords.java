package dev.tidemark.client.local;

import dev.tidemark.core.record.RecordKey;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.core.value.Digest;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Row;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The live records as the server told them, without what waits in the queue; what a digest is over.
 * What a server that went back does not have any more is among them. Their content hashes are made
 * anew, so that an entry that was damaged here is found.
 */
public final class HeldRecords {

    /** Stands for the hash of what cannot be read. */
    private static final String UNREADABLE = "unreadable";

    private static final String HELD =
            "SELECT collection, id, body FROM record JOIN entry ON position = entry ";

    private final Tx tx;

    public HeldRecords(Tx tx) {
        this.tx = tx;
    }

    /**
     * A collection, counted and hashed.
     *
     * @param checksum counted anew
     */
    public record Held(Checksum checksum, String digest) {}

    /** The collections that have live records. */
    public SortedMap<String, Held> digests() {
        TreeMap<String, Counting> counting = new TreeMap<>();
        tx.each(
                HELD + "WHERE seq <> 0 ORDER BY collection, id",
                row -> {
                    String hash = hash(row.getBytes(3));
                    if (hash != null) {
                        counting.computeIfAbsent(row.getText(1), name -> new Counting())
                                .add(row.getText(2), hash);
                    }
                });
        TreeMap<String, Held> held = new TreeMap<>();
        counting.forEach((name, each) -> held.put(name, each.held()));
        return held;
    }

    /** One collection while it is gone through. */
    private static final class Counting {
        private final Digest digest = new Digest();
        private Checksum checksum = Checksum.EMPTY;

        void add(String id, String hash) {
            digest.add(id, hash);
            checksum = checksum.plus(Checksum.of(id, hash));
        }

        Held held() {
            return new Held(checksum, digest.hash());
        }
    }

    /** The checksums of what is held, counted anew. */
    SortedMap<String, Checksum> checksums() {
        TreeMap<String, Checksum> sums = new TreeMap<>();
        digests().forEach((name, held) -> sums.put(name, held.checksum()));
        return sums;
    }

    /**
     * Hands on ids and content hashes of a collection, by the bytes of the ids.
     *
     * @param after behind this id; empty for the first
     * @param upTo up to this one and with it; empty for all
     */
    public void each(String collection, String after, String upTo, BiConsumer<String, String> to) {
        tx.each(
                HELD
                        + "WHERE seq <> 0 AND collection = ? AND id > ? AND (? = '' OR id <= ?)"
                        + " ORDER BY id",
                row -> {
                    String hash = hash(row.getBytes(3));
                    if (hash != null) {
                        to.accept(row.getText(2), hash);
                    }
                },
                collection,
                after,
                upTo,
                upTo);
    }

    /** Collections that do not hold what was noted of them. */
    List<String> problems() {
        Map<String, Checksum> noted = new ChecksumTable(tx).all();
        Map<String, Checksum> held = checksums();
        return Stream.concat(noted.keySet().stream(), held.keySet().stream())
                .distinct()
                .filter(name -> !Objects.equals(noted.get(name), held.get(name)))
                .map(name -> "the records of %s are not what the server told".formatted(name))
                .collect(Collectors.toList());
    }

    /** What the server told of a record, if it can be read. */
    public Optional<Value.Obj> fields(RecordKey key) {
        return tx.first(
                        HELD + "WHERE seq <> 0 AND collection = ? AND id = ?",
                        HeldRecords::fields,
                        key.collection(),
                        key.id())
                .flatMap(fields -> fields);
    }

    private static Optional<Value.Obj> fields(Row row) {
        try {
            return Optional.of(EncodedEntry.of(row.getBytes(3)).fields());
        } catch (JsonFault | InvalidInput e) {
            return Optional.empty();
        }
    }

    /** The hash of an entry's content; null for a deleted record. */
    private static @Nullable String hash(byte[] body) {
        try {
            EncodedEntry entry = EncodedEntry.of(body);
            return entry.deleted() ? null : Canonical.hash(entry.fields());
        } catch (JsonFault | InvalidInput e) {
            return UNREADABLE;
        }
    }
}
