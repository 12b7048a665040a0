package dev.tidemark.cli.demo;

import dev.tidemark.cli.admin.Answers;
import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.compare.Digests;
import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Query;
import dev.tidemark.client.Records;
import dev.tidemark.client.Tidemark;
import dev.tidemark.wire.command.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Looks at both devices and the server, and says what is so.
final class Proof {

    /// What the laptop wrote into the field on which the phone won.
    static final String LOSING_PATH = "/members/{id}";

    private final Stage stage;
    private final Actor laptop;
    private final Actor phone;
    private final Named names;
    private boolean all = true;

    /// The records that the story is about.
    record Named(String list, String show, String remove, String project) {}

    Proof(Stage stage, Actor laptop, Actor phone, Named names) {
        this.stage = stage;
        this.laptop = laptop;
        this.phone = phone;
        this.names = names;
    }

    /// @param changes how many there must be: one for each mutation, but for the refused one
    /// @return whether all of it is so
    boolean show(String address, Path keyFile, long changes) throws IOException {
        try (Connection server = new Connection(address, Files.readString(keyFile));
                Tidemark onLaptop = Tidemark.open(laptop.database());
                Tidemark onPhone = Tidemark.open(phone.database())) {
            Digests held = Digests.ofServer(server);
            same(held, Digests.ofDevice(onLaptop), Digests.ofDevice(onPhone));
            merged(onLaptop.records("endpoints"));
            history(server);
            names(onPhone.records("endpoints"));
            check(
                    changesIn(server) == changes,
                    "The server was killed twice; %,d mutations were accepted, and %,d changes are in its log."
                            .formatted(changes, changesIn(server)));
            check(
                    onLaptop.status().pending() + onPhone.status().pending() == 0
                            && onLaptop.conflicts().count() + onPhone.conflicts().count() == 0,
                    "Nothing waits, nothing is in conflict.");
        }
        return all;
    }

    /// How long the log is: the version of the newest change.
    private static long changesIn(Connection server) {
        Page page = Page.read(server.bytes("/v1/sync/changes"));
        long newest = 0;
        while (!page.changes().isEmpty()) {
            newest = page.changes().getLast().version();
            String since = Answers.segment(page.newSince());
            page = Page.read(server.bytes("/v1/sync/changes?since=" + since));
        }
        return newest;
    }

    private void same(Digests server, Digests onLaptop, Digests onPhone) {
        server.collections()
                .forEach((collection, digest) -> {
                    boolean equal =
                            digest.equals(onLaptop.collections().get(collection))
                                    && digest.equals(onPhone.collections().get(collection));
                    check(
                            equal,
                            "Laptop, phone and server hold the same %,d %s: %s…"
                                    .formatted(
                                            digest.records(),
                                            collection,
                                            digest.hash().substring(0, 23)));
                });
        check(
                server.equals(onLaptop) && server.equals(onPhone),
                "None of them has a collection that another one lacks.");
    }

    private void merged(Records endpoints) {
        LocalRecord list = endpoints.get(names.list()).orElse(null);
        check(
                list != null
                        && "POST".equals(list.text("method"))
                        && "All users".equals(list.text("summary")),
                "The edits of different fields are both there.");
        check(
                list != null
                        && Objects.equals(
                                list.field("tags"),
                                Fields.value(List.of("internal", "mobile", "public"))),
                "So are the tags of both.");
        check(
                endpoints.get(names.remove()).isPresent(),
                "The record that one device deleted and the other one changed is kept, as"
                        + " decided.");
    }

    private void history(Connection server) {
        byte[] versions = server.bytes("/v1/history/endpoints/" + names.show());
        check(
                new String(versions, StandardCharsets.UTF_8).contains(LOSING_PATH),
                "The value that lost, %s, can still be read in the history."
                        .formatted(LOSING_PATH));
    }

    private void names(Records endpoints) {
        List<String> pings = new ArrayList<>();
        endpoints.each(
                Query.all().where("projectId", names.project()),
                record -> {
                    String name = record.text("name");
                    if (name != null && name.startsWith("Ping")) {
                        pings.add(name);
                    }
                });
        pings.sort(null);
        check(
                pings.size() == 2 && !pings.get(0).equals(pings.get(1)),
                "Both endpoints called Ping are there: %s.".formatted(pings));
    }

    private void check(boolean proved, String sentence) {
        all &= proved;
        stage.verdict(proved, sentence);
    }
}
