package dev.tidemark.benchmarks.report;

import dev.tidemark.benchmarks.measure.Spread;
import dev.tidemark.core.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All results of one run.
///
/// @param machine what it ran on, by what is told of it
public record Report(String at, Map<String, String> machine, List<Result> results) {

    public Report {
        results = List.copyOf(results);
    }

    /// The table, in Markdown that reads well in a terminal too.
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("benchmark", "measured (least to greatest)", "target", ""));
        for (Result result : results) {
            rows.add(
                    List.of(
                            result.title(),
                            result.value() + unit(result.target().unit()),
                            result.target().toString(),
                            result.isMet() ? "met" : "missed"));
        }
        return Columns.of(rows);
    }

    /// Every figure of every benchmark, as lists.
    public String details() {
        StringBuilder out = new StringBuilder();
        for (Result result : results) {
            out.append('\n')
                    .append(result.title())
                    .append(" (")
                    .append(result.name())
                    .append(")\n");
            result.details().forEach(detail -> out.append("  ").append(detail).append('\n'));
        }
        return out.toString();
    }

    /// All of it as a JSON document.
    public Value json() {
        TreeMap<String, Value> about = new TreeMap<>();
        machine.forEach((name, text) -> about.put(name, Value.of(text)));
        return Value.of(
                Map.of(
                        "at", Value.of(at),
                        "machine", new Value.Obj(about),
                        "results", Value.of(results.stream().map(Report::json).toList())));
    }

    private static Value json(Result result) {
        return Value.of(
                Map.of(
                        "name", Value.of(result.name()),
                        "title", Value.of(result.title()),
                        "target", Value.of(result.target().toString()),
                        "met", Value.of(result.isMet()),
                        "value", json(result.value(), result.target().unit()),
                        "details", Value.of(result.details().stream().map(Report::json).toList())));
    }

    private static Value json(Detail detail) {
        return json(detail.value(), detail.unit()).with("label", Value.of(detail.label()));
    }

    private static Value.Obj json(Spread spread, String unit) {
        return Value.of(
                Map.of(
                        "median", number(spread.median()),
                        "least", number(spread.low()),
                        "greatest", number(spread.high()),
                        "rounds", Value.of(spread.rounds()),
                        "unit", Value.of(unit)));
    }

    private static Value number(double value) {
        return new Value.Num(String.valueOf(Math.round(value * 1000) / 1000.0));
    }

    private static String unit(String unit) {
        return unit.isEmpty() ? "" : " " + unit;
    }
}
