package dev.tidemark.client.fake;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.client.transport.TransportException.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Carries requests to a fake server, and does to some of them what networks do. */
public final class FakeNetwork implements Transport {

    private final FakeServer server;
    private final Deque<Fate> fates = new ArrayDeque<>();
    private final List<Events> listeners = new CopyOnWriteArrayList<>();
    private Function<Request, Fate> byRequest = request -> Fate.ARRIVES;
    private boolean offline;
    private boolean streams = true;

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

    @Override
    public synchronized Answer send(Request request) throws TransportException {
        if (offline) {
            throw new TransportException(Kind.UNREACHABLE, "no network", null);
        }
        Fate fate = fates.isEmpty() ? byRequest.apply(request) : fates.removeFirst();
        return fate.meet(request, server);
    }

    /** Lets streams come through, or not. */
    public FakeNetwork streams(boolean through) {
        streams = through;
        return this;
    }

    @Override
    public Stream open(Request request, Events listener) {
        if (!streams) {
            new Thread(() -> listener.ended("no streams here")).start();
            return () -> {};
        }
        listeners.add(listener);
        new Thread(listener::opened).start();
        return () -> listeners.remove(listener);
    }

    /** Hints to whoever listens. */
    public void hint() {
        listeners.forEach(Events::event);
    }

    @Override
    public void close() {}
}
