package dev.tidemark.client.envelope;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.fault.SyncException.Kind;
import dev.tidemark.client.local.LocalFile;
import dev.tidemark.client.local.RecordTable;
import dev.tidemark.client.sync.Enrolment;
import dev.tidemark.client.sync.EnrolmentTable;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.HttpLimits;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.sql.Tx;
import dev.tidemark.wire.command.EncodedEntry;
import dev.tidemark.wire.envelope.Envelope;
import dev.tidemark.wire.envelope.EnvelopeItem.Sound;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;

/**
 * This device's records as envelopes, and the way to a server for them. A database that syncs with
 * no server has envelopes too: that is how its records come to an account.
 *
 * <p>Thread-safe.
 */
public final class Envelopes {

    /** What this device calls the place that its envelopes come from. */
    private static final String KIND = "tidemark_local";

    private final LocalFile file;
    private final Transport transport;
    private final HttpLimits http;

    public Envelopes(LocalFile file, Transport transport, HttpLimits http) {
        this.file = file;
        this.transport = transport;
        this.http = http;
    }

    /**
     * Writes live records as an envelope, all of one moment, however many there are.
     *
     * @param types the collections; empty for all
     * @param appVersion of the app
     * @return how many records it has
     */
    public long write(OutputStream out, Collection<String> types, String appVersion)
            throws IOException {
        try {
            return file.read(tx -> write(tx, out, types, appVersion));
        } catch (UncheckedIOException e) {
            throw e.getCause() == null ? new IOException(e) : e.getCause();
        }
    }

    private long write(Tx tx, OutputStream out, Collection<String> types, String appVersion) {
        RecordTable records = new RecordTable(tx);
        List<String> collections = types.isEmpty() ? records.collections() : List.copyOf(types);
        long[] count = {0};
        try {
            out.write(Envelope.head(file.now()));
            for (String collection : collections) {
                records.eachLive(
                        collection,
                        row -> {
                            write(
                                    out,
                                    Sound.of(
                                            row.key(),
                                            EncodedEntry.of(row.shown()).updatedAt(),
                                            EncodedEntry.of(row.shown()).fields()),
                                    count[0] == 0);
                            count[0]++;
                        });
            }
            out.write(Envelope.tail(new Envelope.Source(KIND, appVersion, file.device(tx).id())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count[0];
    }

    private static void write(OutputStream out, Sound item, boolean first) {
        try {
            if (!first) {
                out.write(',');
            }
            out.write(item.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This device's id, which its envelopes name as their source. */
    public String deviceId() {
        return file.read(tx -> file.device(tx).id());
    }

    /**
     * The account that this database syncs with.
     *
     * @throws SyncException {@code NOT_ENABLED} if it syncs with none
     */
    public CloudEnvelopes cloud() {
        Enrolment enrolment =
                file.read(tx -> new EnrolmentTable(tx).find())
                        .orElseThrow(() ->
                                new SyncException(
                                        Kind.NOT_ENABLED,
                                        "this database syncs with no server; say which one to ask, and"
                                                + " with which credential"));
        return new CloudEnvelopes(transport, enrolment.server(), enrolment.speaking(), deviceId());
    }

    /**
     * Any account, for a database that syncs with none. Nothing of it is kept.
     *
     * @throws SyncException {@code INVALID} if the address is none, or would send the credential
     *     unencrypted
     */
    public CloudEnvelopes cloud(URI server, Credential credential) {
        try {
            String address = HttpTransport.serverOf(server, http);
            return new CloudEnvelopes(transport, address, credential, deviceId());
        } catch (IllegalArgumentException e) {
            throw new SyncException(Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
