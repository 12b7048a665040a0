package dev.tidemark.server.settings;

import dev.tidemark.server.settings.Setting.Kind;
import java.nio.file.Path;
import java.util.List;

/// Every setting there is.
public final class Known {

    public static final Setting<Path> DATA =
            of(
                    "data",
                    Kind.path(),
                    "tidemark-data",
                    "The folder that holds the database and admin.key; made if it is missing.");

    public static final Setting<String> HOST =
            of(
                    "host",
                    Kind.text(),
                    "127.0.0.1",
                    "The address to listen on; 0.0.0.0 for every one of this machine.");

    public static final Setting<Integer> PORT =
            of("port", Kind.whole(0, 65_535), "8484", "The port to listen on; 0 takes a free one.");

    public static final Setting<Path> SCHEMAS =
            of(
                    "schemas",
                    Kind.path(),
                    "",
                    "A folder of sync schemas (APP.yaml or APP.json) to load at the start.");

    public static final Setting<List<String>> ALLOWED_HOSTS =
            of(
                    "allowedHosts",
                    Kind.list(),
                    "",
                    "Names that requests may be addressed to; * for any. Without it: this machine's"
                            + " own names where only this machine is listened to, else any.");

    public static final Setting<List<String>> ALLOWED_ORIGINS =
            of(
                    "allowedOrigins",
                    Kind.list(),
                    "",
                    "Web pages of other origins (https://app.example.org) that may call the"
                            + " server from a browser.");

    public static final Setting<Integer> BODY_BYTES_MAX =
            of(
                    "bodyBytesMax",
                    Kind.whole(1_024, 1 << 30),
                    "8388608",
                    "The largest request body, unpacked.");

    public static final Setting<Integer> BODIES_KIB_MAX =
            of(
                    "bodiesKibMax",
                    Kind.whole(0, 1 << 30),
                    "0",
                    "What all request bodies at the same time may take, unpacked; 0 for an eighth"
                            + " of the heap.");

    public static final Setting<Integer> BODY_SECONDS_MAX =
            of(
                    "bodySecondsMax",
                    Kind.whole(1, 3_600),
                    "120",
                    "How long a request's body may take to arrive.");

    public static final Setting<Integer> BATCH_MUTATIONS_MAX =
            of(
                    "batchMutationsMax",
                    Kind.whole(1, 100_000),
                    "1000",
                    "The most mutations in one batch.");

    public static final Setting<Integer> JSON_DEPTH_MAX =
            of(
                    "jsonDepthMax",
                    Kind.whole(8, 500),
                    "64",
                    "The most objects and arrays inside each other in a request.");

    public static final Setting<Integer> RECORD_BYTES_MAX =
            of(
                    "recordBytesMax",
                    Kind.whole(1_024, 1 << 30),
                    "262144",
                    "The largest record, after the mutation.");

    public static final Setting<Integer> PAGE_DEFAULT =
            of(
                    "pageDefault",
                    Kind.whole(1, 100_000),
                    "500",
                    "How many entries a page has where the caller does not say.");

    public static final Setting<Integer> PAGE_MAX =
            of("pageMax", Kind.whole(1, 100_000), "5000", "The most entries that a page may have.");

    public static final Setting<Integer> REQUESTS_MAX =
            of(
                    "requestsMax",
                    Kind.whole(1, 100_000),
                    "256",
                    "How many requests are worked on at the same time; more wait a moment, then"
                            + " get 503.");

    public static final Setting<Integer> CONNECTIONS_MAX =
            of(
                    "connectionsMax",
                    Kind.whole(1, 1_000_000),
                    "4096",
                    "How many connections may be open; more wait to be accepted.");

    public static final Setting<Integer> STREAMS_MAX =
            of(
                    "streamsMax",
                    Kind.whole(0, 1_000_000),
                    "1024",
                    "How many event streams may be open; more get 503.");

    public static final Setting<Integer> STREAMS_PER_ACCOUNT_MAX =
            of(
                    "streamsPerAccountMax",
                    Kind.whole(0, 1_000_000),
                    "256",
                    "How many of them may be one account's; more get 429.");

    public static final Setting<Integer> STREAM_SILENCE_MILLIS_MAX =
            of(
                    "streamSilenceMillisMax",
                    Kind.whole(10, 15_000),
                    "10000",
                    "After how long without an event a stream sends a comment.");

    public static final Setting<Integer> REQUESTS_PER_SECOND_MAX =
            of(
                    "requestsPerSecondMax",
                    Kind.whole(0, 1_000_000),
                    "20000",
                    "How many requests a second one credential may make in the long run; 0 for any"
                            + " number.");

    public static final Setting<Integer> REQUESTS_BURST_MAX =
            of(
                    "requestsBurstMax",
                    Kind.whole(1, 10_000_000),
                    "40000",
                    "How many requests one credential may make at once after a pause.");

    public static final Setting<Integer> BAD_CREDENTIALS_PER_MINUTE_MAX =
            of(
                    "badCredentialsPerMinuteMax",
                    Kind.whole(0, 1_000_000),
                    "120",
                    "How many unknown credentials an address may try a minute; 0 for any number.");

    public static final Setting<Integer> AUDIT_REFUSED_PER_MINUTE_MAX =
            of(
                    "auditRefusedPerMinuteMax",
                    Kind.whole(0, 1_000_000),
                    "60",
                    "How many refused requests of one credential the audit tells of a minute; the"
                            + " rest is told as a number.");

    public static final Setting<Integer> CHECK_HOURS =
            of(
                    "checkHours",
                    Kind.whole(0, 8_760),
                    "24",
                    "How often the server looks whether its records and audits are what was"
                            + " written; 0 for never.");

    public static final Setting<Integer> KEY_GRACE_SECONDS =
            of(
                    "keyGraceSeconds",
                    Kind.whole(0, 31_536_000),
                    "86400",
                    "How long a rotated key or device token lives on.");

    public static final Setting<Integer> SNAPSHOT_MINUTES =
            of(
                    "snapshotMinutes",
                    Kind.whole(0, 525_600),
                    "60",
                    "How old an account's newest snapshot may be when a change comes; else one is"
                            + " taken before it. 0 for none by itself.");

    public static final Setting<Integer> SNAPSHOTS_KEPT =
            of(
                    "snapshotsKept",
                    Kind.whole(1, 10_000),
                    "10",
                    "How many snapshots taken by itself an account keeps, and how many of those that"
                            + " are taken before restores, and of a project's versions (at least"
                            + " 10); the oldest go.");

    public static final Setting<Integer> SNAPSHOTS_NAMED_MAX =
            of(
                    "snapshotsNamedMax",
                    Kind.whole(0, 100_000),
                    "100",
                    "How many snapshots that people asked for an account may have.");

    public static final Setting<Integer> SECRETS_MAX =
            of(
                    "secretsMax",
                    Kind.whole(0, 100_000),
                    "1000",
                    "How many secrets an account may have, deleted ones included.");

    public static final Setting<Integer> HISTORY_VERSIONS =
            of(
                    "historyVersions",
                    Kind.whole(0, 1_000_000_000),
                    "0",
                    "How many versions of each record are kept where the schema says nothing about"
                            + " history; 0 for any number.");

    public static final Setting<Integer> HISTORY_DAYS =
            of(
                    "historyDays",
                    Kind.whole(0, 100_000),
                    "0",
                    "How old versions may be where the schema says nothing about history; 0 for any"
                            + " age.");

    public static final Setting<Integer> RETENTION_DAYS_MIN =
            of(
                    "retentionDaysMin",
                    Kind.whole(0, 100_000),
                    "30",
                    "Nothing younger is ended by retention, neither a version nor a deleted record,"
                            + " whatever a schema says.");

    public static final Setting<Integer> RETENTION_HOURS =
            of(
                    "retentionHours",
                    Kind.whole(0, 8_760),
                    "24",
                    "How often the server ends what retention says; 0 for only when it is asked to.");

    public static final Setting<Integer> IDLE_SECONDS_MAX =
            of(
                    "idleSecondsMax",
                    Kind.whole(1, 86_400),
                    "120",
                    "After how long an idle connection is closed.");

    public static final Setting<Integer> STOP_SECONDS_MAX =
            of(
                    "stopSecondsMax",
                    Kind.whole(0, 3_600),
                    "10",
                    "How long requests may take to finish when the server stops.");

    public static final Setting<Integer> GUARD_WINDOW_SECONDS =
            of(
                    "guardWindowSeconds",
                    Kind.whole(0, 31_536_000),
                    "600",
                    "Within how long what one device deletes and overwrites counts together; 0 for"
                            + " no guards.");

    public static final Setting<Integer> GUARD_DELETE_PERCENT_MAX =
            of(
                    "guardDeletePercentMax",
                    Kind.whole(0, 100),
                    "50",
                    "What share of a collection one device may delete within that time; more is"
                            + " held until an owner confirms it. 0 for any.");

    public static final Setting<Integer> GUARD_DELETE_MIN =
            of(
                    "guardDeleteMin",
                    Kind.whole(1, 1_000_000_000),
                    "50",
                    "Fewer deletions are never held.");

    public static final Setting<Integer> GUARD_OVERWRITE_PERCENT_MAX =
            of(
                    "guardOverwritePercentMax",
                    Kind.whole(0, 100),
                    "90",
                    "What share of a collection one device may overwrite within that time; more is"
                            + " held until an owner confirms it. 0 for any.");

    public static final Setting<Integer> GUARD_OVERWRITE_MIN =
            of(
                    "guardOverwriteMin",
                    Kind.whole(1, 1_000_000_000),
                    "500",
                    "Fewer overwritten records are never held.");

    public static final Setting<Integer> READERS_MAX =
            of(
                    "readersMax",
                    Kind.whole(1, 64),
                    "4",
                    "How many connections read the database at the same time.");

    public static final Setting<String> METRICS_TOKEN =
            new Setting<>(
                    "metricsToken",
                    Kind.text(),
                    "",
                    "A token that may read /metrics and nothing else; without it, only admins may.",
                    true);

    public static final Setting<String> LOG_LEVEL =
            of(
                    "logLevel",
                    Kind.oneOf("error", "warn", "info", "debug", "trace"),
                    "info",
                    "What is logged: errors, warnings too, each request too, or more.");

    /// All of them, in the order in which they are shown.
    public static final List<Setting<?>> ALL =
            List.of(
                    DATA,
                    HOST,
                    PORT,
                    SCHEMAS,
                    ALLOWED_HOSTS,
                    ALLOWED_ORIGINS,
                    BODY_BYTES_MAX,
                    BODIES_KIB_MAX,
                    BODY_SECONDS_MAX,
                    BATCH_MUTATIONS_MAX,
                    JSON_DEPTH_MAX,
                    RECORD_BYTES_MAX,
                    PAGE_DEFAULT,
                    PAGE_MAX,
                    REQUESTS_MAX,
                    CONNECTIONS_MAX,
                    STREAMS_MAX,
                    STREAMS_PER_ACCOUNT_MAX,
                    STREAM_SILENCE_MILLIS_MAX,
                    REQUESTS_PER_SECOND_MAX,
                    REQUESTS_BURST_MAX,
                    BAD_CREDENTIALS_PER_MINUTE_MAX,
                    AUDIT_REFUSED_PER_MINUTE_MAX,
                    CHECK_HOURS,
                    KEY_GRACE_SECONDS,
                    SNAPSHOT_MINUTES,
                    SNAPSHOTS_KEPT,
                    SNAPSHOTS_NAMED_MAX,
                    SECRETS_MAX,
                    HISTORY_VERSIONS,
                    HISTORY_DAYS,
                    RETENTION_DAYS_MIN,
                    RETENTION_HOURS,
                    IDLE_SECONDS_MAX,
                    STOP_SECONDS_MAX,
                    GUARD_WINDOW_SECONDS,
                    GUARD_DELETE_PERCENT_MAX,
                    GUARD_DELETE_MIN,
                    GUARD_OVERWRITE_PERCENT_MAX,
                    GUARD_OVERWRITE_MIN,
                    READERS_MAX,
                    METRICS_TOKEN,
                    LOG_LEVEL);

    private Known() {}

    private static <T> Setting<T> of(
            String name, Kind<T> kind, String byDefault, String description) {
        return new Setting<>(name, kind, byDefault, description, false);
    }
}
