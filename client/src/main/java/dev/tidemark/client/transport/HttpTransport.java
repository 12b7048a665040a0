package dev.tidemark.client.transport;

import dev.tidemark.client.transport.Credential.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionSpec;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP/1.1 or HTTP/2: TLS 1.2 or newer, pins where there are any, no redirects, the
 * system's proxy. Thread-safe; one for a process is enough.
 */
public final class HttpTransport implements Transport {

    private static final MediaType JSON = MediaType.get("application/json");

    private final HttpLimits limits;
    private final Predicate<String> packsFor;
    private final OkHttpClient client;
    private final OkHttpClient streamClient;

    public HttpTransport(HttpLimits limits) {
        // Within one machine packing takes longer than what it saves.
        this(limits, host -> !isThisMachine(host));
    }

    /**
     * @param packsFor whether bodies travel compressed, by the server's host
     */
    HttpTransport(HttpLimits limits, Predicate<String> packsFor) {
        this.limits = limits;
        this.packsFor = packsFor;
        this.client =
                new OkHttpClient.Builder()
                        .connectionSpecs(
                                List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .connectTimeout(limits.connectTimeout())
                        .readTimeout(limits.silenceTimeout())
                        .writeTimeout(limits.silenceTimeout())
                        .callTimeout(limits.callTimeout())
                        .build();
        this.streamClient =
                client.newBuilder()
                        .readTimeout(limits.streamSilenceTimeout())
                        .callTimeout(Duration.ZERO)
                        .build();
    }

    /**
     * A server's address in the one form that is stored.
     *
     * @throws IllegalArgumentException if it is none, or a plain one that credentials must not go
     *     to
     */
    public static String serverOf(URI address, HttpLimits limits) {
        HttpUrl url = HttpUrl.parse(address.toString());
        if (url == null || url.query() != null || url.fragment() != null) {
            throw new IllegalArgumentException(
                    "%s is no server address; it looks like https://sync.example.org"
                            .formatted(address));
        }
        if (!url.isHttps() && !limits.plainHttp() && !isThisMachine(url.host())) {
            throw new IllegalArgumentException(
                    "%s would send credentials unencrypted; use https, or allow plain http"
                            .formatted(address));
        }
        String text = url.newBuilder().username("").password("").build().toString();
        return text.replaceAll("/+$", "");
    }

    private static boolean isThisMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("::1")
                || name.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    @Override
    public Answer send(Request request) throws TransportException {
        try {
            return read(client.newCall(call(request).build()).execute());
        } catch (IOException e) {
            throw failure(request, e);
        }
    }

    @Override
    public Begun begin(Request request) {
        Call call = client.newCall(call(request).build());
        CompletableFuture<Answer> coming = new CompletableFuture<>();
        call.enqueue(
                new Callback() {
                    @Override
                    public void onResponse(Call answered, Response response) {
                        try {
                            coming.complete(read(response));
                        } catch (IOException e) {
                            coming.completeExceptionally(failure(request, e));
                        } catch (TransportException | RuntimeException e) {
                            coming.completeExceptionally(e);
                        }
                    }

                    @Override
                    public void onFailure(Call failed, IOException e) {
                        coming.completeExceptionally(failure(request, e));
                    }
                });
        return new Begun() {
            @Override
            public Answer answer() throws TransportException {
                return await(coming);
            }

            @Override
            public void close() {
                call.cancel();
            }
        };
    }

    private static Answer await(CompletableFuture<Answer> coming) throws TransportException {
        try {
            return coming.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TransportException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static TransportException failure(Request request, IOException e) {
        return e instanceof SSLException
                ? new TransportException(
                        TransportException.Kind.UNTRUSTED,
                        "%s could not prove who it is: %s"
                                .formatted(request.server(), e.getMessage()),
                        e)
                : new TransportException(
                        TransportException.Kind.UNREACHABLE,
                        "%s did not answer: %s".formatted(request.server(), reason(e)),
                        e);
    }

    @Override
    public Stream open(Request request, Events events) {
        okhttp3.Request call = call(request).header("Accept", "text/event-stream").build();
        EventSource source =
                EventSources.createFactory(streamClient).newEventSource(call, heard(events));
        return source::cancel;
    }

    private static EventSourceListener heard(Events events) {
        AtomicBoolean over = new AtomicBoolean();
        return new EventSourceListener() {
            @Override
            public void onOpen(EventSource source, Response response) {
                events.opened();
            }

            @Override
            public void onEvent(
                    EventSource source, @Nullable String id, @Nullable String type, String data) {
                events.event();
            }

            @Override
            public void onClosed(EventSource source) {
                end("the server ended the stream");
            }

            @Override
            public void onFailure(
                    EventSource source, @Nullable Throwable error, @Nullable Response response) {
                end(
                        response == null
                                ? reason(error)
                                : "the server answered with status " + response.code());
            }

            private void end(String reason) {
                if (over.compareAndSet(false, true)) {
                    events.ended(reason);
                }
            }
        };
    }

    private okhttp3.Request.Builder call(Request request) {
        okhttp3.Request.Builder call =
                new okhttp3.Request.Builder().url(request.server() + request.path());
        Credential credential = request.credential();
        if (credential.kind() == Kind.BEARER) {
            call.header("Authorization", "Bearer " + credential.secret());
        } else {
            call.header("X-Device-Token", credential.secret());
        }
        if (request.idempotencyKey() != null) {
            call.header("Idempotency-Key", request.idempotencyKey());
        }
        byte[] body = request.body();
        boolean packed = packsFor.test(HttpUrl.get(request.server()).host());
        if (!packed) {
            call.header("Accept-Encoding", "identity");
        }
        if (body == null) {
            return call.get();
        }
        if (!packed || body.length < limits.gzipBytesMin()) {
            return call.method(request.method().name(), RequestBody.create(body, JSON));
        }
        return call.header("Content-Encoding", "gzip")
                .method(request.method().name(), RequestBody.create(gzip(body), JSON));
    }

    private Answer read(Response response) throws IOException, TransportException {
        try (response) {
            return new Answer(
                    response.code(),
                    read(response.body()),
                    response.header("Retry-After"),
                    response.header("X-Trace-Id"),
                    response.header("Location"));
        }
    }

    private byte[] read(ResponseBody body) throws IOException, TransportException {
        try (InputStream in = body.byteStream()) {
            byte[] bytes =
                    in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limits.answerBytesMax()));
            if (in.read() >= 0) {
                throw new TransportException(
                        TransportException.Kind.TOO_LONG,
                        "an answer is longer than the %d bytes allowed"
                                .formatted(limits.answerBytesMax()),
                        null);
            }
            return bytes;
        }
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new AssertionError("memory does not fail to be written to", e);
        }
        return out.toByteArray();
    }

    private static String reason(@Nullable Throwable error) {
        if (error == null) {
            return "the connection ended";
        }
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
