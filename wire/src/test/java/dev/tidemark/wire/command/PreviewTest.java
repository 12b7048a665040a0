package dev.tidemark.wire.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.schema.SyncSchema;
import dev.tidemark.wire.json.InvalidInput;
import dev.tidemark.wire.json.Json;
import dev.tidemark.wire.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreviewTest {

    private static final BatchAnswer ANSWER =
            new BatchAnswer(
                    List.of(new Ack("1", Ack.Status.APPLIED, 7, null)),
                    List.of(),
                    new Page(List.of(), "cursor", false));

    @Test
    void a_preview_is_the_answer_with_a_token() {
        byte[] preview = new Preview(ANSWER, "token").bytes();
        String answer = new String(ANSWER.bytes(), StandardCharsets.UTF_8);

        assertThat(new String(preview, StandardCharsets.UTF_8))
                .isEqualTo(answer.substring(0, answer.length() - 1) + ",\"token\":\"token\"}");
        assertThat(Preview.read(preview)).isEqualTo(new Preview(ANSWER, "token"));
    }

    @Test
    void an_answer_without_a_token_is_no_preview() {
        assertThatThrownBy(() -> Preview.read(ANSWER.bytes())).isInstanceOf(InvalidInput.class);
    }

    @Test
    void a_batch_may_expect_a_token_and_none_is_expected_by_default() {
        assertThat(expected(Batch.bytes("d", "c", 5, List.of(), "token"))).isEqualTo("token");
        assertThat(expected(Batch.bytes("d", "c", 5, List.of()))).isNull();
    }

    private static String expected(byte[] batch) {
        return Batch.read(Json.read(batch, JsonLimits.DEFAULT), SyncSchema.OPEN).expect();
    }
}
