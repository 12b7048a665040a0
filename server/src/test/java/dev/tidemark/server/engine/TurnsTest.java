package dev.tidemark.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static Problem late() {
        return Problem.of(ProblemCode.RESTORE_RUNNING, "late");
    }

    @Test
    void who_waits_too_long_is_told_so_and_other_accounts_do_not_wait() throws Exception {
        Turns turns = new Turns(Duration.ofMillis(20));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() ->
                        turns.take(
                                "ours",
                                TurnsTest::late,
                                () -> {
                                    begun.countDown();
                                    await(end);
                                    return "first";
                                }));
        begun.await();

        assertThat(
                        catchThrowableOfType(
                                        Problem.class,
                                        () -> turns.take("ours", TurnsTest::late, () -> "second"))
                                .code())
                .isEqualTo(ProblemCode.RESTORE_RUNNING);
        assertThat(turns.take("theirs", TurnsTest::late, () -> "other")).isEqualTo("other");
        end.countDown();
        assertThat(first.get()).isEqualTo("first");
        assertThat(turns.take("ours", TurnsTest::late, () -> "third")).isEqualTo("third");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
