package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Records;
import dev.tidemark.client.Tidemark;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Deletes records; they can be brought back.
@Command(
        name = "delete",
        description = "Delete records, all of them or none. 'tidemark set --restore' undoes it.",
        footer = {"", "Example:", "  tidemark delete notes 6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33"})
public final class DeleteCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(index = "0", paramLabel = "COLLECTION", description = "Where they belong.")
    private String collection = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ID", description = "Their ids.")
    private List<String> ids = new ArrayList<>();

    public DeleteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (Tidemark tidemark = device.open(shell)) {
            tidemark.batch(batch -> {
                Records records = batch.records(collection);
                for (String id : ids) {
                    if (!Finding.record(records, id).deleted()) {
                        records.delete(id);
                    }
                }
                return null;
            });
        }
    }
}
