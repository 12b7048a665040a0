package dev.tidemark.cli.rig;

import java.io.IOException;
import java.sql.SQLException;

/// A part of what is run from a terminal, with a report of its own.
///
/// @param title of its report
/// @param what its steps are, in a word: "kills"
/// @param steps how many there will be
/// @param play does it
public record Part(String title, String what, long steps, Play play) {

    /// Does a part of a run. What it finds goes to the run's findings.
    @FunctionalInterface
    public interface Play {
        void run(Run run) throws IOException, InterruptedException, SQLException;
    }
}
