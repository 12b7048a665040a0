package dev.tidemark.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Writes events to a stream as lines.
///
/// A line that comes alone is written at once. Where lines follow each other closely, as those of a
/// busy server do, they are written together: a system call each would cost more than the line. So
/// the last of them may be late by [#LATE_MILLIS_MAX]; a warning waits for nobody and takes with it
/// what has waited. No line is ever dropped: a stream that cannot keep up holds its writers back.
///
/// Thread-safe.
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int LATE_MILLIS_MAX = 20;
    private static final long LATE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(LATE_MILLIS_MAX);
    private static final int WAITING_BYTES_MAX = 64 << 10;

    private final OutputStream stream;
    private final JsonLayout layout = new JsonLayout();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition someWait = lock.newCondition();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long writtenAt = System.nanoTime() - LATE_NANOS_MAX;
    private boolean stopped;

    LineAppender(OutputStream stream) {
        this.stream = stream;
    }

    @Override
    public void start() {
        layout.setContext(getContext());
        layout.start();
        Thread.ofPlatform().daemon().name("tidemark-log").start(this::writeLateUntilStopped);
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = layout.doLayout(event).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            waiting.writeBytes(line);
            if (stopped || isUrgent(event) || System.nanoTime() - writtenAt >= LATE_NANOS_MAX) {
                write();
            } else if (waiting.size() == line.length) {
                someWait.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isUrgent(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.WARN) || waiting.size() >= WAITING_BYTES_MAX;
    }

    private void writeLateUntilStopped() {
        lock.lock();
        try {
            while (!stopped) {
                while (waiting.size() == 0 && !stopped) {
                    someWait.awaitUninterruptibly();
                }
                awaitLate();
                write();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitLate() {
        try {
            long left = LATE_NANOS_MAX - (System.nanoTime() - writtenAt);
            while (left > 0 && !stopped) {
                left = someWait.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, it is late a little less.
        }
    }

    /// Writes what waits; the lock is held.
    private void write() {
        try {
            waiting.writeTo(stream);
            stream.flush();
        } catch (IOException e) {
            addError("The log cannot be written", e); // There is nowhere else to say it.
        } finally {
            waiting.reset();
            writtenAt = System.nanoTime();
        }
    }

    /// Writes what waits.
    void flush() {
        lock.lock();
        try {
            write();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        super.stop();
        lock.lock();
        try {
            stopped = true;
            write();
            someWait.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
