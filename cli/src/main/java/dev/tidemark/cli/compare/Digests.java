package dev.tidemark.cli.compare;

import dev.tidemark.cli.admin.Connection;
import dev.tidemark.client.Query;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Digest;
import dev.tidemark.wire.digest.DigestAnswer;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// One hash for each collection of live records: two that hold the same records have the same ones.
///
/// @param collections those that have live records
public record Digests(SortedMap<String, OfCollection> collections) {

    /// A collection's records, counted and hashed.
    public record OfCollection(long records, String hash) {}

    public Digests {
        collections = Collections.unmodifiableSortedMap(collections);
    }

    /// Of what a device shows, what waits for the server included.
    public static Digests ofDevice(Tidemark tidemark) {
        TreeMap<String, OfCollection> all = new TreeMap<>();
        for (String collection : tidemark.collections()) {
            Digest digest = new Digest();
            tidemark.records(collection)
                    .each(
                            Query.all(),
                            record -> digest.add(record.id(), Canonical.hash(record.fields())));
            all.put(collection, new OfCollection(digest.count(), digest.hash()));
        }
        return new Digests(all);
    }

    /// Of what a server holds in the account of a key.
    public static Digests ofServer(Connection server) {
        TreeMap<String, OfCollection> all = new TreeMap<>();
        DigestAnswer.read(server.bytes("/v1/sync/digest"))
                .collections()
                .forEach((name, digest) ->
                        all.put(
                                name,
                                new OfCollection(
                                        digest.checksum().count(),
                                        Objects.requireNonNull(digest.digest()))));
        return new Digests(all);
    }
}
