package dev.tidemark.client.transport;

import java.time.Duration;
import java.util.List;

/**
 * How the network is used.
 *
 * @param connectTimeout to establish a connection
 * @param silenceTimeout longest silence within a request or an answer
 * @param callTimeout for a whole request with its answer
 * @param streamSilenceTimeout longest silence of a stream; the server says something every 15 s
 * @param gzipBytesMin smallest request body that is compressed
 * @param answerBytesMax longest answer, decompressed
 * @param pins {@code sha256/…} pins of the server's certificates; empty for none
 * @param plainHttp whether credentials may go over an unencrypted connection to another machine
 */
public record HttpLimits(
        Duration connectTimeout,
        Duration silenceTimeout,
        Duration callTimeout,
        Duration streamSilenceTimeout,
        int gzipBytesMin,
        long answerBytesMax,
        List<String> pins,
        boolean plainHttp) {

    public static final HttpLimits DEFAULTS =
            new HttpLimits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(40),
                    1024,
                    256L << 20,
                    List.of(),
                    false);

    public HttpLimits {
        pins = List.copyOf(pins);
    }

    /** The same, with these pins. */
    public HttpLimits withPins(List<String> certificatePins) {
        return new HttpLimits(
                connectTimeout,
                silenceTimeout,
                callTimeout,
                streamSilenceTimeout,
                gzipBytesMin,
                answerBytesMax,
                certificatePins,
                plainHttp);
    }

    /** The same, with or without unencrypted connections to other machines. */
    public HttpLimits withPlainHttp(boolean allowed) {
        return new HttpLimits(
                connectTimeout,
                silenceTimeout,
                callTimeout,
                streamSilenceTimeout,
                gzipBytesMin,
                answerBytesMax,
                pins,
                allowed);
    }

    /** The same, with other timeouts. */
    public HttpLimits withTimeouts(Duration connect, Duration silence, Duration call) {
        return new HttpLimits(
                connect,
                silence,
                call,
                streamSilenceTimeout,
                gzipBytesMin,
                answerBytesMax,
                pins,
                plainHttp);
    }

    /** The same, with another longest answer. */
    public HttpLimits withAnswerBytesMax(long max) {
        return new HttpLimits(
                connectTimeout,
                silenceTimeout,
                callTimeout,
                streamSilenceTimeout,
                gzipBytesMin,
                max,
                pins,
                plainHttp);
    }
}
