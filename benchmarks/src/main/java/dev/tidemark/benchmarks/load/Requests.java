package dev.tidemark.benchmarks.load;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Makes whole HTTP/1.1 requests, ready to be sent as they are.
///
/// @param token the bearer token they carry
public record Requests(InetSocketAddress server, String token) {

    /// A POST of a JSON body.
    public byte[] post(String path, byte[] body) {
        byte[] head =
                """
                POST %s HTTP/1.1\r
                Host: %s:%d\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(
                                path, server.getHostString(), server.getPort(), token, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
