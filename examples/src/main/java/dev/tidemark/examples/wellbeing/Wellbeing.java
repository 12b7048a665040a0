package dev.tidemark.examples.wellbeing;

import dev.tidemark.client.Fields;
import dev.tidemark.client.Status;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.wire.command.ListedConflict;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// A diary of moods: private until its owner wants it on a second device.
///
/// `Wellbeing http://127.0.0.1:8484 KEY`, the key being one of an account of the app `wellbeing`.
public final class Wellbeing {

    private static final String MOODS = "moodEntries";

    private final Tidemark phone;
    private final Tidemark laptop;
    private final PrintStream out;

    private Wellbeing(Tidemark phone, Tidemark laptop, PrintStream out) {
        this.phone = phone;
        this.laptop = laptop;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("wellbeing");
        play(URI.create(arguments[0]), arguments[1], folder, System.out);
    }

    /// Plays a week in the life of two devices.
    ///
    /// @param key of an account that is empty
    /// @param folder for the databases of the devices
    public static void play(URI server, String key, Path folder, PrintStream out) {
        try (Tidemark phone = Tidemark.open(folder.resolve("phone.db"));
                Tidemark laptop = Tidemark.open(folder.resolve("laptop.db"))) {
            Wellbeing diary = new Wellbeing(phone, laptop, out);
            String id = diary.writeOffline();
            diary.enableSync(server, Credential.bearer(key));
            diary.editOnBoth(id);
            diary.deleteAndEdit(id);
            diary.disableSync(id);
        }
    }

    /// Nobody has asked for sync: nothing leaves the device, and everything works.
    private String writeOffline() {
        String id =
                phone.records(MOODS)
                        .create(
                                Fields.of(
                                        "mood", 4, "note", "a walk", "at", "2026-11-20T09:00:00Z"));
        phone.records("schedules").create(Fields.of("title", "evening check-in", "hour", 21));
        phone.records("activities").create(Fields.of("name", "walking"));
        say("phone", phone);
        return id;
    }

    /// Opting in is one explicit call on each device; `sync` is the button "sync now".
    private void enableSync(URI server, Credential key) {
        phone.enableSync(server, key);
        laptop.enableSync(server, key);
        phone.sync();
        laptop.sync();
        say("phone", phone);
        say("laptop", laptop);
        out.println("laptop reads: " + laptop.records(MOODS).list().get(0).json());
    }

    /// Both change one entry without knowing of each other. The later one is shown on both; the
    /// other value is listed, and kept.
    private void editOnBoth(String id) {
        phone.records(MOODS).update(id, Fields.of("mood", 3));
        laptop.records(MOODS).update(id, Fields.of("mood", 5));
        phone.sync();
        laptop.sync();
        phone.sync();
        for (ListedConflict conflict : laptop.conflicts().list()) {
            out.println(
                    "to look at: " + conflict.type() + " of " + conflict.fields().get(0).name());
        }
        laptop.records(MOODS).update(id, Fields.of("mood", 4)); // Seeing both settles it.
        syncAll();
        out.println("both read mood " + phone.records(MOODS).get(id).orElseThrow().field("mood"));
    }

    /// A deletion is a write like any other: soft, and the later one wins.
    private void deleteAndEdit(String id) {
        phone.records(MOODS).delete(id);
        phone.sync();
        laptop.sync();
        boolean gone = laptop.records(MOODS).get(id).isEmpty();
        out.println("deleted on the phone, gone on the laptop: " + gone);
        laptop.records(MOODS).restore(id);
        syncAll();
        out.println(
                "restored on the laptop, back on the phone: "
                        + phone.records(MOODS).get(id).isPresent());
    }

    /// Opting out keeps all data, and what is written from now on waits, in case of a change of
    /// mind.
    private void disableSync(String id) {
        laptop.disableSync();
        laptop.records(MOODS).update(id, Fields.of("note", "mine alone"));
        say("laptop", laptop);
        phone.sync();
        out.println("phone reads: " + phone.records(MOODS).get(id).orElseThrow().text("note"));
    }

    private void syncAll() {
        laptop.sync();
        phone.sync();
        laptop.sync();
    }

    private void say(String name, Tidemark device) {
        Status status = device.status();
        out.println(
                "%s: %s, %d pending, last sync %s"
                        .formatted(
                                name,
                                status.state().word(),
                                status.pending(),
                                status.lastSync() == null ? "never" : "done"));
    }
}
