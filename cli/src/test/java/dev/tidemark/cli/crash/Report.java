package dev.tidemark.cli.crash;

import dev.tidemark.cli.console.Shell;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run tells in the end.
record Report(long seed, Findings findings, double seconds) {

    /// Prints it.
    void print(Shell shell, boolean json) {
        if (json) {
            shell.out().println(json());
        } else {
            printForPeople(shell);
        }
    }

    private void printForPeople(Shell shell) {
        line(shell, "What happened (seed %d, %.0f s)", seed, seconds);
        findings.counts().forEach((what, number) -> line(shell, "  %-48s %,14d", what, number));
        line(shell, "");
        line(shell, "What was checked %56s", "times");
        for (Findings.Claim claim : findings.claims()) {
            line(
                    shell,
                    "  %s %-64s %,10d",
                    claim.holds() ? "holds" : "FAILS",
                    claim.sentence(),
                    claim.checked());
            claim.told().forEach(how -> line(shell, "        %s", how));
            if (claim.violated() > claim.told().size()) {
                line(shell, "        and %,d more", claim.violated() - claim.told().size());
            }
        }
        line(shell, "");
        line(
                shell,
                findings.good() ? "Everything held." : "Something was lost, or happened twice.");
    }

    private static void line(Shell shell, String format, Object... values) {
        shell.out().println(String.format(Locale.ROOT, format, values));
    }

    private String json() {
        ObjectNode report = Api.JSON.createObjectNode();
        report.put("held", findings.good());
        report.put("seed", seed);
        report.put("seconds", Math.round(seconds));
        ObjectNode counts = report.putObject("counts");
        findings.counts().forEach((what, number) -> counts.put(what.strip(), number));
        ArrayNode claims = report.putArray("claims");
        for (Findings.Claim claim : findings.claims()) {
            ObjectNode each = claims.addObject();
            each.put("claim", claim.sentence());
            each.put("checked", claim.checked());
            each.put("violated", claim.violated());
            claim.told().forEach(each.putArray("cases")::add);
        }
        return report.toString();
    }
}
