package dev.tidemark.client.upsert;

import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.core.value.Value;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What an {@link UpsertClient} is handed.
 *
 * @param server the server's address, without a slash at its end
 * @param device what the device says of itself: at least its {@code deviceId}
 * @param transport carries the requests; closed by whoever made it
 * @param ids makes ids that nobody else makes: UUIDs
 * @param patience how often a sync is sent, and how long is waited in between
 */
public record UpsertOptions(
        String server,
        Credential credential,
        Value.Obj device,
        Transport transport,
        InstantSource clock,
        RandomGenerator random,
        Supplier<String> ids,
        Patience patience) {

    /**
     * What most apps want: the system's clock, random ids, three attempts.
     *
     * @param server the server's address, without a slash at its end
     * @param device what the device says of itself: at least its {@code deviceId}
     */
    public static UpsertOptions of(
            String server, Credential credential, Value.Obj device, Transport transport) {
        return new UpsertOptions(
                server,
                credential,
                device,
                transport,
                InstantSource.system(),
                new SecureRandom(),
                () -> UUID.randomUUID().toString(),
                Patience.DEFAULT);
    }

    /**
     * How patient a client is.
     *
     * @param attemptsMax how often one sync is sent, from 1
     * @param waitFirst upper bound of the wait after the first attempt; it doubles with each
     * @param waitMax upper bound of any wait, what the server asks for included
     * @param batchRecordsMax most records of one sync
     * @param pause waits
     */
    public record Patience(
            int attemptsMax,
            Duration waitFirst,
            Duration waitMax,
            int batchRecordsMax,
            Pause pause) {

        /** Three attempts within some seconds; it waits on the caller's thread. */
        public static final Patience DEFAULT =
                new Patience(
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        500,
                        wait -> Thread.sleep(wait.toMillis()));

        public Patience {
            if (attemptsMax < 1 || batchRecordsMax < 1) {
                throw new IllegalArgumentException("a limit is at least 1");
            }
        }
    }

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {

        /**
         * @throws InterruptedException if somebody does not want to wait any longer
         */
        void pause(Duration wait) throws InterruptedException;
    }
}
