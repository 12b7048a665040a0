package dev.tidemark.server.upload;

import dev.tidemark.core.value.Value;
import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.command.Askings;
import dev.tidemark.server.engine.Asking;
import dev.tidemark.server.engine.Scribing;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.wire.problem.ProblemCode;
import dev.tidemark.wire.upload.DownloadPage;
import dev.tidemark.wire.upload.Upload;
import dev.tidemark.wire.upload.UploadAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes `/v1/sync/upload` and `/v1/sync/download`.
public final class UploadRoutes {

    private final Askings askings;
    private final Scribing scribing;
    private final Downloads downloads;

    public UploadRoutes(Askings askings, Scribing scribing, Downloads downloads) {
        this.askings = askings;
        this.scribing = scribing;
        this.downloads = downloads;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "POST",
                        "/v1/sync/upload",
                        Permission.READ, // Each change is allowed or not by itself.
                        Operation.of("Send what a device has changed; the later write wins")
                                .takes("Upload")
                                .answers(200, "UploadAnswer")
                                .refuses(400, 409, 410),
                        this::upload),
                new Route(
                        "GET",
                        "/v1/sync/download",
                        Permission.READ,
                        Operation.of("Get what has changed since a cursor, deletions included")
                                .query("cursor", "where to go on; without one, from the beginning")
                                .query("limit", "the page's size")
                                .query(
                                        "deviceId",
                                        "which device asks, where the credential does not tell")
                                .answers(200, "DownloadPage")
                                .refuses(400, 409, 410, 422),
                        this::download));
    }

    private Answer upload(Exchange exchange) {
        Value body = exchange.json();
        int most = exchange.limits().batchMutationsMax();
        if (Upload.count(body) > most) {
            throw Problem.of(
                    ProblemCode.BATCH_TOO_LARGE,
                    "The upload has %d changes, and at most %d are taken at once; nothing was applied."
                            .formatted(Upload.count(body), most));
        }
        Upload upload = Upload.read(body, askings.app(exchange).rules());
        Asking asking = askings.of(exchange, upload.deviceId());
        UploadAnswer answer =
                scribing.write(
                        new Scribing.Request(asking, Uploading.CONTRACT, false),
                        scribe -> new Uploading(scribe, upload).decide());
        return Answer.ok(answer.bytes());
    }

    private Answer download(Exchange exchange) {
        DownloadPage page =
                downloads.page(
                        exchange.principal(),
                        device(exchange),
                        exchange.query("cursor").orElse(null),
                        exchange.limit(),
                        askings.app(exchange).rules().skew());
        return Answer.ok(page.bytes());
    }

    /// The device that asks; null where nobody says which one.
    private @Nullable String device(Exchange exchange) {
        Principal principal = exchange.principal();
        return exchange.query("deviceId")
                .map(named -> askings.of(exchange, named).device())
                .or(principal::device)
                .orElse(null);
    }
}
