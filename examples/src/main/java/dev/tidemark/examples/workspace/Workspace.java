package dev.tidemark.examples.workspace;

import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Options;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.envelope.CloudEnvelopes;
import dev.tidemark.client.envelope.EnvelopeFolder;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopePreview.Entry;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.Policy;
import dev.tidemark.wire.envelope.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Two machines on which somebody has worked as a guest come to one account.
///
/// `Workspace http://127.0.0.1:8484 KEY`, the key being one of an account of the app `workspace`.
public final class Workspace {

    private static final String VERSION = "workspace example";

    private final Path home;
    private final URI server;
    private final Credential credential;
    private final PrintStream out;

    private Workspace(Path home, URI server, String key, PrintStream out) {
        this.home = home;
        this.server = server;
        this.credential = Credential.bearer(key);
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("workspace");
        play(URI.create(arguments[0]), arguments[1], folder, System.out);
    }

    /// Plays the way from a guest to an account, on two machines.
    ///
    /// @param key of an account that is empty
    /// @param folder for the files of both machines
    public static void play(URI server, String key, Path folder, PrintStream out)
            throws IOException {
        Workspace laptop = new Workspace(folder.resolve("laptop"), server, key, out);
        Workspace desktop = new Workspace(folder.resolve("desktop"), server, key, out);
        try (Tidemark first = laptop.open();
                Tidemark second = desktop.open()) {
            // No account yet: everything is local.
            first.records("board_inventory").put("esp32", board("ESP32", 240));
            first.records("user_preset").put("blink", preset("blink"));
            second.records("board_inventory").put("esp32", board("ESP32 of the lab", 160));
            second.records("board_inventory").put("pico", board("Pico", 133));

            laptop.bring(first, Policy.LOCAL_PREFERRED, Side.LOCAL);
            desktop.bring(second, Policy.MANUAL_PER_ITEM, Side.CLOUD);
            LocalRecord mine = second.records("board_inventory").get("esp32").orElseThrow();
            out.println("the desktop still has " + mine.text("name"));
        }
    }

    private Tidemark open() throws IOException {
        Files.createDirectories(home);
        return Tidemark.open(home.resolve("work.db"), Options.DEFAULTS.withSchema(schema()));
    }

    /// Ids are what the app has always called its things.
    private static Value.Obj schema() {
        Value.Obj text = Value.Obj.EMPTY.with("id", Value.of("string"));
        Value.Obj collections =
                Value.Obj.EMPTY.with("board_inventory", text).with("user_preset", text);
        return Value.Obj.EMPTY.with("version", Value.of(1)).with("collections", collections);
    }

    private CloudEnvelopes cloud(Tidemark workspace) {
        return workspace.envelopes().cloud(server, credential);
    }

    /// Export, look, decide, apply, keep the report.
    ///
    /// @param kept what the person at this machine says to each conflict
    private void bring(Tidemark workspace, Policy policy, Side kept) throws IOException {
        EnvelopeFolder folder = new EnvelopeFolder(home);
        Path export =
                folder.keepExport(
                        Instant.now(), to -> workspace.envelopes().write(to, List.of(), VERSION));
        byte[] envelope = Files.readAllBytes(export);
        CloudEnvelopes cloud = cloud(workspace);

        EnvelopePreview preview = cloud.preview(envelope);
        out.printf(
                "%s: %d new, %d in conflict%n",
                home.getFileName(), preview.fresh().size(), preview.conflicts().size());
        Map<String, Side> decisions = new LinkedHashMap<>();
        for (Entry conflict : preview.conflicts()) {
            out.printf("  %s: here %s%n", conflict.key(), conflict.local().content());
            decisions.put(conflict.key().toString(), kept);
        }

        String key = UUID.randomUUID().toString();
        for (EnvelopeReport report : cloud.apply(envelope, policy, decisions, key)) {
            folder.keepReport(report);
            for (EnvelopeReport.Item item : report.items()) {
                out.printf("  %s/%s %s%n", item.type(), item.id(), item.status());
                if (item.archivedAs() != null && item.type() != null) {
                    byte[] lost = cloud.archived(item.type(), item.archivedAs());
                    out.println("  archived: " + new String(lost, StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static Value.Obj board(String name, int megahertz) {
        return Value.Obj.EMPTY.with("name", Value.of(name)).with("megahertz", Value.of(megahertz));
    }

    private static Value.Obj preset(String tag) {
        return Value.Obj.EMPTY.with("tags", Value.of(List.of(Value.of(tag))));
    }
}
