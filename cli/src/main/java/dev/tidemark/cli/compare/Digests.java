package dev.tidemark.cli.compare;

import dev.tidemark.cli.admin.Answers;
import dev.tidemark.cli.admin.Connection;
import dev.tidemark.client.Query;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.Canonical;
import dev.tidemark.core.value.Digest;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One hash for each collection of live records: two that hold the same records have the same ones.
///
/// @param collections those that have live records
/// @param version of the newest change that was seen; 0 for a device, which may not know it
public record Digests(SortedMap<String, OfCollection> collections, long version) {
    private static final int PAGE = 5_000;

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
        return new Digests(all, 0);
    }

    /// Of what a server holds in the account of a key, pulled from the beginning.
    public static Digests ofServer(Connection server) {
        Map<String, SortedMap<String, String>> hashes = new TreeMap<>();
        long version = 0;
        String since = "";
        Page page;
        do {
            page = page(server, since);
            for (EncodedEntry entry : page.changes()) {
                version = Math.max(version, entry.version());
                SortedMap<String, String> collection =
                        hashes.computeIfAbsent(
                                entry.key().collection(), _ -> new TreeMap<>(Digest.BYTEWISE));
                String hash = entry.contentHash();
                if (hash == null) {
                    collection.remove(entry.key().id());
                } else {
                    collection.put(entry.key().id(), hash);
                }
            }
            since = page.newSince();
        } while (page.hasMore());
        return new Digests(digests(hashes), version);
    }

    private static SortedMap<String, OfCollection> digests(
            Map<String, SortedMap<String, String>> hashes) {
        TreeMap<String, OfCollection> all = new TreeMap<>();
        hashes.forEach((collection, records) -> {
            Digest digest = new Digest();
            records.forEach(digest::add);
            if (digest.count() > 0) {
                all.put(collection, new OfCollection(digest.count(), digest.hash()));
            }
        });
        return all;
    }

    private static Page page(Connection server, String since) {
        String path = "/v1/sync/changes?limit=" + PAGE;
        String behind = since.isEmpty() ? "" : "&since=" + Answers.segment(since);
        return Page.read(server.bytes(path + behind));
    }

    /// Whether the other has the same records.
    public boolean sameAs(Digests other) {
        return collections.equals(other.collections);
    }
}
