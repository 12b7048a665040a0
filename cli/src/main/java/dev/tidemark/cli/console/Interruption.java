package dev.tidemark.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Notices Ctrl-C and the signal to end, and leaves a command the time to finish what it is at.
///
/// The process ends as soon as this is closed, so whatever is to be said is said before.
public final class Interruption implements AutoCloseable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;

    /// @param exit how the process ends when it was asked to
    /// @param patience how long the command may take to finish
    public Interruption(Exit exit, Duration patience) {
        this.hook = new Thread(() -> end(exit, patience), "tidemark-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end(Exit exit, Duration patience) {
        asked.countDown();
        try {
            if (finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                // The exit code would be the signal's otherwise.
                Runtime.getRuntime().halt(exit.code());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether somebody wants the command to end.
    public boolean asked() {
        return asked.getCount() == 0;
    }

    /// Waits until somebody does.
    public void await() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        finished.countDown();
        if (!asked()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                asked.countDown(); // It came in this very moment, and the hook ends the process.
            }
        }
    }
}
