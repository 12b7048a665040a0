package dev.tidemark.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScanTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\na;x=y\r\n0123456789\r\n0\r\nX: y\r\n\r\n"
            })
    void an_answer_ends_where_it_ends_however_it_is_cut(String answer) {
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut < bytes.length; cut++) {
            AnswerScan scan = new AnswerScan();
            scan.begin();

            assertThat(scan.scan(ByteBuffer.wrap(bytes, 0, cut))).isFalse();
            assertThat(scan.scan(ByteBuffer.wrap(bytes, cut, bytes.length - cut))).isTrue();
            assertThat(scan.status()).isEqualTo(200);
        }
    }

    @Test
    void what_an_answer_without_success_says_is_kept() {
        AnswerScan scan = new AnswerScan();
        String answer = "HTTP/1.1 422 No\r\nContent-Length: 4\r\n\r\nwhy?";

        assertThat(scan.scan(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)))).isTrue();

        assertThat(scan.status()).isEqualTo(422);
        assertThat(scan.kept()).isEqualTo("why?");
    }
}
