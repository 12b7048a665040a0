package dev.tidemark.server.store;

import dev.tidemark.sql.Tx;
import java.util.Optional;
import java.util.function.Supplier;

/// What the server made up for itself and must remember.
public final class Secrets {

    private Secrets() {}

    /// The secret of this name, made now if there is none.
    public static byte[] get(Tx tx, String name, Supplier<byte[]> made) {
        return find(tx, name).orElseGet(() -> put(tx, name, made.get()));
    }

    /// The secret of this name; empty where there is none.
    public static Optional<byte[]> find(Tx tx, String name) {
        return tx.first("SELECT value FROM secret WHERE name = ?", row -> row.getBytes(1), name);
    }

    /// Sets it, whatever it was.
    public static byte[] put(Tx tx, String name, byte[] value) {
        tx.update(
                "INSERT INTO secret (name, value) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                name,
                value);
        return value;
    }
}
