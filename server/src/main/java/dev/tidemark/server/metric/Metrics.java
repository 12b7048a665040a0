package dev.tidemark.server.metric;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Every figure there is. Thread-safe; counting costs some nanoseconds.
///
/// Names and labels come from the program, never from a request, so their number is bounded.
public final class Metrics {

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    private record Family(String help, String type, Map<String, Figure> figures) {}

    /// Something that can be shown.
    private interface Figure {
        void show(String name, String labels, StringBuilder out);
    }

    private record Count(LongAdder sum) implements Figure {
        @Override
        public void show(String name, String labels, StringBuilder out) {
            Exposition.line(name, labels, sum.sum(), out);
        }
    }

    private record Gauge(LongSupplier value) implements Figure {
        @Override
        public void show(String name, String labels, StringBuilder out) {
            Exposition.line(name, labels, value.getAsLong(), out);
        }
    }

    private record Timed(Timing timing) implements Figure {
        @Override
        public void show(String name, String labels, StringBuilder out) {
            timing.show(name, labels, out);
        }
    }

    /// A counter, which only goes up; by convention its name ends in `_total`.
    ///
    /// @param labels names and values in turn
    public LongAdder counter(String name, String help, String... labels) {
        Figure figure =
                figures(name, help, "counter")
                        .computeIfAbsent(
                                Exposition.labels(labels), _ -> new Count(new LongAdder()));
        return ((Count) figure).sum();
    }

    /// Something that goes up and down, asked for when it is shown.
    public void gauge(String name, String help, LongSupplier value, String... labels) {
        figures(name, help, "gauge").put(Exposition.labels(labels), new Gauge(value));
    }

    /// How long something takes; by convention its name ends in `_seconds`.
    public Timing timing(String name, String help, String... labels) {
        Figure figure =
                figures(name, help, "histogram")
                        .computeIfAbsent(Exposition.labels(labels), _ -> new Timed(new Timing()));
        return ((Timed) figure).timing();
    }

    private Map<String, Figure> figures(String name, String help, String type) {
        return families.computeIfAbsent(
                        name, _ -> new Family(help, type, new ConcurrentSkipListMap<>()))
                .figures();
    }

    /// All of them in the text format of Prometheus.
    public String text() {
        StringBuilder out = new StringBuilder(4_096);
        families.forEach((name, family) -> {
            Exposition.head(name, family.help(), family.type(), out);
            new TreeMap<>(family.figures())
                    .forEach((labels, figure) -> figure.show(name, labels, out));
        });
        return out.toString();
    }
}
