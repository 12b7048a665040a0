package dev.tidemark.cli.endtoend;

import static dev.tidemark.cli.endtoend.Site.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Typed;
import dev.tidemark.cli.Typed.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two devices, the real client, the real server.
class TwoDevicesTest {
    private static final String ID = "11111111-1111-4111-8111-111111111111";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void offline_edits_in_conflict_come_to_one_state_whoever_syncs_first(boolean laptopFirst)
            throws IOException {
        try (Site site = Site.open(folder, "requests")) {
            Desk laptop = site.device("laptop");
            Desk phone = site.device("phone");
            ok(laptop.run("put", "endpoints", "--id", ID, "name=List", "path=/a", "tags:=[\"x\"]"));
            ok(laptop.run("sync"));
            ok(phone.run("sync"));

            site.stop();
            ok(laptop.run("set", "endpoints", ID, "path=/b", "summary=s", "--add", "tags=l"));
            ok(phone.run("set", "endpoints", ID, "path=/c", "method=POST", "--add", "tags=p"));
            assertThat(laptop.run("sync").code()).isEqualTo(6);
            site.startAgain();

            Desk first = laptopFirst ? laptop : phone;
            Desk second = laptopFirst ? phone : laptop;
            ok(first.run("sync"));
            ok(second.run("sync"));
            ok(first.run("sync"));
            site.assertSame(laptop, phone);
            assertThat(laptop.run("get", "endpoints", ID, "--json").out())
                    .contains("\"method\":\"POST\"", "\"summary\":\"s\"", "[\"l\",\"p\",\"x\"]");

            decide(second, "update_update", "theirs");
            ok(second.run("sync"));
            ok(first.run("sync"));
            site.assertSame(laptop, phone);
            assertThat(laptop.run("conflicts", "--json").out()).isEmpty();
            assertThat(phone.run("get", "endpoints", ID, "--json").out())
                    .contains("\"path\":\"" + (laptopFirst ? "/b" : "/c") + "\"");
        }
    }

    @Test
    void a_name_that_is_taken_is_refused_and_renamed_and_both_records_live() throws IOException {
        try (Site site = Site.open(folder, "requests")) {
            Desk laptop = site.device("laptop");
            Desk phone = site.device("phone");
            ok(laptop.run("put", "endpoints", "projectId=1", "name=Ping"));
            ok(phone.run("put", "endpoints", "projectId=1", "name=Ping"));
            ok(laptop.run("sync"));

            assertThat(phone.run("sync").code()).isEqualTo(4);
            assertThat(phone.run("dead-letters", "list").out()).contains("CONFLICT");
            decide(phone, "natural_key", "rename");
            ok(phone.run("sync"));
            ok(laptop.run("sync"));

            site.assertSame(laptop, phone);
            assertThat(phone.run("dead-letters", "list").out()).isEmpty();
            assertThat(laptop.run("list", "endpoints", "--field", "name").out())
                    .contains("Ping\n", "Ping (2)");
        }
    }

    @Test
    void a_revoked_device_keeps_what_it_has_and_goes_on_when_it_is_let_in_again()
            throws IOException {
        try (Site site = Site.open(folder, "open")) {
            Desk phone = site.device("phone");
            ok(phone.run("put", "notes", "--id", ID, "a=1"));
            ok(phone.run("sync"));
            String device =
                    phone.run("status", "--json")
                            .out()
                            .replaceAll("(?s).*\"device\":\"([^\"]+)\".*", "$1");
            ok(site.owner().run("devices", "revoke", device));
            ok(phone.run("set", "notes", ID, "a=2"));

            Typed refused = phone.run("sync");

            assertThat(refused.code()).isEqualTo(5);
            assertThat(refused.err()).doesNotContain("tmk_", "tmd_");
            assertThat(phone.run("status", "--json").out())
                    .contains("\"state\":\"auth-required\"", "\"pending\":1");
            assertThat(phone.run("get", "notes", ID, "--json").out()).contains("\"a\":\"2\"");
        }
    }

    @Test
    void one_poison_mutation_holds_nothing_up_and_can_be_mended() throws IOException {
        Path schemas = Files.createDirectories(folder.resolve("schemas"));
        Files.writeString(
                schemas.resolve("strict.yaml"),
                """
                version: 1
                collections:
                  notes:
                    schema: { type: object, properties: { a: { type: string, maxLength: 3 } } }
                """);
        String poison = "22222222-2222-4222-8222-222222222222";
        Desk phone;
        try (Site site = open("strict", schemas)) {
            phone = site.desk("phone");
            ok(phone.with("TIDEMARK_SERVER", "").run("init"));
            for (String id : List.of(ID, poison, "33333333-3333-4333-8333-333333333333")) {
                ok(phone.run("put", "notes", "--id", id, id.equals(poison) ? "a=long" : "a=ok"));
            }
            phone.run("init", "--server", site.address(), "--token-file", "account.key");
            phone.run("sync");

            assertThat(phone.run("status", "--json").out())
                    .contains("\"pending\":0", "\"deadLetters\":1");
            assertThat(phone.run("dead-letters", "show", "1").out()).contains("VALIDATION", "long");
            ok(phone.run("dead-letters", "edit", "1", "a=yes"));
            ok(phone.run("sync"));
            site.assertSame(phone);
            assertThat(phone.run("list", "notes", "--json").lines()).hasSize(3);
        }
    }

    @Test
    void a_batch_that_is_too_large_is_halved_until_it_fits() throws IOException {
        try (Site site = Site.open(folder, "open", Map.of("batchMutationsMax", "7"))) {
            Desk laptop = site.device("laptop");
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                lines.append("{\"n\":").append(i).append("}\n");
            }
            ok(laptop.typing(lines.toString()).run("import", "-", "--collection", "t"));

            ok(laptop.run("sync"));

            assertThat(laptop.run("status", "--json").out())
                    .contains("\"pending\":0", "\"deadLetters\":0");
            site.assertSame(laptop);
        }
    }

    @Test
    void another_accounts_key_is_refused_and_nothing_is_mixed() throws IOException {
        try (Site site = Site.open(folder, "open")) {
            Desk phone = site.device("phone");
            ok(phone.run("put", "notes", "--id", ID, "a=1"));
            ok(phone.run("sync"));
            String other = ok(site.operator().run("accounts", "create", "Other"));
            Files.writeString(
                    folder.resolve("other.key"),
                    ok(
                            site.operator()
                                    .run(
                                            "keys",
                                            "create",
                                            "o",
                                            "--role=owner",
                                            "--account",
                                            other)));
            ok(phone.run("set", "notes", ID, "a=2"));

            Typed typed =
                    phone.run("init", "--server", site.address(), "--token-file", "other.key");

            assertThat(typed.code()).isEqualTo(67);
            assertThat(phone.run("status", "--json").out()).contains("\"pending\":1");
            assertThat(site.operator().run("digest", "server", "--key-file", "other.key").out())
                    .isEmpty();
        }
    }

    @Test
    void a_device_that_watches_sees_what_another_one_writes() throws Exception {
        try (Site site = Site.open(folder, "open")) {
            Desk laptop = site.device("laptop");
            Desk phone = site.device("phone");
            CompletableFuture<Typed> watching =
                    CompletableFuture.supplyAsync(() ->
                            phone.run("watch", "notes", "--count=1", "--seconds=60", "--json"));
            ok(laptop.run("put", "notes", "--id", ID, "a=1"));
            ok(laptop.run("sync"));

            assertThat(watching.get().out()).contains(ID, "\"a\":\"1\"");
        }
    }

    private Site open(String app, Path schemas) throws IOException {
        return Site.open(folder, app, Map.of("schemas", schemas.toString()));
    }

    private static void decide(Desk desk, String type, String choice) {
        String line =
                desk.run("conflicts", "--json").lines().stream()
                        .filter(each -> each.contains("\"type\":\"" + type + "\""))
                        .findFirst()
                        .orElseThrow();
        String id = line.replaceAll(".*\"conflict\":\"([^\"]+)\".*", "$1");
        ok(desk.run("resolve", id, choice));
    }
}
