package dev.tidemark.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.server.live.Wakeups.Waiter;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WakeupsTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final Wakeups wakeups = new Wakeups(2);

    @Test
    void a_wake_up_that_came_before_the_wait_is_not_missed() throws InterruptedException {
        try (Waiter waiter = wakeups.waitFor("a")) {
            wakeups.changed("a");
            waiter.await(LONG);
        }
    }

    @Test
    void many_wake_ups_while_somebody_looks_are_one() throws InterruptedException {
        try (Waiter waiter = wakeups.waitFor("a")) {
            for (int i = 0; i < 1_000; i++) {
                wakeups.changed("a");
            }
            waiter.await(LONG);
            long start = System.nanoTime();
            waiter.await(Duration.ofMillis(20));
            assertThat(System.nanoTime() - start).isGreaterThan(15_000_000);
        }
    }

    @Test
    void another_accounts_changes_wake_nobody() throws InterruptedException {
        try (Waiter waiter = wakeups.waitFor("a")) {
            wakeups.changed("b");
            long start = System.nanoTime();
            waiter.await(Duration.ofMillis(20));
            assertThat(System.nanoTime() - start).isGreaterThan(15_000_000);
        }
    }

    @Test
    void every_waiter_of_an_account_is_woken() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(2);
        CountDownLatch waiting = new CountDownLatch(2);
        AtomicInteger errors = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            Thread.startVirtualThread(() -> {
                try (Waiter waiter = wakeups.waitFor("a")) {
                    waiting.countDown();
                    waiter.await(LONG);
                    woken.countDown();
                } catch (InterruptedException e) {
                    errors.incrementAndGet();
                }
            });
        }
        waiting.await();
        wakeups.changed("a");

        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(errors).hasValue(0);
    }

    @Test
    void an_account_has_only_so_many_and_gets_its_places_back() {
        Waiter first = wakeups.waitFor("a");
        wakeups.requireRoom("a");
        Waiter second = wakeups.waitFor("a");
        Problem problem = catchThrowableOfType(Problem.class, () -> wakeups.requireRoom("a"));

        assertThat(problem.code()).isEqualTo(ProblemCode.RATE_LIMITED);
        wakeups.requireRoom("b");
        first.close();
        wakeups.requireRoom("a");
        second.close();
        assertThat(wakeups.waiting("a")).isZero();
    }
}
