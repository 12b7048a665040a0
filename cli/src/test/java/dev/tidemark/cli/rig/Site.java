package dev.tidemark.cli.rig;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A server with an account on it, made for one trial.
///
/// @param account its id
/// @param key an API key of its owner
public record Site(ServerLives server, HttpClient http, String account, String key)
        implements AutoCloseable {

    /// Starts a server on new data and makes an account.
    ///
    /// @param app the name of its app
    /// @param schema of that app
    /// @param flags of the server, beside the usual ones
    public static Site make(Run run, String app, String schema, String... flags)
            throws IOException, InterruptedException {
        Path schemas = Files.createDirectories(run.folder().resolve("schemas"));
        Files.writeString(schemas.resolve(app + ".yaml"), schema);
        ServerLives server = new ServerLives(run.programs(), run.folder(), schemas, List.of(flags));
        HttpClient http = Api.client();
        try {
            server.start();
            return make(server, http, app);
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Site make(ServerLives server, HttpClient http, String app)
            throws IOException, InterruptedException {
        Api admin = Api.withKey(http, server.address(), server.adminKey());
        JsonNode account =
                admin.made(
                        "/v1/accounts",
                        Api.JSON.createObjectNode().put("name", "rig").put("app", app));
        String id = account.get("accountId").asString();
        JsonNode key =
                admin.made(
                        "/v1/auth/api-keys",
                        Api.JSON
                                .createObjectNode()
                                .put("name", "rig")
                                .put("account", id)
                                .put("role", "owner"));
        return new Site(server, http, id, key.get("key").asString());
    }

    /// Speaking as the account's owner.
    public Api owner() {
        return Api.withKey(http, server.address(), key);
    }

    /// Speaking as a new device.
    public Api enrolled(String device) throws IOException, InterruptedException {
        JsonNode made =
                owner().made(
                                "/v1/devices",
                                Api.JSON
                                        .createObjectNode()
                                        .put("name", "raw")
                                        .put("deviceId", device));
        return Api.ofDevice(http, server.address(), made.get("token").asString());
    }

    public Path database() {
        return server.data().resolve("tidemark.db");
    }

    @Override
    public void close() {
        server.close();
        http.shutdownNow();
    }
}
