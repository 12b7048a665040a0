package dev.tidemark.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineAppenderTest {

    private static final int LINES = 5_000;

    /// Notes each write, and says that there was one.
    private static final class Stream extends ByteArrayOutputStream {
        private final Semaphore writes = new Semaphore(0);

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            writes.release();
        }
    }

    private final Stream stream = new Stream();
    private final LineAppender appender = new LineAppender(stream);
    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("test");

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        appender.setContext(context);
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_line_that_comes_alone_is_written_at_once() {
        log.info("alone");
        assertThat(written()).singleElement().asString().contains("\"alone\"");
    }

    @Test
    void the_last_of_many_lines_is_written_without_another_one() throws InterruptedException {
        log.info("first");
        log.info("last");
        while (written().size() < 2) {
            stream.writes.acquire();
        }
        assertThat(written()).element(1).asString().contains("\"last\"");
    }

    @Test
    void a_warning_waits_for_nobody_and_takes_along_what_waits() {
        log.info("first");
        log.info("second");
        log.warn("third");
        assertThat(written()).hasSize(3).last().asString().contains("\"third\"");
    }

    @Test
    void lines_of_many_threads_are_all_written_and_mostly_together() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(this::logMany));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        appender.flush();
        assertThat(written())
                .hasSize(4 * LINES)
                .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
        assertThat(stream.writes.availablePermits()).isLessThan(LINES);
    }

    private void logMany() {
        for (int i = 0; i < LINES; i++) {
            log.info("line");
        }
    }

    @Test
    void what_waits_at_the_stop_is_written() {
        log.info("first");
        log.info("second");
        appender.stop();
        assertThat(written()).hasSize(2);
    }

    private List<String> written() {
        return stream.toString(UTF_8).lines().toList();
    }
}
