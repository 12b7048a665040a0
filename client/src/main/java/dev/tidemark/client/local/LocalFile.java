package dev.tidemark.client.local;

import dev.tidemark.core.value.Canonical;
import dev.tidemark.sql.Database;
import dev.tidemark.sql.Format;
import dev.tidemark.sql.Migration;
import dev.tidemark.sql.Options;
import dev.tidemark.sql.Tx;
import dev.tidemark.sql.Work;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The local database of one device, open. Thread-safe; other processes may have it open too.
 *
 * <p>Works run on the caller's thread, which should not be a virtual one: SQLite holds its carrier.
 */
public final class LocalFile implements AutoCloseable {

    /** "TdmD" in the header of the file. */
    private static final int APPLICATION_ID = 0x54646d44;

    /** Before a schema is known. */
    private static final AppRules NO_RULES = new AppRules(AppSchema.OPEN, "");

    /** In the order in which they are applied. A released one is never edited. */
    private static final List<String> MIGRATIONS = List.of("001-device.sql", "002-went-back.sql");

    private final Database database;
    private final Environment environment;
    private final LocalLimits limits;
    private final int backupsMax;
    private volatile AppRules rules = NO_RULES;

    /**
     * What a device is handed instead of taking it for itself, so that a test can decide.
     *
     * @param clock the wall clock
     * @param ids makes ids that nobody else makes: UUIDs
     */
    public record Environment(InstantSource clock, Supplier<String> ids) {}

    private LocalFile(
            Database database, Environment environment, LocalLimits limits, int backupsMax) {
        this.database = database;
        this.environment = environment;
        this.limits = limits;
        this.backupsMax = backupsMax;
    }

    /**
     * Opens a file of ours, made as needed; a new one gets a device id.
     *
     * @param backupsMax backups that are kept of what pulls replace
     * @throws dev.tidemark.sql.StorageException if the file is not ours or of a newer version; it
     *     is then as it was
     */
    public static LocalFile open(
            Path file,
            Options options,
            Environment environment,
            LocalLimits limits,
            int backupsMax,
            String name,
            @Nullable String platform) {
        Database database = Database.open(file, format(), options);
        try {
            LocalFile local = new LocalFile(database, environment, limits, backupsMax);
            local.introduce(name, platform);
            return local;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static Format format() {
        return new Format(
                APPLICATION_ID,
                "a Tidemark device",
                MIGRATIONS.stream()
                        .map(script -> Migration.resource(LocalFile.class, script))
                        .toList());
    }

    private void introduce(String name, @Nullable String platform) {
        boolean known = read(tx -> tx.number("SELECT count(*) FROM device") == 1);
        if (known) {
            return;
        }
        change(tx -> {
            tx.update(
                    "INSERT INTO device (one, id, name, platform, created_at)"
                            + " VALUES (1, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    environment.ids().get(),
                    name,
                    platform,
                    now().toEpochMilli());
            return null;
        });
    }

    public Path file() {
        return database.file();
    }

    /** The database itself, for backups and checks. */
    public Database database() {
        return database;
    }

    /** What is wrong with the database; empty if it is sound. Reads it all. */
    public List<String> problems() {
        List<String> found = new ArrayList<>(database.problems());
        read(tx -> found.addAll(new EntryTable(tx).problems()));
        read(tx -> found.addAll(new HeldRecords(tx).problems()));
        return found;
    }

    /** The wall clock of this device. */
    public Instant now() {
        // What is finer than a millisecond would be lost on most other devices.
        return Instant.ofEpochMilli(environment.clock().millis());
    }

    /** A new id. */
    public String newId() {
        return environment.ids().get();
    }

    /** Runs something that writes records, in one transaction. */
    public <T extends @Nullable Object> T write(Function<LocalWriter, T> writes) {
        return change(tx -> writes.apply(writer(tx)));
    }

    /** Runs something that changes anything else, in one transaction. */
    public <T extends @Nullable Object> T change(Work<T> work) {
        return database.write(work);
    }

    /** Runs something as {@link #change} does, then takes back whatever it changed. */
    public <T extends @Nullable Object> T preview(Work<T> work) {
        return database.preview(work);
    }

    /** Runs something that only reads, on one unchanging state. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        return database.read(work);
    }

    /** Takes writes within a transaction. */
    public LocalWriter writer(Tx tx) {
        return new LocalWriter(tx, device(tx), rules(tx), limits, now(), environment.ids());
    }

    /**
     * Takes what the server tells, within a transaction.
     *
     * @param anew whether it tells all of it again, from the very beginning
     */
    public Arrivals arrivals(Tx tx, boolean anew) {
        return new Arrivals(tx, device(tx), rules(tx), now(), backupsMax, anew);
    }

    /** Stamps queued mutations anew, within a transaction. */
    public Restamping restamping(Tx tx) {
        DeviceRow device = device(tx);
        return new Restamping(tx, device, new QueuedRecord(tx, device, rules(tx), now()));
    }

    /** This replica, as the transaction sees it. */
    public DeviceRow device(Tx tx) {
        return tx.first(
                        "SELECT id, name, platform FROM device",
                        row -> new DeviceRow(row.getText(1), row.getText(2), row.getTextOrNull(3)))
                .orElseThrow();
    }

    /** Takes another device id and stamps the queue under it. */
    public void takeDeviceId(Tx tx, String id) {
        Restamping restamping = restamping(tx);
        tx.update("UPDATE device SET id = ?", id);
        restamping.underNewDevice(id);
    }

    /** The rules in force, as the transaction sees them. */
    public AppRules rules(Tx tx) {
        String digest = tx.first("SELECT digest FROM app_schema", row -> row.getText(1)).orElse("");
        AppRules known = rules;
        if (!known.digest().equals(digest)) {
            known = readRules(tx, digest);
            rules = known; // Perhaps of a transaction that is taken back; the next one will see.
        }
        return known;
    }

    private static AppRules readRules(Tx tx, String digest) {
        return tx.first("SELECT document FROM app_schema", row -> row.getBytes(1))
                .map(document -> SchemaReader.read("the app's schema", document))
                .map(schema -> new AppRules(schema, digest))
                .orElse(NO_RULES);
    }

    /**
     * Takes a schema over, if it is another one, and derives anew what was derived from the old.
     *
     * @param document as JSON
     * @return whether it is another one
     * @throws dev.tidemark.wire.schema.InvalidSchema if it is no schema
     */
    public boolean adoptSchema(Tx tx, byte[] document) {
        String digest = Canonical.hash(new String(document, StandardCharsets.UTF_8));
        if (rules(tx).digest().equals(digest)) {
            return false;
        }
        tx.update(
                "INSERT INTO app_schema (one, version, digest, document) VALUES (1, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET version = excluded.version,"
                        + " digest = excluded.digest, document = excluded.document",
                SchemaReader.read("the app's schema", document).rules().version(),
                digest,
                document);
        new Rederiving(tx, device(tx), rules(tx), now()).all();
        return true;
    }

    @Override
    public void close() {
        database.close();
    }
}
