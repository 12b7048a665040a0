package dev.tidemark.cli.endtoend;

import dev.tidemark.client.transport.Answer;
import dev.tidemark.client.transport.HttpLimits;
import dev.tidemark.client.transport.HttpTransport;
import dev.tidemark.client.transport.Request;
import dev.tidemark.client.transport.Transport;
import dev.tidemark.client.transport.TransportException;
import dev.tidemark.client.transport.TransportException.Kind;
import java.util.function.Predicate;

/// A real transport, of which a test takes one request or one answer away.
final class ShakyTransport implements Transport {

    private final Transport real = new HttpTransport(HttpLimits.DEFAULTS);
    private int sent;
    private int failsAt = Integer.MAX_VALUE;
    private boolean arrives;
    private boolean offline;
    private Predicate<Request> seen = _ -> true;

    /// The n-th request from now on fails.
    ///
    /// @param reached whether it reaches the server, and only its answer is lost
    ShakyTransport failAt(int n, boolean reached) {
        sent = 0;
        failsAt = n;
        arrives = reached;
        return this;
    }

    /// Takes the network away, or gives it back.
    void offline(boolean away) {
        offline = away;
    }

    /// Only these requests count.
    ShakyTransport counting(Predicate<Request> wanted) {
        seen = wanted;
        return this;
    }

    /// How many requests were counted since the last [#failAt].
    int sent() {
        return sent;
    }

    @Override
    public Answer send(Request request) throws TransportException {
        boolean fails = seen.test(request) && ++sent == failsAt;
        if (offline || fails && !arrives) {
            throw new TransportException(Kind.UNREACHABLE, "lost on the way", null);
        }
        Answer answer = real.send(request);
        if (fails) {
            throw new TransportException(Kind.UNREACHABLE, "no answer came", null);
        }
        return answer;
    }

    @Override
    public Stream open(Request request, Events events) {
        return real.open(request, events);
    }

    @Override
    public void close() {
        real.close();
    }
}
