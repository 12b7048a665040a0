package dev.tidemark.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The schemas that the server brings along.
final class Bundled {

    /// Their names. `open` allows any collection.
    static final List<String> NAMES =
            List.of("agronomy", "open", "requests", "screenplay", "wellbeing", "workspace");

    private Bundled() {}

    /// The document of one of them.
    static byte[] document(String app) {
        String resource = resource(app);
        try (InputStream in = Bundled.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("No " + resource + " on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String resource(String app) {
        return app + ".yaml";
    }
}
