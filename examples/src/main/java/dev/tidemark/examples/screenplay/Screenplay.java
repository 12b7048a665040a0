package dev.tidemark.examples.screenplay;

import dev.tidemark.client.Options;
import dev.tidemark.client.project.Clash;
import dev.tidemark.client.project.ProjectCopy;
import dev.tidemark.client.secret.OpenSecrets;
import dev.tidemark.client.secret.Secrets;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.value.Value;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A script that two people write, each on a device of their own.
///
/// `Screenplay http://127.0.0.1:8484 KEY`, the key being an owner's of an account of the app
/// `screenplay`.
public final class Screenplay {

    private static final String LINES = "INT. HOUSE\nRain.\nADA\nWho is there?\nBLACK\n";

    private final ProjectCopy desk;
    private final ProjectCopy train;
    private final PrintStream out;

    private Screenplay(ProjectCopy desk, ProjectCopy train, PrintStream out) {
        this.desk = desk;
        this.train = train;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("screenplay");
        play(URI.create(arguments[0]), arguments[1], folder, System.out);
    }

    /// Plays a day in the life of a script, on an account that is empty.
    public static void play(URI server, String key, Path folder, PrintStream out) {
        Credential credential = Credential.bearer(key);
        try (ProjectCopy desk = open(folder, "desk", server, credential);
                ProjectCopy train = open(folder, "train", server, credential)) {
            Screenplay script = new Screenplay(desk, train, out);
            script.firstLoad();
            script.writeOnBoth();
            script.decide();
            script.bringBack();
        }
        try (Secrets secrets = Secrets.at(server, credential, Options.DEFAULTS)) {
            keepSecret(secrets, out);
        }
    }

    private static ProjectCopy open(Path folder, String device, URI server, Credential key) {
        return ProjectCopy.open(
                folder.resolve(device + ".db"), server, key, device, Options.DEFAULTS);
    }

    /// Nothing is written before the first pull: an empty copy can never replace a full project.
    private void firstLoad() {
        desk.sync();
        desk.edit(meta("rawScript", LINES));
        desk.edit(upsert("episodes", texts("episodeId", "1", "title", "Pilot")));
        desk.edit(scene("text", "Ada waits."));
        desk.sync();
        train.sync();
        say("train", train);
    }

    /// Both go on without a network. Other fields and other lines are merged, by themselves.
    private void writeOnBoth() {
        desk.edit(meta("rawScript", LINES.replace("Rain.", "Snow.")));
        train.edit(meta("rawScript", LINES.replace("BLACK", "FADE")));
        train.edit(scene("place", "the hall"));
        say("train", train);
        desk.sync();
        train.sync();
        desk.sync();
        Value.Obj meta = (Value.Obj) Objects.requireNonNull(desk.data().members().get("meta"));
        out.println("both read " + meta.members().get("rawScript"));
    }

    /// Both rewrite the same line: both versions are kept, and somebody is asked.
    private void decide() {
        desk.edit(scene("text", "Ada waits for the rain to end."));
        train.edit(scene("text", "Ada runs."));
        desk.sync();
        train.sync();
        say("train", train);
        for (Clash clash : train.clashes()) {
            out.println("decide: " + clash.mine() + " or " + clash.theirs());
            train.settle(clash, clash.mine());
        }
        train.sync();
        desk.sync();
        say("train", train);
    }

    /// Each of the last versions can be had back, and that is a version of its own.
    private void bringBack() {
        Map<String, Value> newest = first(desk.snapshots(), "snapshots");
        desk.restore(((Value.Text) Objects.requireNonNull(newest.get("snapshotId"))).value());
        out.println("brought back: " + first(desk.data(), "scenes").get("text"));
    }

    private static Map<String, Value> first(Value.Obj of, String list) {
        Value.Array items = (Value.Array) Objects.requireNonNull(of.members().get(list));
        return ((Value.Obj) items.items().get(0)).members();
    }

    /// A key of a service is sealed here; the server keeps it and cannot read it.
    private static void keepSecret(Secrets secrets, PrintStream out) {
        char[] passphrase = "a long passphrase".toCharArray();
        out.println("to write down: " + secrets.setUp(passphrase).length() + " characters");
        OpenSecrets open = secrets.open(passphrase);
        open.put("translator", "sk-123".getBytes(StandardCharsets.UTF_8));
        out.println("sealed anew with a new key: " + open.rotate());
        out.println("translator: " + open.get("translator").orElseThrow().text());
    }

    private void say(String name, ProjectCopy copy) {
        out.println(name + ": " + copy.status().kind() + ", " + copy.pending().size() + " pending");
    }

    private static Value.Obj meta(String field, String value) {
        return Value.Obj.EMPTY.with("meta", texts(field, value));
    }

    private static Value.Obj scene(String field, String value) {
        return upsert("scenes", texts("episodeId", "1", "sceneId", "1", field, value));
    }

    private static Value.Obj upsert(String list, Value.Obj item) {
        return texts().with(list, texts().with("upsert", Value.of(List.of(item))));
    }

    private static Value.Obj texts(String... namesAndTexts) {
        Value.Obj object = Value.Obj.EMPTY;
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            object = object.with(namesAndTexts[i], Value.of(namesAndTexts[i + 1]));
        }
        return object;
    }
}
