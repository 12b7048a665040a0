package dev.tidemark.cli.envelope;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.client.Tidemark;
import dev.tidemark.client.envelope.EnvelopeFolder;
import dev.tidemark.client.envelope.SealedBundle;
import dev.tidemark.wire.envelope.EnvelopePreview;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.EnvelopeReport.Status;
import dev.tidemark.wire.envelope.Policy;
import dev.tidemark.wire.envelope.Side;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Envelopes of this device's records.
@Command(
        name = "envelope",
        description = {
            "Carry this device's records to an account in an envelope, previewed and under a policy.",
            "It needs no sync: a database that syncs with no server can be carried too. Exports are"
                    + " kept under user/exports and reports under reports, beside the database."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark envelope preview --server https://sync.example.org --token-file key",
            "  tidemark envelope apply --policy manual_per_item --decide board_inventory/esp32=cloud"
                    + " --yes",
            "  tidemark envelope export && tidemark envelope seal user/exports/envelope-….json"
                    + " boards.tdmk"
        })
public final class EnvelopeCommand {

    private static final String FILE =
            "An envelope, sealed or not; - is the standard input. Default: this device's records.";

    private final Shell shell;

    public EnvelopeCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "export",
            description = {
                "Write this device's live records as an envelope, and print the name of its file.",
                "With --cloud, those of the account; they then count as synced for this device."
            })
    void export(
            @Mixin CloudOptions cloud,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description =
                                    "The new file; - is the standard output. Default: one under"
                                            + " user/exports.")
                    @Nullable Path file,
            @Option(
                            names = "--type",
                            paramLabel = "NAME",
                            description = "Only this collection; may be repeated. Default: all.")
                    @Nullable List<String> types,
            @Option(names = "--cloud", description = "Ask the account.") boolean fromCloud,
            @Option(names = "--force", description = "Replace a file that is there.")
                    boolean force) {
        List<String> wanted = types == null ? List.of() : types;
        try (Tidemark tidemark = cloud.open(shell)) {
            byte[] envelope =
                    fromCloud
                            ? cloud.cloud(shell, tidemark).export(wanted)
                            : EnvelopeFile.ofDevice(tidemark, wanted);
            if (file == null) {
                Path kept = folder(cloud).keepExport(Instant.now(), out -> out.write(envelope));
                shell.out().println(kept);
            } else if (file.toString().equals("-")) {
                new EnvelopePrint(shell, true).line(envelope);
            } else {
                EnvelopeFile.write(shell.resolve(file), envelope, force);
                shell.out().println(shell.resolve(file));
            }
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    @Command(
            name = "preview",
            description = {
                "Show what an envelope would do to the account, and change nothing.",
                "Exits with 7 where something is in conflict or could not be taken."
            })
    int preview(
            @Mixin CloudOptions cloud,
            @Mixin Passphrase passphrase,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = FILE)
                    @Nullable Path file,
            @Option(names = "--json", description = "Print it as one JSON object.") boolean json) {
        try (Tidemark tidemark = cloud.open(shell)) {
            byte[] envelope = EnvelopeFile.envelope(shell, file, passphrase, tidemark);
            EnvelopePreview preview = cloud.cloud(shell, tidemark).preview(envelope);
            new EnvelopePrint(shell, json).preview(preview);
            boolean smooth = preview.conflicts().isEmpty() && preview.problems().isEmpty();
            return (smooth ? Exit.OK : Exit.DIFFERENT).code();
        }
    }

    @Command(
            name = "apply",
            description = {
                "Apply an envelope to the account, and keep the report under reports.",
                "What is in conflict goes by the policy, and what loses is archived. Without --yes"
                        + " nothing is done. Exits with 4 where something was refused or is still in"
                        + " conflict."
            })
    int apply(
            @Mixin CloudOptions cloud,
            @Mixin Passphrase passphrase,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = FILE)
                    @Nullable Path file,
            @Option(
                            names = "--policy",
                            required = true,
                            paramLabel = "POLICY",
                            description = "local_preferred, cloud_preferred or manual_per_item.")
                    Policy policy,
            @Option(
                            names = "--decide",
                            paramLabel = "TYPE/ID=SIDE",
                            description =
                                    "Keep local or cloud of this item, whatever the policy says;"
                                            + " may be repeated.")
                    @Nullable List<String> decide,
            @Option(
                            names = "--key",
                            paramLabel = "NAME",
                            description =
                                    "Names this application: run again under it, nothing is done"
                                            + " twice. Default: a new one.")
                    @Nullable String key,
            @Option(names = "--yes", description = "Do it.") boolean yes,
            @Option(names = "--json", description = "Print each report as a JSON object.")
                    boolean json) {
        if (!yes) {
            throw Failure.usage(
                    "Applying changes what every device of the account shows; 'tidemark envelope"
                            + " preview' shows how, --yes does it.");
        }
        Map<String, Side> decisions = decisions(decide == null ? List.of() : decide);
        try (Tidemark tidemark = cloud.open(shell)) {
            byte[] envelope = EnvelopeFile.envelope(shell, file, passphrase, tidemark);
            String name = key == null ? UUID.randomUUID().toString() : key;
            boolean smooth = true;
            for (EnvelopeReport report :
                    cloud.cloud(shell, tidemark).apply(envelope, policy, decisions, name)) {
                folder(cloud).keepReport(report);
                new EnvelopePrint(shell, json).report(report);
                smooth &= report.count(Status.FAILED) == 0 && report.count(Status.CONFLICTED) == 0;
            }
            return (smooth ? Exit.OK : Exit.REFUSED).code();
        } catch (IOException e) {
            throw notKept(e);
        }
    }

    private static Map<String, Side> decisions(List<String> typed) {
        Map<String, Side> decisions = new LinkedHashMap<>();
        for (String each : typed) {
            int equals = each.lastIndexOf('=');
            String side = each.substring(equals + 1);
            if (equals < 1 || !(side.equals("local") || side.equals("cloud"))) {
                throw Failure.usage(
                        "\"%s\" is no decision; one looks like board_inventory/esp32=cloud."
                                .formatted(each));
            }
            decisions.put(
                    each.substring(0, equals), side.equals("local") ? Side.LOCAL : Side.CLOUD);
        }
        return decisions;
    }

    @Command(
            name = "reports",
            description = "List the reports that were kept beside the database, or show one.")
    void reports(
            @Mixin CloudOptions cloud,
            @Parameters(arity = "0..1", paramLabel = "REPORT", description = "Its id.")
                    @Nullable String id,
            @Option(names = "--json", description = "Print each as a JSON object.") boolean json) {
        EnvelopePrint print = new EnvelopePrint(shell, json);
        try {
            if (id == null) {
                print.reports(new ArrayList<>(folder(cloud).reports()));
            } else {
                print.report(folder(cloud).report(id));
            }
        } catch (NoSuchFileException e) {
            throw Failure.of(Exit.NOT_FOUND, "There is no such report here.", e);
        } catch (IOException e) {
            throw Failure.of(Exit.NO_ACCESS, String.valueOf(e.getMessage()), e);
        }
    }

    @Command(
            name = "archive",
            description = "Print the side of a conflict that was not kept, as a JSON object.")
    void archive(
            @Mixin CloudOptions cloud,
            @Parameters(index = "0", paramLabel = "TYPE", description = "The item's type.")
                    String type,
            @Parameters(
                            index = "1",
                            paramLabel = "NAME",
                            description = "As the report names it: ITEM~SUFFIX.")
                    String name) {
        try (Tidemark tidemark = cloud.open(shell)) {
            new EnvelopePrint(shell, true).line(cloud.cloud(shell, tidemark).archived(type, name));
        }
    }

    @Command(
            name = "seal",
            description = {
                "Encrypt a file with a passphrase, for instance an export.",
                "Argon2id and AES-256-GCM; 'tidemark envelope open' gives it back."
            })
    void seal(
            @Mixin Passphrase passphrase,
            @Parameters(index = "0", paramLabel = "FILE", description = "What to seal.") Path file,
            @Parameters(index = "1", paramLabel = "BUNDLE", description = "The new file.")
                    Path bundle,
            @Option(names = "--force", description = "Replace a file that is there.")
                    boolean force) {
        byte[] content = EnvelopeFile.read(shell, file);
        try {
            byte[] sealed = SealedBundle.seal(content, passphrase.read(shell), new SecureRandom());
            EnvelopeFile.write(shell.resolve(bundle), sealed, force);
        } catch (IllegalArgumentException e) {
            throw Failure.of(Exit.BAD_INPUT, "Nothing was sealed: " + e.getMessage() + ".", e);
        }
    }

    @Command(
            name = "open",
            description = {
                "Decrypt a sealed bundle. With another passphrase, or if a byte was changed, nothing"
                        + " is written.",
                "'preview' and 'apply' read sealed bundles themselves."
            })
    void open(
            @Mixin Passphrase passphrase,
            @Parameters(index = "0", paramLabel = "BUNDLE", description = "What to open.")
                    Path bundle,
            @Parameters(index = "1", paramLabel = "FILE", description = "The new file.") Path file,
            @Option(names = "--force", description = "Replace a file that is there.")
                    boolean force) {
        byte[] content =
                EnvelopeFile.opened(EnvelopeFile.read(shell, bundle), passphrase.read(shell));
        EnvelopeFile.write(shell.resolve(file), content, force);
    }

    /// The database's folder is the workspace.
    private EnvelopeFolder folder(CloudOptions cloud) {
        Path database = cloud.device().file(shell);
        Path folder = database.getParent();
        return new EnvelopeFolder(folder == null ? database : folder);
    }

    private static Failure notKept(IOException error) {
        return Failure.of(Exit.STORAGE, "It could not be kept: " + error.getMessage() + ".", error);
    }
}
