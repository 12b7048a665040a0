package dev.tidemark.examples.agronomy;

import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.HttpLimits;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.upsert.UpsertClient;
import dev.tidemark.client.upsert.UpsertOptions;
import dev.tidemark.client.upsert.UpsertOutcome;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.upsert.UpsertAnswer;
import dev.tidemark.wire.upsert.UpsertConflict;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/// A scout and an agronomist, each with an app that keeps its own records.
///
/// `Agronomy http://127.0.0.1:8484 KEY`, the key being one of an account of the app `agronomy`.
public final class Agronomy implements AutoCloseable {

    private final UpsertClient queue;
    private final PrintStream out;
    private final String name;

    /// The app's own records, wherever it keeps them.
    private final TreeMap<String, Value> observations;

    private Agronomy(
            String name,
            String server,
            String key,
            HttpTransport net,
            Path folder,
            TreeMap<String, Value> observations,
            PrintStream out) {
        this.name = name;
        this.observations = observations;
        this.out = out;
        Value.Obj device = json("{'deviceId':'%s','name':'%s'}".formatted(name, name));
        queue =
                UpsertClient.open(
                        folder.resolve(name + ".db"),
                        UpsertOptions.of(server, Credential.bearer(key), device, net));
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("agronomy");
        play(URI.create(arguments[0]), arguments[1], folder, System.out);
    }

    /// Plays a day in the field, on an empty account, with the queues of the devices in a folder.
    public static void play(URI server, String key, Path folder, PrintStream out) {
        TreeMap<String, Value> mine = new TreeMap<>();
        TreeMap<String, Value> theirs = new TreeMap<>();
        try (HttpTransport net = new HttpTransport(HttpLimits.DEFAULTS)) {
            try (Agronomy scout =
                    new Agronomy("scout", "http://127.0.0.1:9", key, net, folder, mine, out)) {
                scout.observe("o-1", "draft", "09:00", "rust on leaves");
                scout.observe("o-2", "draft", "09:20", "dry soil");
                scout.sync(); // No network: nothing is lost, nobody is kept from working.
            }
            String at = server.toString();
            try (Agronomy scout = new Agronomy("scout", at, key, net, folder, mine, out);
                    Agronomy office = new Agronomy("office", at, key, net, folder, theirs, out)) {
                scout.sync(); // The very same request, of a process that has ended since.
                office.sync();
                office.observe("o-1", "confirmed", "10:00", "brown rust");
                office.patch("p-1", 0, "{'op':'add','path':'/rules','value':['spray at dawn']}");
                office.sync();
                scout.observe("o-1", "draft", "10:05", "rust, or dirt");
                scout.patch("p-2", 0, "{'op':'add','path':'/rules','value':[]}");
                scout.sync();
                scout.decide();
                office.sync();
                out.println("both have the same: " + mine.equals(theirs));
            }
        }
    }

    private void observe(String id, String status, String at, String note) {
        String record =
                "{'observationId':'%s','status':'%s','updatedAt':'2026-11-20T%s:00Z','note':'%s'}";
        keep("observations", id, json(record.formatted(id, status, at, note)));
    }

    private void patch(String id, long base, String operation) {
        String record = "{'patchId':'%s','playbookId':'rust','baseVersion':%d,'patch':[%s]}";
        keep("playbookPatches", id, json(record.formatted(id, base, operation)));
    }

    private void keep(String collection, String id, Value.Obj record) {
        if (collection.equals("observations")) {
            observations.put(String.valueOf(record.members().get("observationId")), record);
        }
        queue.put(collection, id, record);
    }

    private void sync() {
        switch (queue.sync(this::apply)) {
            case UpsertOutcome.Synced done ->
                    out.println(name + ": accepted " + done.answer().acceptedCounts());
            case UpsertOutcome.Deferred later ->
                    out.println(name + ": " + queue.state() + ", " + queue.waiting() + " waiting");
            case UpsertOutcome.Refused no -> out.println(name + ": " + no.problem().detail());
        }
    }

    /// What came down goes into the app's own records.
    private void apply(UpsertAnswer answer) {
        if (answer.downstream().members().get("observations") instanceof Value.Array found) {
            for (Value each : found.items()) {
                Value id = ((Value.Obj) each).members().get("observationId");
                observations.put(String.valueOf(id), each);
            }
        }
    }

    /// Does what the conflicts suggest, where a person would.
    private void decide() {
        for (UpsertConflict conflict : queue.conflicts()) {
            out.println(name + ": " + conflict.rule() + ", " + conflict.suggestedAction());
            Value.Obj theirs = (Value.Obj) conflict.serverState();
            boolean correct = conflict.suggestedAction().equals("correct");
            Value.Obj mine = (Value.Obj) conflict.clientState();
            Value why = json("{'reason':'lab','correctedBy':'scout'}");
            Value version = theirs.members().getOrDefault("version", Value.NULL);
            Value.Obj decided =
                    correct
                            ? theirs.with("note", Value.of("leaf rust")).with("correction", why)
                            : mine.with("baseVersion", version);
            keep(conflict.entityType(), String.valueOf(conflict.entityId()), decided);
        }
        sync();
    }

    private static Value.Obj json(String text) {
        return (Value.Obj) Json.read(text.replace('\'', '"'), JsonLimits.DEFAULT);
    }

    @Override
    public void close() {
        queue.close();
    }
}
