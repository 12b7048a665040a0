package dev.tidemark.cli.crash;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// A server with an account on it, made for one trial.
///
/// @param account its id
/// @param key an API key of its owner
record Site(ServerLives server, HttpClient http, String account, String key)
        implements AutoCloseable {

    /// Starts a server on new data and makes an account of the app [Writer#APP].
    static Site make(Run run) throws IOException, InterruptedException {
        Path schemas = Files.createDirectories(run.folder().resolve("schemas"));
        Files.writeString(schemas.resolve(Writer.APP + ".yaml"), Writer.SCHEMA);
        ServerLives server = new ServerLives(run.programs(), run.folder(), schemas);
        HttpClient http = Api.client();
        try {
            server.start();
            return make(server, http);
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Site make(ServerLives server, HttpClient http)
            throws IOException, InterruptedException {
        Api admin = Api.withKey(http, server.address(), server.adminKey());
        JsonNode account =
                admin.made(
                        "/v1/accounts",
                        Api.JSON.createObjectNode().put("name", "crash").put("app", Writer.APP));
        String id = account.get("accountId").asString();
        JsonNode key =
                admin.made(
                        "/v1/auth/api-keys",
                        Api.JSON
                                .createObjectNode()
                                .put("name", "crash")
                                .put("account", id)
                                .put("role", "owner"));
        return new Site(server, http, id, key.get("key").asString());
    }

    /// Speaking as the account's owner.
    Api owner() {
        return Api.withKey(http, server.address(), key);
    }

    /// Speaking as a new device.
    Api enrolled(String device) throws IOException, InterruptedException {
        JsonNode made =
                owner().made(
                                "/v1/devices",
                                Api.JSON
                                        .createObjectNode()
                                        .put("name", "raw")
                                        .put("deviceId", device));
        return Api.ofDevice(http, server.address(), made.get("token").asString());
    }

    Path database() {
        return server.data().resolve("tidemark.db");
    }

    @Override
    public void close() {
        server.close();
        http.shutdownNow();
    }
}
