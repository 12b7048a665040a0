package dev.tidemark.server.metric;

/// The lines of Prometheus' text format.
final class Exposition {

    private Exposition() {}

    static void head(String name, String help, String type, StringBuilder out) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    static void line(String name, String labels, Object value, StringBuilder out) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
    }

    /// Names and values in turn, as they stand between the braces.
    static String labels(String... labels) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i + 1 < labels.length; i += 2) {
            out.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
            out.append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        return out.toString();
    }
}
