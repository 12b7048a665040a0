package dev.tidemark.server.http;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.wire.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The table of all routes: which one a request is for. Immutable.
///
/// A literal segment wins over a parameter, so `/v1/snapshots/latest` may stand beside
/// `/v1/snapshots/{id}`.
public final class Routes {

    private final List<Route> all;

    /// The same, those with fewer parameters first.
    private final List<Pattern> patterns;

    /// @throws IllegalArgumentException if two routes answer the same requests
    public Routes(Collection<Route> routes) {
        this.all = List.copyOf(routes);
        SortedSet<String> seen = new TreeSet<>();
        for (Route route : all) {
            String shape = route.method() + " " + route.path().replaceAll("\\{[^}]*}", "{}");
            if (!seen.add(shape)) {
                throw new IllegalArgumentException("Two routes for " + shape);
            }
        }
        this.patterns =
                all.stream()
                        .map(route -> new Pattern(route, route.segments()))
                        .sorted(Comparator.comparingLong(Pattern::parameters))
                        .toList();
    }

    /// These routes and one more, `GET /openapi.json`, which tells of all of them.
    ///
    /// @param version of the program
    public static Routes described(Collection<Route> routes, String version) {
        List<Route> all = new ArrayList<>(routes);
        Supplier<byte[]> document = new Once(() -> new OpenApi(all).document(version));
        all.add(
                new Route(
                        "GET",
                        "/openapi.json",
                        Permission.NONE,
                        Operation.of("Describe all of this").answers(200, "OpenApi"),
                        _ -> Answer.ok(document.get())));
        return new Routes(all);
    }

    /// Written when it is first asked for: a server that starts has better things to do.
    private static final class Once implements Supplier<byte[]> {
        private final Supplier<Value.Obj> source;
        private volatile byte @Nullable [] bytes;

        Once(Supplier<Value.Obj> source) {
            this.source = source;
        }

        @Override
        public byte[] get() {
            byte[] made = bytes;
            if (made == null) {
                made = Json.bytes(source.get());
                bytes = made;
            }
            return made;
        }
    }

    /// Every route, in the order it was given.
    public List<Route> all() {
        return all;
    }

    /// What a method and a path lead to.
    public sealed interface Match {

        /// A route, with the values of its parameters.
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /// The path is there, for other methods.
        record OtherMethods(SortedSet<String> methods) implements Match {}

        /// Nothing is there.
        record Nothing() implements Match {}
    }

    /// Looks a request up.
    ///
    /// @param segments the path's parts between the slashes, decoded
    public Match find(String method, List<String> segments) {
        for (Pattern pattern : patterns) {
            if (pattern.route().method().equals(method) && pattern.fits(segments)) {
                return new Match.Found(pattern.route(), pattern.values(segments));
            }
        }
        SortedSet<String> others = new TreeSet<>();
        for (Pattern pattern : patterns) {
            if (pattern.fits(segments)) {
                others.add(pattern.route().method());
            }
        }
        return others.isEmpty() ? new Match.Nothing() : new Match.OtherMethods(others);
    }

    /// A route with its path taken apart.
    private record Pattern(Route route, List<String> segments) {

        boolean fits(List<String> actual) {
            if (actual.size() != segments.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                String part = segments.get(i);
                if (!Route.isParameter(part) && !part.equals(actual.get(i))) {
                    return false;
                }
            }
            return true;
        }

        long parameters() {
            return segments.stream().filter(Route::isParameter).count();
        }

        Map<String, String> values(List<String> actual) {
            Map<String, String> values = new TreeMap<>();
            for (int i = 0; i < segments.size(); i++) {
                String part = segments.get(i);
                if (Route.isParameter(part)) {
                    values.put(part.substring(1, part.length() - 1), actual.get(i));
                }
            }
            return values;
        }
    }
}
