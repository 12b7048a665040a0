package dev.tidemark.cli.rig;

import dev.tidemark.cli.console.Bar;
import dev.tidemark.cli.console.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What everything that is run from a terminal here may be told, and how it is run.
public final class RunOptions {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Where the random choices come from; the report of another run names its own.")
    private @Nullable Long seed;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where to work; must not be there yet. Default: a temporary folder.")
    private @Nullable Path folder;

    @Option(names = "--keep", description = "Keep the folder even if everything held.")
    private boolean keep;

    @Option(names = "--json", description = "Print each report as one JSON object.")
    private boolean json;

    @Option(names = "--checkout", hidden = true)
    private @Nullable Path checkout;

    /// Runs parts, one after the other, and prints what each of them found.
    ///
    /// @return the exit code: 0 if everything held
    public int run(Shell shell, List<Part> parts) throws IOException, InterruptedException {
        long chosen = seed == null ? new SecureRandom().nextLong() : seed;
        Path place = place(shell);
        shell.remark("Seed " + chosen + ", working in " + place);
        boolean good = true;
        for (int i = 0; i < parts.size(); i++) {
            Path own = parts.size() == 1 ? place : place.resolve(Integer.toString(i + 1));
            good &= run(shell, parts.get(i), chosen, own);
        }
        if (good && !keep) {
            Folders.delete(place);
        } else {
            shell.remark("Everything that was left behind is in " + place);
        }
        return good ? 0 : 1;
    }

    private boolean run(Shell shell, Part part, long chosen, Path own)
            throws IOException, InterruptedException {
        Files.createDirectories(own);
        Findings findings = new Findings();
        long began = System.nanoTime();
        try (Bar bar = new Bar(shell, part.what())) {
            AtomicLong steps = new AtomicLong();
            double all = Math.max(1, part.steps());
            part.play()
                    .run(
                            new Run(
                                    programs(),
                                    own,
                                    chosen,
                                    findings,
                                    more -> bar.show(steps.addAndGet(more), steps.get() / all)));
        } catch (IOException | SQLException | RuntimeException e) {
            findings.violated("the run comes to its end", e.toString());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        new Report(part.title(), chosen, findings, seconds).print(shell, json);
        return findings.good();
    }

    private Programs programs() {
        return checkout == null ? Programs.ofThisProcess() : Programs.ofCheckout(checkout);
    }

    private Path place(Shell shell) throws IOException {
        return folder == null
                ? Files.createTempDirectory("tidemark-run-")
                : Files.createDirectory(shell.resolve(folder));
    }
}
