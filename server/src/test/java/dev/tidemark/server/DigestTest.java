package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.value.Checksum;
import dev.tidemark.core.value.Digest;
import dev.tidemark.core.value.Value;
import dev.tidemark.server.fake.Reply;
import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.LaneLimits;
import dev.tidemark.sql.Options;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.digest.CheckReport;
import dev.tidemark.wire.digest.CheckReport.Fault;
import dev.tidemark.wire.digest.DigestAnswer;
import dev.tidemark.wire.digest.DigestAnswer.OfCollection;
import dev.tidemark.wire.digest.DigestPage;
import dev.tidemark.wire.digest.DigestPage.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the server says that it holds is what it holds.
class DigestTest {

    @TempDir private Path folder;
    private Site site;
    private String key;
    private String token;
    private String cursor = "null";

    @BeforeEach
    void start() {
        site = Site.on(folder);
        site.admin()
                .put(
                        "/v1/apps/plain/schema",
                        "{\"version\":1,\"collections\":{\"notes\":{\"id\":\"string\"},"
                                + "\"diary\":{\"id\":\"string\"}}}")
                .expect(200);
        key = site.owner(site.account("plain"));
        token = site.enrol(key, "tablet").is(201).member("token");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private void push(String op, String collection, String id, int counter, String fields) {
        String command =
                """
                {"id":"%s","entity":"%s","entityId":"%s","op":"%s","fields":%s,
                "vv":{"tablet":%d},"ts":"2026-11-20T11:00:00.000Z"}\
                """
                        .formatted(UUID.randomUUID(), collection, id, op, fields, counter);
        Reply reply =
                site.call()
                        .post(
                                "/v1/sync/batch",
                                "{\"deviceId\":\"tablet\",\"since\":%s,\"commands\":[%s]}"
                                        .formatted(cursor, command))
                        .device(token)
                        .expect(200)
                        .has("\"applied\"");
        cursor = "\"" + reply.member("newSince") + "\"";
    }

    private DigestAnswer digest(String query) {
        return DigestAnswer.read(
                site.call().get("/v1/sync/digest" + query).bearer(key).expect(200).bytes());
    }

    private DigestPage page(String query) {
        return DigestPage.read(
                site.call().get("/v1/sync/digest?" + query).bearer(key).expect(200).bytes());
    }

    private CheckReport check() {
        return CheckReport.read(
                site.call().get("/v1/sync/digest/verify").bearer(key).expect(200).bytes());
    }

    private Page pulled() {
        return Page.read(site.call().get("/v1/sync/changes").bearer(key).expect(200).bytes());
    }

    @Test
    void a_digest_is_over_the_live_records_by_the_bytes_of_their_ids() {
        for (String id : List.of("b", "Z", "a", "\u00e9", "\uffee", "\ud83d\ude00")) {
            push("create", "notes", id, 1, "{\"text\":\"" + id + "\"}");
        }
        push("delete", "notes", "Z", 2, "{}");
        push("create", "diary", "x", 1, "{\"n\":1}");
        TreeMap<String, String> hashes = new TreeMap<>(Digest.BYTEWISE);
        for (EncodedEntry entry : pulled().changes()) {
            if (entry.key().collection().equals("notes")) {
                hashes.put(entry.key().id(), entry.contentHash());
            }
        }
        Digest expected = new Digest();
        hashes.forEach(expected::add);

        DigestAnswer answer = digest("");
        assertThat(answer.collections()).containsOnlyKeys("diary", "notes");
        OfCollection notes = answer.collections().get("notes");
        assertThat(hashes).hasSize(5);
        assertThat(notes.checksum().count()).isEqualTo(5);
        assertThat(notes.digest()).isEqualTo(expected.hash());
        assertThat(notes.checksum())
                .isEqualTo(
                        hashes.entrySet().stream()
                                .map(e -> Checksum.of(e.getKey(), e.getValue()))
                                .reduce(Checksum.EMPTY, Checksum::plus));
        assertThat(answer.cursor()).isEqualTo(pulled().newSince());
        assertThat(pairs("notes", 2)).isEqualTo(pairsOf(hashes));
    }

    private static List<Pair> pairsOf(TreeMap<String, String> hashes) {
        return hashes.entrySet().stream().map(e -> new Pair(e.getKey(), e.getValue())).toList();
    }

    private List<Pair> pairs(String collection, int limit) {
        List<Pair> pairs = new ArrayList<>();
        String query = "collection=" + collection + "&limit=" + limit;
        DigestPage page = page(query);
        pairs.addAll(page.records());
        while (page.hasMore()) {
            assertThat(page.records()).hasSize(limit);
            String after =
                    java.net.URLEncoder.encode(
                            String.valueOf(page.cursor()), java.nio.charset.StandardCharsets.UTF_8);
            page = page(query + "&cursor=" + after);
            pairs.addAll(page.records());
        }
        return pairs;
    }

    @Test
    void a_digest_follows_the_content_and_a_remembered_one_is_never_old() {
        push("create", "notes", "a", 1, "{\"n\":1}");
        DigestAnswer first = digest("");
        push("update", "notes", "a", 2, "{\"n\":2}");
        DigestAnswer second = digest("");
        push("update", "notes", "a", 3, "{\"n\":1}");
        DigestAnswer third = digest("");

        assertThat(second.collections()).isNotEqualTo(first.collections());
        assertThat(third.collections()).isEqualTo(first.collections());
        assertThat(third.cursor()).isNotEqualTo(first.cursor());
        push("delete", "notes", "a", 4, "{}");
        assertThat(digest("").collections()).isEmpty();
        push("restore", "notes", "a", 5, "{}");
        assertThat(digest("").collections()).isEqualTo(first.collections());
        site.restart();
        assertThat(digest("").collections()).isEqualTo(first.collections());
    }

    @Test
    void sums_alone_are_the_same_sums() {
        push("create", "notes", "a", 1, "{\"n\":1}");
        DigestAnswer sums = digest("?sums=true");
        assertThat(sums.cursor()).isEqualTo(digest("").cursor());
        OfCollection notes = sums.collections().get("notes");
        assertThat(notes.digest()).isNull();
        assertThat(notes.checksum()).isEqualTo(digest("").collections().get("notes").checksum());
    }

    @Test
    void what_is_not_readable_is_left_out_and_404_by_name() {
        push("create", "notes", "a", 1, "{\"n\":1}");
        push("create", "diary", "hidden", 1, "{\"n\":1}");
        String account = site.call().get("/v1/schema").bearer(key).expect(200).member("accountId");
        String narrow = site.key(account, "viewer", "notes:read").member("key");

        site.call().get("/v1/sync/digest").bearer(narrow).expect(200).has("notes").lacks("diary");
        site.call().get("/v1/sync/digest?collection=diary").bearer(narrow).expect(404);
        site.call().get("/v1/sync/records/notes/a").bearer(narrow).expect(200).has("\"n\":1");
        site.call().get("/v1/sync/records/diary/hidden").bearer(narrow).expect(404);
        site.call().get("/v1/sync/records/notes/none").bearer(narrow).expect(404);
        site.call().get("/v1/sync/digest/verify").bearer(narrow).expect(403);
        String stranger = site.owner(site.account("open"));
        site.call().get("/v1/sync/records/notes/a").bearer(stranger).expect(404);
        site.call().get("/v1/sync/digest").bearer(stranger).expect(200).lacks("notes");
    }

    @Test
    void a_record_is_answered_as_it_is_pulled() {
        push("create", "notes", "a", 1, "{\"n\":1}");
        Reply record = site.call().get("/v1/sync/records/notes/a").bearer(key).expect(200);
        assertThat(pulled().changes()).containsExactly(EncodedEntry.of(record.bytes()));
        assertThat(record.json().members().get("deleted")).isEqualTo(Value.FALSE);
    }

    @Test
    void records_that_were_edited_in_the_file_are_named() {
        for (String id : List.of("a", "b", "c", "d")) {
            push("create", "notes", id, 1, "{\"text\":\"" + id + "\"}");
        }
        assertThat(check().whole()).isTrue();
        assertThat(check().records()).isEqualTo(4);
        site.server().stop();
        try (Storage storage = Storage.open(folder, Options.DEFAULTS, LaneLimits.DEFAULTS)) {
            storage.lanes()
                    .writeNow(
                            "test",
                            tx -> {
                                tx.update(
                                        "UPDATE record SET body = CAST(replace(CAST(body AS TEXT),"
                                                + " '\"text\":\"b\"', '\"text\":\"x\"') AS BLOB) WHERE record_id = 'b'");
                                tx.update("UPDATE record SET body = x'7b' WHERE record_id = 'c'");
                                return tx.update("DELETE FROM record WHERE record_id = 'd'");
                            });
        }
        site.restart();

        CheckReport report = check();
        assertThat(report.records()).isEqualTo(3);
        assertThat(report.faults()).extracting(Fault::id).containsExactly(null, "b", "c");
        assertThat(report.faults().getFirst().detail())
                .startsWith("The collection has 3 live records, and 4 are noted");
    }
}
