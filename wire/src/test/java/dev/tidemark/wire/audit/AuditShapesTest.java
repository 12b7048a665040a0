package dev.tidemark.wire.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.wire.audit.AuditPage.Event;
import dev.tidemark.wire.audit.AuditReport.Fault;
import dev.tidemark.wire.json.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditShapesTest {

    private static final Event EVENT =
            new Event(
                    7,
                    "sync.push",
                    "done",
                    "tablet",
                    "key-1",
                    Instant.parse("2026-11-20T12:00:00Z"),
                    "1 applied",
                    "0af7");

    @Test
    void a_page_is_read_as_it_was_written() {
        Event ofNobody =
                new Event(8, "server.backup", "done", null, "server", EVENT.at(), "x", null);
        AuditPage page = new AuditPage(List.of(EVENT, ofNobody), 9, true);
        assertThat(AuditPage.read(page.bytes())).isEqualTo(page);
        assertThat(new String(page.bytes(), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"events\":[{\"eventId\":7,\"action\":\"sync.push\",\"status\":\"done\","
                                + "\"deviceId\":\"tablet\",\"principal\":\"key-1\","
                                + "\"timestamp\":\"2026-11-20T12:00:00.000Z\","
                                + "\"detail\":\"1 applied\",\"traceId\":\"0af7\"}");
    }

    @Test
    void a_report_is_read_as_it_was_written_and_says_in_words_what_is_wrong() {
        Fault one = new Fault(3, 3, Fault.Kind.CHANGED, "is not what was written");
        Fault some = new Fault(5, 6, Fault.Kind.MISSING, "is not there");
        AuditReport report = new AuditReport(9, new byte[] {1, (byte) 0xab}, List.of(one, some));
        assertThat(AuditReport.read(report.bytes())).isEqualTo(report);
        assertThat(report.hash()).isEqualTo("01ab");
        assertThat(report.whole()).isFalse();
        assertThat(one).hasToString("Event 3 is not what was written.");
        assertThat(some).hasToString("Each event from 5 to 6 is not there.");
        assertThat(new AuditReport(0, "00", List.of()).whole()).isTrue();
    }

    @Test
    void anything_else_is_refused() {
        byte[] other = "{\"events\":[{}]}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> AuditPage.read(other)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> AuditReport.read(other)).isInstanceOf(InvalidInput.class);
    }
}
