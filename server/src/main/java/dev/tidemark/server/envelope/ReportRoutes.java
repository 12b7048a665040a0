package dev.tidemark.server.envelope;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.http.Answer;
import dev.tidemark.server.http.Exchange;
import dev.tidemark.server.http.Operation;
import dev.tidemark.server.http.Route;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.ArchiveRow;
import dev.tidemark.server.store.ReportRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.envelope.EnvelopeReport;
import dev.tidemark.wire.envelope.ReportPage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routes that tell what became of envelopes: reports, and the archive of what lost.
public final class ReportRoutes {

    /// A report names each item, so a page has fewer of them than other pages have.
    private static final int PAGE_MAX = 100;

    private final Lanes lanes;

    public ReportRoutes(Lanes lanes) {
        this.lanes = lanes;
    }

    /// The routes, for the table of all.
    public List<Route> all() {
        return List.of(
                new Route(
                        "GET",
                        "/v1/reports",
                        Permission.READ,
                        Operation.of("List the reports of applied envelopes, the newest first")
                                .query("limit", "the page's size, at most " + PAGE_MAX)
                                .query("cursor", "of the page before")
                                .answers(200, "EnvelopeReports")
                                .refuses(422),
                        this::list),
                new Route(
                        "GET",
                        "/v1/reports/{reportId}",
                        Permission.READ,
                        Operation.of("Read a report again")
                                .answers(200, "EnvelopeReport")
                                .refuses(404),
                        this::report),
                new Route(
                        "GET",
                        "/v1/archive/{itemType}/{archivedAs}",
                        Permission.READ,
                        Operation.of("Read the side of a conflict that was not kept")
                                .answers(200, "ArchivedItem")
                                .refuses(404),
                        this::archived));
    }

    private Answer list(Exchange exchange) {
        Principal caller = exchange.principal();
        int limit = Math.min(PAGE_MAX, exchange.limit());
        List<ReportRow> rows =
                page(caller.accountId(), exchange.query("cursor").orElse(null), limit + 1);
        List<EnvelopeReport> reports = new ArrayList<>();
        rows.stream().limit(limit).forEach(row -> reports.add(visible(row, caller)));
        String cursor = rows.size() > limit ? rows.get(limit - 1).id() : null;
        return Answer.ok(new ReportPage(reports, cursor).bytes());
    }

    private List<ReportRow> page(String account, @Nullable String after, int limit) {
        return lanes.readNow(tx -> {
            ReportRow last =
                    after == null
                            ? null
                            : ReportRow.find(tx, account, after)
                                    .orElseThrow(() ->
                                            Problem.invalid("/cursor", "there is no such report"));
            return ReportRow.page(tx, account, last, limit);
        });
    }

    private Answer report(Exchange exchange) {
        Principal caller = exchange.principal();
        String id = exchange.pathParameter("reportId");
        return lanes.readNow(tx -> ReportRow.find(tx, caller.accountId(), id))
                .map(row -> Answer.ok(visible(row, caller).bytes()))
                .orElseThrow(() -> Problem.notFound("report"));
    }

    private static EnvelopeReport visible(ReportRow row, Principal caller) {
        return EnvelopeReport.read(row.body()).visible(caller::mayRead);
    }

    private Answer archived(Exchange exchange) {
        Principal caller = exchange.principal();
        String type = exchange.pathParameter("itemType");
        String name = exchange.pathParameter("archivedAs");
        return lanes.readNow(tx -> ArchiveRow.find(tx, caller.accountId(), type, name))
                .filter(_ -> caller.mayRead(type))
                .map(row -> Answer.ok(row.body()))
                .orElseThrow(() -> Problem.notFound("archived item"));
    }
}
