package dev.tidemark.server.command;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.audit.RefusedRequests;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.device.Devices;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.engine.Push;
import dev.tidemark.server.engine.Told;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.live.ChangeStream;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.command.Batch;
import dev.tidemark.wire.command.BatchAnswer;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.problem.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Contract 1 under `/v1/sync`: its routes, and what it answers on those that it shares.
public final class CommandRoutes {

    private final Askings askings;
    private final Push push;
    private final Pull pull;
    private final ChangeStream stream;
    private final Cursors cursors;
    private final Devices devices;
    private final RefusedRequests refused;

    public CommandRoutes(
            Askings askings,
            Push push,
            Pull pull,
            ChangeStream stream,
            Cursors cursors,
            Devices devices,
            RefusedRequests refused) {
        this.askings = askings;
        this.push = push;
        this.pull = pull;
        this.stream = stream;
        this.cursors = cursors;
        this.devices = devices;
        this.refused = refused;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/sync/changes",
                        Permission.READ,
                        Operation.of("Pull what has changed since a cursor")
                                .query("since", "a cursor; without one, from the beginning")
                                .query("cursor", "another name for since")
                                .query("limit", "the page's size")
                                .query(
                                        "peek",
                                        "true where what comes is only looked at: the server then takes no note of how far the device is")
                                .answers(200, "Page")
                                .refuses(400, 409, 410, 422),
                        this::changes),
                new Route(
                        "GET",
                        "/v1/sync/stream",
                        Permission.READ,
                        Operation.of("Follow changes as they happen; Last-Event-ID resumes")
                                .query("since", "a cursor; without one, from the beginning")
                                .answers(200, "Events")
                                .refuses(400, 409, 410),
                        this::stream));
    }

    /// Takes a batch of commands.
    public Answer push(Exchange exchange) {
        Batch batch = batch(exchange);
        Asking asking = askings.of(exchange, batch.deviceId());
        BatchAnswer answer = push.push(asking, batch);
        Told.refused(asking, answer).ifPresent(refused::refused);
        pulledUpTo(exchange.principal(), batch.deviceId(), batch.since());
        return Answer.ok(answer.bytes());
    }

    /// Answers what a batch of commands would come to, and changes nothing.
    ///
    /// The cursor in it may be of a pull that was a preview too, so it tells nothing about the
    /// device.
    public Answer preview(Exchange exchange) {
        Batch batch = batch(exchange);
        Asking asking = askings.of(exchange, batch.deviceId());
        return Answer.ok(push.preview(asking, batch).bytes());
    }

    private Batch batch(Exchange exchange) {
        Value body = exchange.json();
        int most = exchange.limits().batchMutationsMax();
        if (Batch.count(body) > most) {
            throw Problem.of(
                    ProblemCode.BATCH_TOO_LARGE,
                    "The batch has %d commands, and at most %d are taken at once; nothing was applied."
                            .formatted(Batch.count(body), most));
        }
        Batch batch = Batch.read(body, askings.app(exchange).rules());
        int limit = Math.min(batch.limit(), exchange.limits().pageMax());
        return batch.withLimit(limit);
    }

    private Answer changes(Exchange exchange) {
        Principal principal = exchange.principal();
        String since = since(exchange);
        Page page = pull.page(principal.accountId(), since, exchange.limit(), principal::mayRead);
        if (!exchange.query("peek").orElse("").equals("true")) {
            principal.device().ifPresent(device -> pulledUpTo(principal, device, since));
        }
        return Answer.ok(page.bytes());
    }

    private Answer stream(Exchange exchange) {
        String since = exchange.header("Last-Event-ID").orElseGet(() -> since(exchange));
        return Answer.live(stream.from(exchange.principal(), since));
    }

    private static @Nullable String since(Exchange exchange) {
        return exchange.query("since").or(() -> exchange.query("cursor")).orElse(null);
    }

    /// A device that sends a cursor has what lies before it.
    private void pulledUpTo(Principal principal, String device, @Nullable String since) {
        if (since != null) {
            String account = principal.accountId();
            devices.seen(account, device, cursors.position(account, since).seq());
        }
    }
}
