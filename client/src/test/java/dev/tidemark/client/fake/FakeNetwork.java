package dev.tidemark.client.fake;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.client.transport.TransportException.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries requests to a fake server, and does to some of them what networks do. */
public final class FakeNetwork implements Transport {

    private final FakeServer server;
    private final Deque<Fate> fates = new ArrayDeque<>();
    private boolean offline;
    private @Nullable Events events;

    public FakeNetwork(FakeServer server) {
        this.server = server;
    }

    /** What becomes of one request. */
    public interface Fate {

        /** It and its answer arrive. */
        Fate ARRIVES = (request, server) -> server.answer(request);

        /** It never arrives. */
        Fate LOST =
                (request, server) -> {
                    throw new TransportException(Kind.UNREACHABLE, "lost on the way", null);
                };

        /** It arrives, and its answer does not. */
        Fate ANSWER_LOST =
                (request, server) -> {
                    server.answer(request);
                    throw new TransportException(Kind.UNREACHABLE, "no answer came", null);
                };

        /** It arrives twice. */
        Fate TWICE =
                (request, server) -> {
                    server.answer(request);
                    return server.answer(request);
                };

        Answer meet(Request request, FakeServer server) throws TransportException;

        /** Its answer is cut off. */
        static Fate cutTo(int bytes) {
            return (request, server) -> {
                Answer whole = server.answer(request);
                byte[] body = Arrays.copyOf(whole.body(), Math.min(bytes, whole.body().length));
                return Answer.of(whole.status(), body);
            };
        }

        /** It never arrives, and something in between answers. */
        static Fate answered(Answer answer) {
            return (request, server) -> answer;
        }
    }

    /** What becomes of the next requests; of those behind them nothing special. */
    public FakeNetwork next(Fate... fate) {
        fates.addAll(Arrays.asList(fate));
        return this;
    }

    /** Takes all connections away, or gives them back. */
    public FakeNetwork offline(boolean away) {
        offline = away;
        return this;
    }

    /** Decides on each request by itself. */
    public FakeNetwork always(Function<Request, Fate> fate) {
        byRequest = fate;
        return this;
    }

    private Function<Request, Fate> byRequest = request -> Fate.ARRIVES;

    @Override
    public synchronized Answer send(Request request) throws TransportException {
        if (offline) {
            throw new TransportException(Kind.UNREACHABLE, "no network", null);
        }
        Fate fate = fates.isEmpty() ? byRequest.apply(request) : fates.removeFirst();
        return fate.meet(request, server);
    }

    @Override
    public synchronized Stream open(Request request, Events listener) {
        events = listener;
        listener.opened();
        return () -> listener.ended("closed");
    }

    /** Hints to whoever listens. */
    public void hint() {
        Events listener;
        synchronized (this) {
            listener = events;
        }
        if (listener != null) {
            listener.event();
        }
    }

    @Override
    public void close() {}
}
