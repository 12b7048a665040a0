package dev.tidemark.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import dev.tidemark.core.value.JsonText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/// One event as one line of JSON: `time`, `level`, `logger`, `message`, then what the event names.
///
/// Of an exception that is not ours only the type and the places are told, because its message may
/// quote what somebody sent.
final class JsonLayout extends LayoutBase<ILoggingEvent> {

    private static final String OURS = "dev.tidemark.";
    private static final int FRAMES_MAX = 40;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(256);
        out.append("{\"time\":\"").append(event.getInstant()).append('"');
        text("level", event.getLevel().toString(), out);
        text("logger", event.getLoggerName(), out);
        text("message", event.getFormattedMessage(), out);
        pairs(event.getKeyValuePairs(), out);
        for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
            text(entry.getKey(), entry.getValue(), out);
        }
        if (event.getThrowableProxy() != null) {
            error(event.getThrowableProxy(), out);
        }
        return out.append("}\n").toString();
    }

    private static void pairs(@Nullable List<KeyValuePair> pairs, StringBuilder out) {
        if (pairs == null) {
            return;
        }
        for (KeyValuePair pair : pairs) {
            if (pair.value instanceof Number || pair.value instanceof Boolean) {
                JsonText.quote(pair.key, out.append(','));
                out.append(':').append(pair.value);
            } else if (pair.value != null) {
                text(pair.key, pair.value.toString(), out);
            }
        }
    }

    private static void error(IThrowableProxy thrown, StringBuilder out) {
        StringBuilder stack = new StringBuilder();
        IThrowableProxy each = thrown;
        int frames = 0;
        while (each != null && frames < FRAMES_MAX) {
            stack.append(stack.isEmpty() ? "" : "caused by ").append(each.getClassName());
            if (each.getClassName().startsWith(OURS) && each.getMessage() != null) {
                stack.append(": ").append(each.getMessage());
            }
            for (StackTraceElementProxy frame : each.getStackTraceElementProxyArray()) {
                if (frames++ < FRAMES_MAX) {
                    stack.append("\n  ").append(frame.getSTEAsString());
                }
            }
            stack.append('\n');
            each = each.getCause();
        }
        text("error", stack.toString().strip(), out);
    }

    private static void text(String name, String value, StringBuilder out) {
        JsonText.quote(name, out.append(','));
        JsonText.quote(value, out.append(':'));
    }
}
