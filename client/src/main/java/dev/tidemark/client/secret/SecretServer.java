package dev.tidemark.client.secret;

import dev.tidemark.client.fault.SyncException;
import dev.tidemark.client.secret.SecretException.Kind;
import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Credential;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.wire.account.SchemaAnswer;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.JsonFault;
import dev.tidemark.wire.problem.ProblemBody;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.secret.SealedSecret;
import dev.tidemark.wire.secret.SecretDeletion;
import dev.tidemark.wire.secret.SecretWrite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a server for what devices have sealed. Thread-safe. */
final class SecretServer {

    private static final int PAGE = 500;

    private final Transport transport;
    private final String server;
    private final Credential credential;
    private volatile @Nullable String account;

    SecretServer(Transport transport, String server, Credential credential) {
        this.transport = transport;
        this.server = server;
        this.credential = credential;
    }

    /** The account's id, which is a part of what is authenticated. */
    String account() {
        String known = account;
        if (known == null) {
            Answer answer = send(Request.get(server, "/v1/schema", credential));
            known = read(required(answer), SchemaAnswer::read).accountId();
            account = known;
        }
        return known;
    }

    Optional<SealedSecret> find(String name) {
        Answer answer = send(Request.get(server, path(name), credential));
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(read(required(answer), SealedSecret::read));
    }

    /** All of them, without what is sealed. */
    List<SealedSecret> list() {
        List<SealedSecret> all = new ArrayList<>();
        String after = "";
        while (true) {
            String path = "/api/secrets?limit=" + PAGE + "&cursor=" + encoded(after);
            List<SealedSecret> page =
                    read(
                            required(send(Request.get(server, path, credential))),
                            SealedSecret::readList);
            all.addAll(page);
            if (page.size() < PAGE) {
                return all;
            }
            after = page.get(page.size() - 1).name();
        }
    }

    /**
     * Writes one; its new version.
     *
     * @throws SecretException {@code CHANGED} if it is not what it was in the base version
     */
    String write(
            String name, String ciphertext, String keyId, @Nullable String base, boolean confirm) {
        SecretWrite write = new SecretWrite(ciphertext, Sealing.ALGORITHM, keyId, base, confirm);
        Answer answer = send(Request.put(server, path(name), credential, write.bytes()));
        return read(required(answer), SealedSecret::read).version();
    }

    /**
     * Deletes one.
     *
     * @throws SecretException {@code CHANGED} as above
     */
    void delete(String name, String base) {
        SecretDeletion deletion = new SecretDeletion(base, true);
        required(send(Request.delete(server, path(name), credential, deletion.bytes())));
    }

    private static String path(String name) {
        return "/api/secrets/" + encoded(name);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Answer send(Request request) {
        try {
            return transport.send(request);
        } catch (TransportException e) {
            throw new SyncException(SyncException.Kind.OFFLINE, String.valueOf(e.getMessage()), e);
        }
    }

    private static <T> T read(Answer answer, Function<byte[], T> reader) {
        try {
            return reader.apply(answer.body());
        } catch (JsonFault | InvalidInput e) {
            throw new SyncException(
                    SyncException.Kind.DEFERRED,
                    "the server's answer cannot be read (trace %s)".formatted(answer.traceId()),
                    e);
        }
    }

    private static Answer required(Answer answer) {
        if (answer.status() / 100 == 2) {
            return answer;
        }
        ProblemBody problem = ProblemBody.read(answer.status(), answer.body());
        if (problem.known() == ProblemCode.VERSION_CONFLICT) {
            throw new SecretException(
                    Kind.CHANGED,
                    "the secret was changed since; look at it before you overwrite it");
        }
        if (answer.status() == 404) {
            throw new SecretException(Kind.NOT_FOUND, "there is no such secret");
        }
        if (answer.status() == 422) {
            throw new SecretException(Kind.INVALID, problem.detail());
        }
        throw new SyncException(
                answer.status() == 401 || answer.status() == 403
                        ? SyncException.Kind.AUTH_REQUIRED
                        : SyncException.Kind.DEFERRED,
                "%s (trace %s)".formatted(problem.detail(), answer.traceId()));
    }
}
