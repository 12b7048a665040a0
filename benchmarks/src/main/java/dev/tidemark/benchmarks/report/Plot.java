package dev.tidemark.benchmarks.report;

import dev.tidemark.benchmarks.measure.Spread;
import java.util.List;
import java.util.Locale;

/// Draws results as SVG: a bar for each, as long as it is good. All bars have one scale, on which
/// the line is the target: whatever reaches it meets it. The thin line is the spread.
public final class Plot {

    private static final int WIDTH = 760;
    private static final int ROW = 44;
    private static final int TOP = 46;
    private static final int LEFT = 20;
    private static final int RIGHT = 20;

    /// A bar that is this many times as good as its target is cut off there.
    private static final double MARGIN_MAX = 2.5;

    private final StringBuilder out = new StringBuilder();
    private final List<Result> results;

    private Plot(List<Result> results) {
        this.results = results;
    }

    /// The picture, as a file's text.
    public static String svg(List<Result> results) {
        return new Plot(results).draw();
    }

    private String draw() {
        int height = TOP + ROW * results.size() + 16;
        add(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" \
                height="%2$d" font-family="system-ui, sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="%3$d" y="22" font-weight="600">Measured, against the target</text>
                <text x="%4$.1f" y="38" text-anchor="middle" fill="#555555">target</text>
                """,
                WIDTH, height, LEFT, x(1));
        for (int i = 0; i < results.size(); i++) {
            row(results.get(i), TOP + i * ROW);
        }
        add(
                "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#222222\""
                        + " stroke-dasharray=\"4 3\"/>\n",
                x(1), TOP - 4, height - 12);
        return out.append("</svg>\n").toString();
    }

    private void row(Result result, int top) {
        Target target = result.target();
        Spread value = result.value();
        String unit = target.unit().isEmpty() ? "" : " " + target.unit();
        add(
                "<text x=\"%d\" y=\"%d\">%s: <tspan font-weight=\"600\">%s%s</tspan>"
                        + " <tspan fill=\"#555555\">(%s)</tspan></text>\n",
                LEFT, top + 14, escaped(result.title()), value.brief(), unit, target);
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"12\" rx=\"2\" fill=\"%s\"/>\n",
                LEFT,
                top + 20,
                x(target.margin(value.median())) - LEFT,
                result.isMet() ? "#3b7a57" : "#b4552d");
        if (value.rounds() > 1) {
            add(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"#111111\""
                            + " stroke-width=\"2\"/>\n",
                    x(target.margin(value.low())), x(target.margin(value.high())), top + 26);
        }
    }

    private static double x(double margin) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.clamp(margin, 0, MARGIN_MAX) / MARGIN_MAX;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }
}
