package dev.tidemark.cli;

import dev.tidemark.cli.console.Shell;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints what a shell needs to complete commands and options.
@Command(
        name = "completion",
        description = "Print a script that completes tidemark's commands in bash or zsh.",
        footer = {"", "Example:", "  source <(tidemark completion)"})
final class CompletionCommand implements Runnable {
    private final Shell shell;

    @Spec private CommandSpec spec;

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        shell.out().print(AutoComplete.bash("tidemark", spec.root().commandLine()));
    }
}
