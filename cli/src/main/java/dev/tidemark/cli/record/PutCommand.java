package dev.tidemark.cli.record;

import dev.tidemark.cli.console.Failure;
import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.device.DeviceOptions;
import dev.tidemark.client.Records;
import dev.tidemark.client.Tidemark;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a record, or makes sure that one has certain fields.
@Command(
        name = "put",
        description = {
            "Make a record, and print its id.",
            "With --id, make sure that the record of that id has these fields: it is made, or"
                    + " brought back, or only what differs is written. Fields that are not named stay."
        },
        footer = {
            "",
            "A field is name=text, or name:=json for anything that is not a text. Examples:",
            "  tidemark put endpoints name=\"List users\" method=GET tags:='[\"v1\"]'",
            "  tidemark put notes --id 6f1c3a52-9d0e-4b7a-8c21-5e0f9a4b7d33 done:=true",
            "  curl -s https://example.org/note.json | tidemark put notes --fields -"
        })
public final class PutCommand implements Runnable {
    private final Shell shell;

    @Mixin private DeviceOptions device;

    @Parameters(index = "0", paramLabel = "COLLECTION", description = "Where it belongs.")
    private String collection = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "FIELD", description = "Its fields.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--id", paramLabel = "ID", description = "Its id. Default: a new one.")
    private @Nullable String id;

    @Option(
            names = "--fields",
            paramLabel = "JSON",
            description = "All fields as one JSON object; - reads it from the standard input.")
    private @Nullable String json;

    @Option(names = "--json", description = "Print what was done as JSON.")
    private boolean asJson;

    public PutCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        Value.Obj fields = fields();
        try (Tidemark tidemark = device.open(shell)) {
            Records records = tidemark.records(collection);
            String name = id;
            boolean written = true;
            if (name == null) {
                name = records.create(fields);
            } else {
                written = records.put(name, fields);
            }
            print(name, written);
        }
    }

    private void print(String name, boolean written) {
        if (asJson) {
            new JsonLine()
                    .with("collection", collection)
                    .with("id", name)
                    .with("written", written)
                    .print(shell);
        } else {
            shell.out().println(name);
        }
    }

    private Value.Obj fields() {
        TreeMap<String, Value> all = new TreeMap<>();
        if (json != null) {
            all.putAll(object(json.equals("-") ? standardInput() : json).members());
        }
        all.putAll(FieldArguments.read(arguments).members());
        return new Value.Obj(all);
    }

    private static Value.Obj object(String text) {
        if (Json.read(text, JsonLimits.DEFAULT) instanceof Value.Obj object) {
            return object;
        }
        throw Failure.usage("--fields takes a JSON object: {\"name\": \"value\"}.");
    }

    private String standardInput() {
        try {
            return Json.decoded(shell.in().readAllBytes());
        } catch (IOException e) {
            throw Failure.usage("The standard input cannot be read: " + e.getMessage() + ".");
        }
    }
}
