package dev.tidemark.cli.console;

/// What a command's exit code tells a script. The numbers are documented in `docs/cli.md` and never
/// change their meaning; from 64 on they follow `sysexits.h` where it has one.
public enum Exit {
    OK(0, "done"),
    FAILED(1, "something else went wrong; the message says what"),
    USAGE(2, "the command line was wrong; nothing was done"),
    NOT_FOUND(3, "what was named is not there"),
    REFUSED(4, "a rule refused it, or what it was based on has changed"),
    AUTH(5, "there is no credential, or not one that allows it"),
    OFFLINE(6, "the server could not be reached, or asked to come back later"),
    DIFFERENT(7, "two copies differ, or something is not as it was written; the output names it"),
    SETTINGS(64, "a setting is unknown or has an impossible value"),
    BAD_INPUT(65, "a schema or an imported file is wrong; the message says where"),
    NO_ACCESS(66, "a file or folder is missing, or may not be read or written"),
    NOT_OURS(67, "the database belongs to another program, account or server; it was not touched"),
    NEWER(68, "the database was written by a newer Tidemark; it was not touched"),
    STORAGE(74, "the disk is full or failing, or the database is damaged"),
    IN_USE(75, "another process is using the database or the data folder"),
    ADDRESS(76, "the server's address cannot be listened on: its port is taken, for instance"),
    INTERRUPTED(130, "stopped by Ctrl-C or a signal; what was finished is kept");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// The number that the process ends with.
    public int code() {
        return code;
    }

    /// What it means, without a full stop.
    public String meaning() {
        return meaning;
    }
}
