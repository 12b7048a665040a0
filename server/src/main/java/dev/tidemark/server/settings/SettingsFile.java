package dev.tidemark.server.settings;

import dev.tidemark.server.problem.StartFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A file of settings: the one that `--config` or TIDEMARK_CONFIG names, or `tidemark.properties`
/// in the data folder.
///
/// @param path which exists
record SettingsFile(Path path) {

    private static final List<String> NAMES = List.of("tidemark.properties");

    /// The file to read.
    ///
    /// @throws StartFailure if the one that was named is missing, or if there are two
    static Optional<SettingsFile> find(
            Map<String, String> flags, Map<String, String> environment, Path data) {
        String flag = flags.get(Sources.CONFIG);
        String named = flag != null ? flag : environment.get(Sources.CONFIG_VARIABLE);
        if (named != null) {
            Path path = Path.of(named);
            if (!Files.isRegularFile(path)) {
                throw failure("There is no settings file " + path + ".", null);
            }
            return Optional.of(new SettingsFile(path));
        }
        List<Path> found = NAMES.stream().map(data::resolve).filter(Files::exists).toList();
        if (found.size() > 1) {
            throw failure(
                    "Both %s and %s are there; keep one.".formatted(found.get(0), found.get(1)),
                    null);
        }
        return found.stream().findFirst().map(SettingsFile::new);
    }

    /// What it sets.
    ///
    /// @throws StartFailure if it cannot be read or sets something unknown
    SortedMap<String, Settings.Given> read() {
        SortedMap<String, Settings.Given> found = new TreeMap<>();
        entries()
                .forEach((name, text) -> {
                    String origin = "file " + path;
                    Sources.known(name, origin);
                    found.put(name, new Settings.Given(text, origin));
                });
        return found;
    }

    private SortedMap<String, String> entries() {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return properties(text);
        } catch (IOException | IllegalArgumentException e) {
            throw failure("Cannot read the settings file " + path + ": " + e.getMessage(), e);
        }
    }

    private SortedMap<String, String> properties(String text) throws IOException {
        Once reader = new Once();
        reader.load(new StringReader(text));
        return reader.entries;
    }

    /// Refuses what a reader of properties would pass over in silence: a name that comes twice.
    private final class Once extends Properties {
        private static final long serialVersionUID = 1L;

        private final transient SortedMap<String, String> entries = new TreeMap<>();

        @Override
        public synchronized Object put(Object name, Object text) {
            if (entries.put((String) name, (String) text) != null) {
                throw failure("The setting %s is twice in %s.".formatted(name, path), null);
            }
            return text;
        }
    }

    private static StartFailure failure(String sentence, @Nullable Throwable cause) {
        return new StartFailure(StartFailure.Kind.SETTINGS, sentence, cause);
    }
}
