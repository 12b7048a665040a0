package dev.tidemark.sql;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes files and their names survive a power cut. */
public final class Durable {

    private static final Logger LOG = LoggerFactory.getLogger(Durable.class);

    private Durable() {}

    /** Flushes a file's content; it must not be open in SQLite. */
    public static void file(Path file) throws IOException {
        // Not a FileChannel: an interrupted thread could not flush through one.
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.getFD().sync();
        }
    }

    /** Flushes the folder's list of names, where the system knows such a thing. */
    public static void folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug(
                    "Cannot flush {}; Windows opens no folders, and needs none of this", folder, e);
        }
    }
}
