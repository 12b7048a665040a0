package dev.tidemark.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/// Where the log goes.
public final class Logs {

    private Logs() {}

    /// Sends every event of a level, and those above, to a stream as lines of JSON; nothing goes
    /// anywhere else. Helidon's lines and those of the JDK come along from warnings on.
    ///
    /// @param level as the setting `logLevel` has it
    public static void to(OutputStream stream, String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, stream, Level.toLevel(level, Level.INFO));
        }
    }

    static void configure(LoggerContext context, OutputStream stream, Level level) {
        context.reset();
        JsonLayout layout = new JsonLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(new Borrowed(stream));
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        root.addAppender(appender);
        context.getLogger("dev.tidemark").setLevel(level);
        context.getLogger("tidemark").setLevel(level);
    }

    /// A stream that is not ours to close: whoever configures the log anew closes what it wrote to.
    private static final class Borrowed extends FilterOutputStream {

        Borrowed(OutputStream stream) {
            super(stream);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length); // The inherited one writes each byte alone.
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
