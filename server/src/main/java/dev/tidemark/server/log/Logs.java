package dev.tidemark.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/// Where the log goes.
public final class Logs {

    private static final String APPENDER = "lines";

    private Logs() {}

    /// Sends every event of a level, and those above, to a stream as lines of JSON; nothing goes
    /// anywhere else. Helidon's lines and those of the JDK come along from warnings on.
    ///
    /// @param stream stays open; whoever made it closes it
    /// @param level as the setting `logLevel` has it
    public static void to(OutputStream stream, String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            configure(context, stream, Level.toLevel(level, Level.INFO));
        }
    }

    /// Writes out what was logged until now; to be called before the process ends.
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && root(context).getAppender(APPENDER) instanceof LineAppender lines) {
            lines.flush();
        }
    }

    static void configure(LoggerContext context, OutputStream stream, Level level) {
        context.reset();
        LineAppender lines = new LineAppender(stream);
        lines.setName(APPENDER);
        lines.setContext(context);
        lines.start();
        root(context).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        root(context).addAppender(lines);
        context.getLogger("dev.tidemark").setLevel(level);
        context.getLogger("tidemark").setLevel(level);
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
