package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Shell;
import dev.tidemark.core.value.JsonText;
import dev.tidemark.core.value.Value;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The devices of an account, as its server knows them.
@Command(
        name = "devices",
        description = "List, enrol, rotate and revoke the devices of an account.",
        footer = {
            "",
            "The key decides whose devices: the admin key is the account \"default\"'s. Examples:",
            "  tidemark devices list",
            "  tidemark devices add tablet --platform android > tablet.token"
        })
public final class DevicesCommand {
    private static final String PATH = "/v1/devices";

    private final Shell shell;

    public DevicesCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "list", description = "List devices, and how far behind each one is.")
    void list(@Mixin ServerOptions server) {
        try (Connection connection = server.connect(shell)) {
            Answers.print(
                    shell,
                    server.json(),
                    connection.get(PATH),
                    "devices",
                    "deviceId",
                    "platform",
                    "lastSeen",
                    "cursorLag",
                    "revoked",
                    "name");
        }
    }

    @Command(name = "add", description = "Enrol a device and print its token.")
    void add(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "NAME", description = "What people call it.") String name,
            @Option(names = "--platform", paramLabel = "WORD", description = "Such as android.")
                    @Nullable String platform,
            @Option(
                            names = "--device",
                            paramLabel = "ID",
                            description = "The id it has already, as \"tidemark status\" tells it.")
                    @Nullable String deviceId) {
        TreeMap<String, Value> body = new TreeMap<>();
        body.put("name", Value.of(name));
        if (platform != null) {
            body.put("platform", Value.of(platform));
        }
        if (deviceId != null) {
            body.put("deviceId", Value.of(deviceId));
        }
        try (Connection connection = server.connect(shell)) {
            printOnce(server, connection.post(PATH, new Value.Obj(body)));
        }
    }

    @Command(name = "rotate", description = "Replace a device's token.")
    void rotate(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "DEVICE", description = "The device's id.") String id) {
        try (Connection connection = server.connect(shell)) {
            String path = PATH + "/" + Answers.segment(id) + "/rotate";
            printOnce(server, connection.post(path, Value.Obj.EMPTY));
        }
    }

    @Command(
            name = "revoke",
            description = "Shut a device out at once; what it has on it stays on it.")
    void revoke(
            @Mixin ServerOptions server,
            @Parameters(paramLabel = "DEVICE", description = "The device's id.") String id) {
        try (Connection connection = server.connect(shell)) {
            connection.delete(PATH + "/" + Answers.segment(id), null);
            shell.remark("Device " + id + " is revoked.");
        }
    }

    private void printOnce(ServerOptions server, Value.Obj made) {
        shell.out().println(server.json() ? JsonText.exact(made) : Answers.text(made, "token"));
        shell.remark(
                "Nobody can show this token of device %s again; keep it safe."
                        .formatted(Answers.text(made, "deviceId")));
    }
}
