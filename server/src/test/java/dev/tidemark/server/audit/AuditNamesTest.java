package dev.tidemark.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AuditNamesTest {

    @Test
    void actions_have_the_names_that_stand_in_the_chains() {
        assertThat(Arrays.stream(AuditAction.values()).map(AuditAction::wireName))
                .contains(
                        "sync.push",
                        "conflict.resolve",
                        "key.create",
                        "server.restore-backup",
                        "server.went-back",
                        "request.refused")
                .allMatch(name -> name.matches("[a-z]+\\.[a-z]+(-[a-z]+)*"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_thing_with_parts_is_done_partial_or_refused() {
        assertThat(AuditStatus.of(2, 0).wireName()).isEqualTo("done");
        assertThat(AuditStatus.of(2, 1).wireName()).isEqualTo("partial");
        assertThat(AuditStatus.of(0, 1).wireName()).isEqualTo("refused");
    }

    @Test
    void a_detail_is_short() {
        AuditEvent event =
                Actor.SERVER.did("a", AuditAction.SYNC_PUSH, Instant.EPOCH, "x".repeat(600));
        assertThat(event.detail()).hasSize(AuditEvent.DETAIL_CHARACTERS_MAX).endsWith("x…");
    }
}
