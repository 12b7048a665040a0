package dev.tidemark.client;

import dev.tidemark.client.local.LocalFile.Environment;
import dev.tidemark.client.local.LocalLimits;
import dev.tidemark.client.sync.SyncLimits;
import dev.tidemark.client.transport.HttpLimits;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.core.value.Value;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a database is opened. {@link #DEFAULTS} suit an app; each {@code with} changes one thing.
 *
 * @param deviceName what people see in the list of devices; of a new database
 * @param platform as the schema's device priority names it; of a new database; null for none
 * @param schema the app's sync schema as a document, for writes before the first sync; null for
 *     what the database knows, at first any collection
 * @param backupsMax backups that are kept of what pulls replace
 * @param pollInterval how often live sync asks where the server gives no hints
 * @param http how the network is used
 * @param sync how much is sent at once, and how patient sync is
 * @param local what one write may hold
 * @param storage how the database uses memory and disk
 * @param mapper turns objects into JSON and back
 * @param environment the clock, and what makes ids
 * @param random for the jitter of waits
 * @param transport what carries requests; made once for each database
 */
public record Options(
        String deviceName,
        @Nullable String platform,
        Value.@Nullable Obj schema,
        int backupsMax,
        Duration pollInterval,
        HttpLimits http,
        SyncLimits sync,
        LocalLimits local,
        dev.tidemark.sql.Options storage,
        JsonMapper mapper,
        Environment environment,
        RandomGenerator random,
        Function<HttpLimits, Transport> transport) {

    public static final Options DEFAULTS =
            new Options(
                    "a device",
                    null,
                    null,
                    10,
                    Duration.ofSeconds(25),
                    HttpLimits.DEFAULTS,
                    SyncLimits.DEFAULTS,
                    LocalLimits.DEFAULTS,
                    dev.tidemark.sql.Options.DEFAULTS,
                    JsonMapper.builder()
                            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                            .build(),
                    new Environment(InstantSource.system(), () -> UUID.randomUUID().toString()),
                    RandomGenerator.getDefault(),
                    HttpTransport::new);

    /** With another name for people. */
    public Options withDeviceName(String name) {
        return new Options(
                name,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With a platform, as the schema's device priority names it. */
    public Options withPlatform(String name) {
        return new Options(
                deviceName,
                name,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With the app's sync schema as a document. */
    public Options withSchema(Value.Obj document) {
        return new Options(
                deviceName,
                platform,
                document,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With another number of backups. */
    public Options withBackupsMax(int max) {
        return new Options(
                deviceName,
                platform,
                schema,
                max,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With another interval between polls. */
    public Options withPollInterval(Duration interval) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                interval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With other limits for the network. */
    public Options withHttp(HttpLimits limits) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                limits,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With other limits for sync. */
    public Options withSync(SyncLimits limits) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                limits,
                local,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With other limits for writes. */
    public Options withLocal(LocalLimits limits) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                limits,
                storage,
                mapper,
                environment,
                random,
                transport);
    }

    /** With other options for the storage. */
    public Options withStorage(dev.tidemark.sql.Options options) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                options,
                mapper,
                environment,
                random,
                transport);
    }

    /** With another mapper for objects. */
    public Options withMapper(JsonMapper objects) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                objects,
                environment,
                random,
                transport);
    }

    /** With another clock and other ids. */
    public Options withEnvironment(Environment handed) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                handed,
                random,
                transport);
    }

    /** With another source of jitter. */
    public Options withRandom(RandomGenerator generator) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                generator,
                transport);
    }

    /** With another way to carry requests. */
    public Options withTransport(Function<HttpLimits, Transport> carrier) {
        return new Options(
                deviceName,
                platform,
                schema,
                backupsMax,
                pollInterval,
                http,
                sync,
                local,
                storage,
                mapper,
                environment,
                random,
                carrier);
    }
}
