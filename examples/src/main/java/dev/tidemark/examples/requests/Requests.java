package dev.tidemark.examples.requests;

import dev.tidemark.client.Fields;
import dev.tidemark.client.LocalRecord;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.conflict.Resolution.Choice;
import dev.tidemark.wire.command.ListedConflict;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A desktop app for API projects: it works offline, and shows a person what only a person can
/// decide.
///
/// `Requests http://127.0.0.1:8484 KEY`, the key being one of an account of the app `requests`.
public final class Requests {

    private final Tidemark laptop;
    private final Tidemark desktop;
    private final PrintStream out;

    private Requests(Tidemark laptop, Tidemark desktop, PrintStream out) {
        this.laptop = laptop;
        this.desktop = desktop;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("requests");
        play(URI.create(arguments[0]), arguments[1], folder, System.out);
    }

    /// Plays a day of two people at two devices.
    ///
    /// @param key of an account that is empty
    /// @param folder for the databases of the devices
    public static void play(URI server, String key, Path folder, PrintStream out) {
        try (Tidemark laptop = Tidemark.open(folder.resolve("laptop.db"));
                Tidemark desktop = Tidemark.open(folder.resolve("desktop.db"))) {
            laptop.enableSync(server, Credential.bearer(key));
            desktop.enableSync(server, Credential.bearer(key));
            Requests app = new Requests(laptop, desktop, out);
            app.syncAll();
            String project = app.createOffline();
            app.editOnBoth(project);
            app.nameTwiceAlike(project);
            app.deleteAndUpdate(project);
        }
    }

    /// The queue holds what was written until there is a network; its length is the app's badge.
    private String createOffline() {
        String project =
                laptop.records("projects")
                        .create(Fields.of("name", "Shop", "createdAt", "2026-11-20T09:00:00.000Z"));
        laptop.records("projects").add(project, "tags", "internal");
        out.println("pending on the laptop: " + laptop.status().pending());
        syncAll();
        out.println("pending on the laptop: " + laptop.status().pending());
        return project;
    }

    /// Tags unite. Two names of one project do not: mine and theirs are shown, and one is
    /// suggested.
    private void editOnBoth(String project) {
        laptop.records("projects").add(project, "tags", "v2");
        laptop.records("projects").update(project, Fields.of("name", "Shop API"));
        desktop.records("projects").add(project, "tags", "beta");
        desktop.records("projects").update(project, Fields.of("name", "Web shop"));
        syncAll();

        ListedConflict conflict = only(laptop);
        ListedConflict.Field name = conflict.fields().get(0);
        out.println(
                "%s of %s: mine %s, theirs %s"
                        .formatted(conflict.type(), name.name(), name.mine(), name.theirs()));
        laptop.conflicts().resolve(conflict.conflictId(), Choice.MINE);
        syncAll();
        out.println("project: " + read(desktop, "projects", project).json());
    }

    /// Two endpoints of one project cannot have one name: the second is offered another one.
    private void nameTwiceAlike(String project) {
        for (Tidemark device : List.of(laptop, desktop)) {
            device.records("endpoints")
                    .create(Fields.of("projectId", project, "name", "List users"));
        }
        syncAll();

        Tidemark second = laptop.conflicts().count() > 0 ? laptop : desktop;
        ListedConflict conflict = only(second);
        ListedConflict.Suggestion suggested = conflict.suggestion();
        if (suggested == null) {
            throw new IllegalStateException("no name is suggested");
        }
        out.println(conflict.type() + ": rename to " + suggested.fields().members().get("name"));
        second.conflicts().resolve(conflict.conflictId(), Choice.RENAME, suggested.fields());
        syncAll();
        out.println("endpoints on the desktop: " + desktop.records("endpoints").count());
    }

    /// One device deletes what the other one changes: the person restores it, or lets it go.
    private void deleteAndUpdate(String project) {
        laptop.records("projects").delete(project);
        desktop.records("projects").update(project, Fields.of("name", "Shop, archived"));
        syncAll();

        ListedConflict conflict = only(desktop);
        out.println(conflict.type() + ": restore or accept the deletion");
        desktop.conflicts().resolve(conflict.conflictId(), Choice.RESTORE);
        syncAll();
        out.println("project: " + read(laptop, "projects", project).text("name"));
        out.println(
                "open conflicts: " + (laptop.conflicts().count() + desktop.conflicts().count()));
    }

    private void syncAll() {
        laptop.sync();
        desktop.sync();
        laptop.sync();
        desktop.sync();
    }

    private static LocalRecord read(Tidemark device, String collection, String id) {
        return device.records(collection).get(id).orElseThrow();
    }

    private static ListedConflict only(Tidemark device) {
        List<ListedConflict> open = device.conflicts().list();
        if (open.size() != 1) {
            throw new IllegalStateException(open.size() + " conflicts instead of one: " + open);
        }
        return open.get(0);
    }
}
