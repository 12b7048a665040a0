package dev.tidemark.wire.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.value.Value;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountShapesTest {

    @Test
    void a_schema_answer_comes_back_as_it_was_sent() {
        SchemaAnswer sent =
                new SchemaAnswer(
                        "a-1",
                        "requests",
                        3,
                        Value.of(Map.of("version", Value.of(3), "x", Value.NULL)));

        assertThat(SchemaAnswer.read(sent.bytes())).isEqualTo(sent);
    }

    @Test
    void a_schema_answer_without_an_account_is_refused_with_the_place() {
        byte[] body = json("{\"app\": \"open\", \"version\": 1, \"schema\": {}}");

        assertThatThrownBy(() -> SchemaAnswer.read(body))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("/accountId");
    }

    @Test
    void a_device_request_comes_back_as_it_was_sent() {
        DeviceRequest full = new DeviceRequest("Ada's laptop", "desktop", "6f1c");
        DeviceRequest bare = new DeviceRequest("phone", null, null);

        assertThat(read(full)).isEqualTo(full);
        assertThat(read(bare)).isEqualTo(bare);
    }

    @Test
    void a_device_without_a_name_is_refused_with_the_place() {
        assertThatThrownBy(() -> DeviceRequest.read(Value.of(Map.of("platform", Value.of("x")))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("/name");
    }

    @Test
    void an_enrolled_device_comes_back_as_it_was_sent_and_hides_its_token() {
        EnrolledDevice sent = new EnrolledDevice("6f1c", "tmd_secret");

        assertThat(EnrolledDevice.read(sent.bytes())).isEqualTo(sent);
        assertThat(sent).asString().doesNotContain("secret");
    }

    private static DeviceRequest read(DeviceRequest request) {
        return DeviceRequest.read(Json.read(request.bytes(), JsonLimits.DEFAULT));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
