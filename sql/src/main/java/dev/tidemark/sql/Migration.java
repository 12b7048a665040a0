package dev.tidemark.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of a database's schema: an SQL script that is applied once, in one transaction.
 *
 * <p>A released script is never edited: its hash is kept in every file it made, and a file whose
 * hash differs is refused.
 *
 * @param name for messages, such as {@code 0001-log.sql}
 * @param sql any number of statements, none of which may begin or end a transaction
 */
public record Migration(String name, String sql) {

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*");

    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "(\\A|;)\\s*(COMMIT|ROLLBACK|SAVEPOINT|RELEASE|END\\s+TRANSACTION|VACUUM|PRAGMA"
                            + "|ATTACH|DETACH|BEGIN)\\b|\\b(OR|CONFLICT|RAISE\\s*\\()\\s*ROLLBACK\\b",
                    Pattern.CASE_INSENSITIVE);

    public Migration {
        Matcher forbidden = FORBIDDEN.matcher(COMMENT.matcher(sql).replaceAll(""));
        if (forbidden.find()) {
            throw new IllegalArgumentException(
                    name
                            + " must leave transactions and settings alone: "
                            + forbidden.group().replaceFirst("^;\\s*", "").strip());
        }
    }

    /**
     * Reads a script that lies beside {@code neighbour} on the class path.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Migration resource(Class<?> neighbour, String name) {
        try (InputStream in = neighbour.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "No migration " + name + " beside " + neighbour.getName());
            }
            return new Migration(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the migration " + name, e);
        }
    }

    /** The script's hash, blind to how a checkout ends its lines. */
    String sha256() {
        try {
            byte[] text = sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
