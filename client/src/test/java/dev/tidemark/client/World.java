package dev.tidemark.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.fake.FakeClock;
import dev.tidemark.client.fake.FakeNetwork;
import dev.tidemark.client.fake.FakeServer;
import dev.tidemark.client.local.LocalFile.Environment;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.core.value.Value;
import dev.tidemark.sql.Faults;
import dev.tidemark.sql.StorageException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** A server in memory, a network, a clock, and devices with real files. */
final class World implements AutoCloseable {

    final FakeServer server = new FakeServer();
    final FakeNetwork network = new FakeNetwork(server);
    final FakeClock clock = new FakeClock();
    private final Path folder;
    private final Random random;
    private final List<Tidemark> open = new ArrayList<>();

    World(Path folder) {
        this(folder, 1);
    }

    World(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    Path file(String name) {
        return folder.resolve(name + ".db");
    }

    Options options() {
        return Options.DEFAULTS
                .withTransport(limits -> network)
                .withRandom(random)
                .withEnvironment(new Environment(clock, this::newId));
    }

    private synchronized String newId() {
        return new UUID(
                        random.nextLong() & ~0xf000L | 0x4000L,
                        random.nextLong() & ~(3L << 62) | 2L << 62)
                .toString();
    }

    /** Opens a device that does not sync. */
    Tidemark local(String name) {
        return local(name, options());
    }

    Tidemark local(String name, Options options) {
        Tidemark device = Tidemark.open(file(name), options.withDeviceName(name));
        open.add(device);
        return device;
    }

    /** Opens a device that syncs with the server. */
    Tidemark device(String name) {
        return device(name, options());
    }

    Tidemark device(String name, Options options) {
        Tidemark device = local(name, options);
        if (device.status().server() == null) {
            enable(device);
        }
        return device;
    }

    static void enable(Tidemark device) {
        device.enableSync(URI.create(FakeServer.ADDRESS), Credential.bearer(FakeServer.KEY));
    }

    /** Opens a device whose storage fails as it is told to. */
    Options withFaults(Faults faults) {
        Options options = options();
        return options.withStorage(options.storage().withFaults(faults));
    }

    /** What a device shows of a collection. */
    static Map<String, Value.Obj> shown(Tidemark device, String collection) {
        Map<String, Value.Obj> shown = new TreeMap<>();
        device.records(collection).list().forEach(each -> shown.put(each.id(), each.fields()));
        return shown;
    }

    @Override
    public void close() {
        for (Tidemark device : open) {
            assertThat(problems(device)).isEmpty();
            device.close();
        }
    }

    /** Nothing is said of one that a test closed. */
    private static List<String> problems(Tidemark device) {
        try {
            return device.problems();
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED);
            return List.of();
        }
    }
}
