package dev.tidemark.cli.rig;

import dev.tidemark.cli.console.Shell;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run tells in the end.
///
/// @param title says what was run
public record Report(String title, long seed, Findings findings, double seconds) {

    /// Prints it.
    public void print(Shell shell, boolean json) {
        if (json) {
            shell.out().println(json());
        } else {
            printForPeople(shell);
        }
    }

    private void printForPeople(Shell shell) {
        line(shell, "%s (seed %d, %.0f s)", title, seed, seconds);
        findings.sentences().forEach(each -> line(shell, "  %s", each));
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
        line(shell, findings.good() ? "Everything held." : "Something did not hold; see FAILS.");
        line(shell, "");
    }

    private static void line(Shell shell, String format, Object... values) {
        shell.out().println(String.format(Locale.ROOT, format, values));
    }

    private String json() {
        ObjectNode report = Api.JSON.createObjectNode();
        report.put("title", title);
        report.put("held", findings.good());
        report.put("seed", seed);
        report.put("seconds", Math.round(seconds));
        findings.sentences().forEach(report.putArray("sentences")::add);
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
