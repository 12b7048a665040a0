package dev.tidemark.cli.serve;

import dev.tidemark.cli.console.JsonLine;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.cli.console.Table;
import dev.tidemark.server.backup.DataBackup.AccountEnd;
import java.util.List;

/// Shows what a server's backup holds.
public final class ServerBackups {

    private ServerBackups() {}

    /// Prints where each account ends.
    public static void print(Shell shell, List<AccountEnd> accounts, boolean json) {
        Table table = new Table("ACCOUNT", "CHANGES", "NAME");
        for (AccountEnd each : accounts) {
            if (json) {
                new JsonLine()
                        .with("accountId", each.accountId())
                        .with("seq", each.seq())
                        .with("name", each.name())
                        .print(shell);
            } else {
                table.row(each.accountId(), Long.toString(each.seq()), each.name());
            }
        }
        table.print(shell);
    }
}
