package dev.tidemark.client.fake;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.core.value.Checksum;
import dev.tidemark.core.value.Digest;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.digest.DigestAnswer;
import dev.tidemark.wire.digest.DigestAnswer.OfCollection;
import dev.tidemark.wire.digest.DigestPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Digests of what a page of everything holds, made anew each time. */
final class FakeDigests {

    private FakeDigests() {}

    /**
     * What a server answers.
     *
     * @param all the live records
     * @param collection whose pairs are asked for; null for the digests of all
     */
    static Answer answer(Page all, @Nullable String collection) {
        Map<String, TreeMap<String, String>> live = new TreeMap<>();
        for (EncodedEntry entry : all.changes()) {
            String hash = entry.contentHash();
            if (hash != null) {
                live.computeIfAbsent(
                                entry.key().collection(), name -> new TreeMap<>(Digest.BYTEWISE))
                        .put(entry.key().id(), hash);
            }
        }
        if (collection != null) {
            List<DigestPage.Pair> pairs = new ArrayList<>();
            live.getOrDefault(collection, new TreeMap<>())
                    .forEach((id, hash) -> pairs.add(new DigestPage.Pair(id, hash)));
            return Answer.of(200, new DigestPage(pairs, null).bytes());
        }
        TreeMap<String, OfCollection> collections = new TreeMap<>();
        live.forEach((name, records) -> collections.put(name, ofCollection(records)));
        return Answer.of(200, new DigestAnswer(all.newSince(), collections).bytes());
    }

    private static OfCollection ofCollection(Map<String, String> records) {
        Digest digest = new Digest();
        Checksum checksum = Checksum.EMPTY;
        for (Map.Entry<String, String> record : records.entrySet()) {
            digest.add(record.getKey(), record.getValue());
            checksum = checksum.plus(Checksum.of(record.getKey(), record.getValue()));
        }
        return new OfCollection(checksum, digest.hash());
    }
}
