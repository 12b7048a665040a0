package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Part;
import java.util.Locale;

/// The stories there are.
enum Stories {
    BACKUP("An old backup is put back", 40, new OldBackup(400, 30), new OldBackup(40, 8)),
    COPIES("A device is copied", 60, new TwoCopies(20), new TwoCopies(3)),
    LATE("A device comes back after too long", 20, new LateDevice(60, 200), new LateDevice(4, 8)),
    RESTORES("An owner goes back, while others write", 20, new Restores(20), new Restores(2)),
    GROWTH(
            "A record is edited very often, and by very many",
            1_900,
            new Growth(100_000, 300, 50, 5),
            new Growth(1_000, 8, 4, 3)),
    KILLED(
            "What changes much at once is killed in the middle of it",
            80,
            new Killed(5_000, 20),
            new Killed(200, 1));

    private final String title;
    private final int steps;
    private final Part.Play full;
    private final Part.Play brief;

    Stories(String title, int steps, Part.Play full, Part.Play brief) {
        this.title = title;
        this.steps = steps;
        this.full = full;
        this.brief = brief;
    }

    /// As it is typed.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }

    /// The story at length.
    Part part() {
        return new Part(title, "steps", steps, full);
    }

    /// The story in a few seconds.
    Part briefPart() {
        return new Part(title, "steps", 0, brief);
    }
}
