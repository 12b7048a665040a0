package dev.tidemark.cli.admin;

import dev.tidemark.cli.console.Exit;
import dev.tidemark.cli.console.Failure;
import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.json.JsonLimits;
import dev.tidemark.wire.problem.ProblemBody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One server, asked with one key. Follows no redirect, so that the key goes nowhere else.
public final class Connection implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final String server;
    private final String key;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .followRedirects(Redirect.NEVER)
                    .connectTimeout(CONNECT_MAX)
                    .build();

    /// @param server its address, without a slash at the end
    public Connection(String server, String key) {
        this.server = server;
        this.key = key;
    }

    /// What the server answers.
    ///
    /// @param path with its query
    public Value.Obj get(String path) {
        return object(ask("GET", path, null));
    }

    /// What the server answers, as it came.
    public byte[] bytes(String path) {
        return ask("GET", path, null);
    }

    /// What the server answers to a body.
    public Value.Obj post(String path, Value.Obj body) {
        return object(ask("POST", path, body));
    }

    /// What the server answers when something is to go.
    public Value.Obj delete(String path, Value.@Nullable Obj body) {
        return object(ask("DELETE", path, body));
    }

    private byte[] ask(String method, String path, Value.@Nullable Obj body) {
        BodyPublisher content =
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.bytes(body));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(ANSWER_MAX)
                        .header("Authorization", "Bearer " + key)
                        .method(method, content);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return answer(send(request.build()));
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw Failure.of(
                    Exit.OFFLINE,
                    "No server answers at %s; is it running, and is the address right?"
                            .formatted(server),
                    e);
        } catch (IOException e) {
            throw Failure.of(
                    Exit.OFFLINE, "%s did not answer: %s.".formatted(server, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.INTERRUPTED, "Stopped while waiting for " + server + ".", e);
        }
    }

    private static byte[] answer(HttpResponse<byte[]> response) {
        if (response.statusCode() / 100 != 2) {
            throw refused(ProblemBody.read(response.statusCode(), response.body()));
        }
        return response.body();
    }

    /// The answer's JSON object; an empty one where the answer has no body.
    private Value.Obj object(byte[] body) {
        if (body.length == 0) {
            return Value.Obj.EMPTY;
        }
        try {
            if (Json.read(body, JsonLimits.STORED) instanceof Value.Obj object) {
                return object;
            }
        } catch (JsonFault e) {
            throw strange(e);
        }
        throw strange(null);
    }

    private Failure strange(@Nullable JsonFault fault) {
        String sentence =
                "%s does not answer like a Tidemark server; is the address right?"
                        .formatted(server);
        return fault == null
                ? Failure.of(Exit.FAILED, sentence)
                : Failure.of(Exit.FAILED, sentence, fault);
    }

    private static Failure refused(ProblemBody problem) {
        Exit exit =
                switch (problem.status()) {
                    case 401, 403 -> Exit.AUTH;
                    case 404 -> Exit.NOT_FOUND;
                    case 409, 410, 412, 428 -> Exit.REFUSED;
                    case 400, 422 -> Exit.BAD_INPUT;
                    case 408, 425, 429, 502, 503, 504 -> Exit.OFFLINE;
                    case 507 -> Exit.STORAGE;
                    default -> Exit.FAILED;
                };
        String trace = problem.traceId();
        return Failure.of(exit, problem.detail()).traced(trace.isEmpty() ? null : trace);
    }

    @Override
    public void close() {
        client.close();
    }
}
