package dev.tidemark.server.log;

import dev.tidemark.server.access.Principal;
import dev.tidemark.server.http.Visited;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// A line for each request: who, what, how it ended, how long it took.
///
/// Also for those that went well: whoever asks an operator about a request shows its trace id, and
/// the line of that id must be there. Somebody with more requests than a disk likes to hold sets
/// `logLevel` to `warn` and looks at the metrics.
public final class RequestLog implements Visited.Witness {

    private static final Logger LOG = LoggerFactory.getLogger("tidemark.request");

    @Override
    public void saw(Visited visited) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line =
                LOG.atInfo()
                        .addKeyValue("traceId", visited.traceId())
                        .addKeyValue("action", visited.action())
                        .addKeyValue("status", visited.status())
                        .addKeyValue("millis", Math.round(visited.nanos() / 1e4) / 1e2);
        if (visited.code() != null) {
            line = line.addKeyValue("code", visited.code());
        }
        Principal principal = visited.principal();
        if (principal != null) {
            line =
                    line.addKeyValue("account", principal.accountId())
                            .addKeyValue("credential", principal.credentialId())
                            .addKeyValue("device", principal.deviceId());
        }
        line.log("request");
    }
}
