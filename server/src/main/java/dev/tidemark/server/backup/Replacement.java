package dev.tidemark.server.backup;

import dev.tidemark.server.store.Storage;
import dev.tidemark.sql.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Another database in the place of a server's, which is kept.
///
/// The new one is made whole in a folder of its own, `preparing-TIME`. Renaming that to
/// `restoring-TIME` is the moment at which it counts. What is left to do then is moving the old
/// files in and the new one out, one rename after the other, each of which may have been done
/// already: whoever comes next goes on with it. The folder ends as `replaced-TIME` and holds the
/// old files.
///
/// For the holder of the lease on the data folder.
public final class Replacement {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String PREPARING = "preparing-";
    private static final String RESTORING = "restoring-";
    private static final String REPLACED = "replaced-";
    private static final String NEW = "new";

    /// The log goes first: without its database it is worth nothing, while an old log beside a new
    /// database would be taken for the new one's.
    private static final List<String> OLD =
            List.of(Storage.FILE + "-wal", Storage.FILE + "-shm", Storage.FILE);

    private final Path data;
    private final Consumer<String> onStep;

    /// @param onStep told of each step before it is taken
    Replacement(Path data, Consumer<String> onStep) {
        this.data = data;
        this.onStep = onStep;
    }

    /// Goes on with what was begun before a crash, if anything was.
    ///
    /// @throws IOException if a file cannot be moved; to be tried again
    public static void finish(Path data) throws IOException {
        new Replacement(data, step -> {}).finish();
    }

    void finish() throws IOException {
        for (Path left : named(PREPARING)) {
            discard(left);
        }
        for (Path folder : named(RESTORING)) {
            swap(folder);
        }
    }

    /// The folder in which to make the new database.
    Path prepare(Instant now) throws IOException {
        Path made = data.resolve(PREPARING + TIME.format(now)).resolve(NEW);
        Files.createDirectories(made);
        return made;
    }

    /// Puts what was prepared in its place; the folder with what it replaced.
    Path commit() throws IOException {
        Path prepared = named(PREPARING).getLast();
        Durable.folderOf(prepared.resolve(NEW).resolve(Storage.FILE));
        Durable.folderOf(prepared.resolve(NEW));
        return swap(rename(prepared, data.resolve(renamed(prepared, PREPARING, RESTORING))));
    }

    private Path swap(Path folder) throws IOException {
        Path made = folder.resolve(NEW).resolve(Storage.FILE);
        if (Files.exists(made)) {
            for (String name : OLD) {
                if (Files.exists(data.resolve(name))) {
                    rename(data.resolve(name), folder.resolve(name));
                }
            }
            rename(made, data.resolve(Storage.FILE));
        }
        onStep.accept("remove " + NEW);
        discard(folder.resolve(NEW));
        return rename(folder, data.resolve(renamed(folder, RESTORING, REPLACED)));
    }

    private static String renamed(Path folder, String from, String to) {
        return to + folder.getFileName().toString().substring(from.length());
    }

    private Path rename(Path from, Path to) throws IOException {
        onStep.accept("move " + from.getFileName() + " to " + to.getFileName());
        Files.move(from, to);
        Durable.folderOf(to);
        Durable.folderOf(from);
        return to;
    }

    private List<Path> named(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(data)) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /// Removes a folder of ours and what is in it: copies that nobody needs any more.
    private static void discard(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path each : inside.toList()) {
                    discard(each);
                }
            }
        }
        Files.deleteIfExists(folder);
    }
}
