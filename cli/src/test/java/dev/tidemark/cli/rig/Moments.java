package dev.tidemark.cli.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// When to kill: after a random while, or shortly after something has happened. Thread-safe.
public final class Moments implements AutoCloseable {
    private static final int EVENT_SECONDS_MAX = 10;
    private static final long LOOK_NANOS = 1_000_000;

    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("moments").factory());
    private volatile CompletableFuture<Void> event = new CompletableFuture<>();

    /// Says that it has happened.
    public void happened() {
        event.complete(null);
    }

    /// Waits for it to happen from now on, but not for ever: a run must end.
    public void awaitEvent() throws InterruptedException {
        CompletableFuture<Void> next = new CompletableFuture<>();
        event = next;
        clock.schedule(() -> next.complete(null), EVENT_SECONDS_MAX, TimeUnit.SECONDS);
        await(next);
    }

    /// Waits for a file to be there, but not for ever.
    public void awaitFile(Path file) throws InterruptedException {
        awaitTrue(() -> Files.exists(file));
    }

    /// Waits for something that can only be looked at, but not for ever.
    public void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(EVENT_SECONDS_MAX);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            pass(LOOK_NANOS);
        }
    }

    /// Lets a while pass.
    public void pass(long nanos) throws InterruptedException {
        CompletableFuture<Void> later = new CompletableFuture<>();
        clock.schedule(() -> later.complete(null), nanos, TimeUnit.NANOSECONDS);
        await(later);
    }

    private static void await(CompletableFuture<Void> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
