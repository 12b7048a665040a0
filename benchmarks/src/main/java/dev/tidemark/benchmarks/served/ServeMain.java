package dev.tidemark.benchmarks.served;

import dev.tidemark.server.Server;
import dev.tidemark.server.settings.Known;
import dev.tidemark.server.settings.Setting;
import dev.tidemark.server.settings.Settings;
import java.util.Map;
import java.util.TreeMap;

/// A server in a process of its own, without the command: what tests measure.
public final class ServeMain {

    private ServeMain() {}

    /// Starts a server, says where, and runs until it is told to stop.
    ///
    /// @param words flags and their values in turn, as `tidemark serve` takes them
    public static void main(String[] words) throws InterruptedException {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            values.put(name(words[i]), words[i + 1]);
        }
        Server server = Server.start(Settings.of(values));
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
        System.out.println("Listening on " + server.address());
        Thread.currentThread().join(); // For ever: the hook ends it.
    }

    private static String name(String flag) {
        return Known.ALL.stream()
                .filter(setting -> setting.flag().equals(flag))
                .map(Setting::name)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no setting " + flag));
    }
}
