package dev.tidemark.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The small database that the tests use: notes with a number and a text. */
final class Notes {

    static final int APPLICATION_ID = 0x6e6f7465;

    static final Migration FIRST =
            new Migration(
                    "0001-note.sql",
                    "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");

    static final Format FORMAT = new Format(APPLICATION_ID, "the notes test", List.of(FIRST));

    private Notes() {}

    static Database open(Path file) {
        return Database.open(file, FORMAT, Options.DEFAULTS);
    }

    static Void add(Tx tx, long id) {
        return add(tx, id, "note " + id);
    }

    static Void add(Tx tx, long id, String body) {
        tx.update("INSERT INTO note (id, body) VALUES (?, ?)", id, body);
        return null;
    }

    static List<Long> ids(Database database) {
        return database.read(tx -> tx.list("SELECT id FROM note ORDER BY id", r -> r.getLong(1)));
    }

    static long count(Database database) {
        return number(database, "SELECT count(*) FROM note");
    }

    static long number(Database database, String sql) {
        return database.read(tx -> tx.number(sql));
    }

    static List<String> texts(Database database, String sql) {
        return database.read(tx -> tx.list(sql, row -> row.getText(1)));
    }

    /** The name and hash of every file in a folder: equal before and after means untouched. */
    static SortedMap<String, String> fingerprint(Path folder) {
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                hashes.put(file.getFileName().toString(), hash(file));
            }
            return hashes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return "folder";
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
