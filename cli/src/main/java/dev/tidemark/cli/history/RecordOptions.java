package dev.tidemark.cli.history;

import dev.tidemark.cli.admin.Answers;
import dev.tidemark.cli.admin.Connection;
import dev.tidemark.cli.admin.ServerOptions;
import dev.tidemark.cli.console.Shell;
import dev.tidemark.wire.command.RecordAt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Which record of which server's account.
final class RecordOptions {

    @Mixin ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "COLLECTION", description = "Where it belongs.")
    private String collection = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    Connection connect(Shell shell) {
        return server.connect(shell);
    }

    boolean json() {
        return server.json();
    }

    /// Where its history is.
    String path() {
        return "/v1/history/%s/%s".formatted(Answers.segment(collection), Answers.segment(id));
    }

    /// The record as it was.
    ///
    /// @param version a number, or `now`
    RecordAt at(Connection connection, String version) {
        return RecordAt.read(connection.bytes(path() + "/" + Answers.segment(version)));
    }
}
