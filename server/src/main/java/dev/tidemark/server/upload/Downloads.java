package dev.tidemark.server.upload;

import dev.tidemark.server.access.Permission;
import dev.tidemark.server.access.Principal;
import dev.tidemark.server.cursor.Cursors;
import dev.tidemark.server.device.Devices;
import dev.tidemark.server.engine.Pull;
import dev.tidemark.server.problem.Problem;
import dev.tidemark.server.store.DownloadRow;
import dev.tidemark.sql.Lanes;
import dev.tidemark.wire.command.Page;
import dev.tidemark.wire.upload.DownloadPage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Answers downloads, and notes how far each device is. Thread-safe.
public final class Downloads {

    private final Lanes lanes;
    private final Pull pull;
    private final Cursors cursors;
    private final Devices devices;

    public Downloads(Lanes lanes, Pull pull, Cursors cursors, Devices devices) {
        this.lanes = lanes;
        this.pull = pull;
        this.cursors = cursors;
        this.devices = devices;
    }

    /// One page.
    ///
    /// @param device that asks; null where that is not known, and nothing can be noted
    /// @param cursor null to begin at the beginning
    /// @param limit most records, from 1
    /// @param skew of the schema
    /// @throws Problem 400 `CURSOR_INVALID`, 409 `CURSOR_AHEAD`, 410 `CURSOR_EXPIRED`
    DownloadPage page(
            Principal principal,
            @Nullable String device,
            @Nullable String cursor,
            int limit,
            Duration skew) {
        String account = principal.accountId();
        Page page = pull.pageWithDeletions(account, cursor, limit, principal::mayRead);
        if (device != null) {
            long shown = cursor == null ? 0 : cursors.position(account, cursor).seq();
            devices.seen(account, device, shown);
            if (principal.may(Permission.WRITE)) {
                long answered = cursors.position(account, page.newSince()).seq();
                note(account, new DownloadRow(device, answered, shown));
            }
        }
        return DownloadPage.of(page, skew);
    }

    /// A device that only asks whether there is something new costs no write.
    private void note(String account, DownloadRow now) {
        DownloadRow before = lanes.readNow(tx -> DownloadRow.of(tx, account, now.device()));
        if (!before.equals(now)) {
            lanes.writeNow(
                    account,
                    tx -> {
                        now.save(tx, account);
                        return true;
                    });
        }
    }
}
