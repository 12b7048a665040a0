package dev.tidemark.client;

import dev.tidemark.core.record.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what changed, after it was committed, on one thread of its own and without any
 * lock held. A slow listener is told of several commits at once; it never slows a writer down.
 */
final class Observers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    private final List<Observer> observers = new ArrayList<>();
    private final ExecutorService thread =
            new ThreadPoolExecutor(
                    0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Observers::daemon);

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "tidemark-observers");
        thread.setDaemon(true);
        return thread;
    }

    /** Tells a listener of the records that it cares for, until the answer is closed. */
    Subscription observe(Predicate<RecordKey> cares, Consumer<Changes> listener) {
        Observer observer = new Observer(cares, listener);
        synchronized (observers) {
            observers.add(observer);
        }
        return () -> {
            synchronized (observers) {
                observers.remove(observer);
            }
            observer.stop();
        };
    }

    /** Notes that these records changed; listeners are told soon. */
    void changed(Set<RecordKey> keys) {
        List<Observer> told;
        synchronized (observers) {
            told = List.copyOf(observers);
        }
        for (Observer observer : told) {
            if (observer.offer(keys)) {
                submit(observer);
            }
        }
    }

    private void submit(Observer observer) {
        try {
            thread.execute(observer::deliver);
        } catch (RejectedExecutionException e) {
            LOG.debug("The database is closed; nobody is told any more");
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    private static final class Observer {

        private final Predicate<RecordKey> cares;
        private final Consumer<Changes> listener;
        private Set<RecordKey> waiting = new TreeSet<>();
        private boolean stopped;

        Observer(Predicate<RecordKey> cares, Consumer<Changes> listener) {
            this.cares = cares;
            this.listener = listener;
        }

        /** Whether a delivery has to be ordered: there was nothing waiting, and now there is. */
        synchronized boolean offer(Set<RecordKey> keys) {
            boolean none = waiting.isEmpty();
            keys.stream().filter(cares).forEach(waiting::add);
            return none && !waiting.isEmpty();
        }

        private synchronized Set<RecordKey> take() {
            Set<RecordKey> taken = waiting;
            waiting = new TreeSet<>();
            return stopped ? Set.of() : taken;
        }

        synchronized void stop() {
            stopped = true;
        }

        void deliver() {
            Set<RecordKey> keys = take();
            if (keys.isEmpty()) {
                return;
            }
            try {
                listener.accept(new Changes(keys));
            } catch (RuntimeException e) {
                LOG.warn("A listener failed; it will be told of the next change all the same", e);
            }
        }
    }
}
