package dev.tidemark.server.app;

import dev.tidemark.server.audit.Actor;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.problem.StartFailure;
import dev.tidemark.wire.schema.AppSchema;
import dev.tidemark.wire.schema.InvalidSchema;
import dev.tidemark.wire.schema.SchemaReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A folder of schemas, published when the server starts: `NAME.yaml`, `.yml` or `.json` holds the
/// schema of the app NAME; other files are left alone.
public record SchemaFolder(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaFolder.class);

    private static final Pattern SCHEMA = Pattern.compile("(.+)\\.(yaml|yml|json)");

    /// Publishes all of them, or none that comes behind a bad one.
    ///
    /// @throws StartFailure if a file cannot be read, is no schema, or must not follow the version
    ///   that is published; it names file, line and key
    public void publishTo(Apps apps) {
        Set<String> seen = new TreeSet<>();
        for (Path file : files()) {
            String app = app(file);
            if (!AppRoutes.isName(app) || !seen.add(app)) {
                throw failure(
                        file + ": an app has one file, named in letters, digits, - and _.", null);
            }
            publish(apps, file, app);
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> SCHEMA.matcher(name(file)).matches()).sorted().toList();
        } catch (IOException e) {
            throw failure("Cannot read the schemas in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static String app(Path file) {
        return SCHEMA.matcher(name(file)).replaceFirst("$1");
    }

    private static void publish(Apps apps, Path file, String app) {
        AppSchema schema = read(file);
        if (apps.contains(app) && apps.schema(app).rules().version() > schema.rules().version()) {
            LOG.warn(
                    "{} holds version {} of {}, but version {} is published; it stays",
                    file,
                    schema.rules().version(),
                    app,
                    apps.schema(app).rules().version());
            return;
        }
        try {
            apps.publish(app, schema, Actor.SERVER);
        } catch (Problem e) {
            throw failure(file + ": " + e.detail(), e);
        }
    }

    private static AppSchema read(Path file) {
        try {
            return SchemaReader.read(file.toString(), Files.readAllBytes(file));
        } catch (InvalidSchema e) {
            throw failure(e.getMessage(), e);
        } catch (IOException e) {
            throw failure("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static StartFailure failure(String sentence, @Nullable Throwable cause) {
        return new StartFailure(StartFailure.Kind.SCHEMA, sentence, cause);
    }
}
