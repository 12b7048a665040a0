package dev.tidemark.cli.stories;

import dev.tidemark.cli.rig.Part;
import dev.tidemark.cli.rig.Run;
import java.io.IOException;
import java.sql.SQLException;

/// What changes much at once is killed with `kill -9` in the middle of it, at some moment: a
/// restore, a backup, its putting back, and the healing of a server that went back.
///
/// @param records that are changed at once
/// @param kills of each of them
record Killed(int records, int kills) implements Part.Play {

    @Override
    public void run(Run run) throws IOException, InterruptedException, SQLException {
        new KilledRestore(run.within("restore"), records).play(kills);
        new KilledBackup(run.within("backup"), records).play(kills);
        new KilledRetention(run.within("retention"), records).play(kills);
        new KilledHeal(run.within("heal"), records).play(kills);
    }
}
