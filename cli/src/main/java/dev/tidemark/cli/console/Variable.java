package dev.tidemark.cli.console;

/// The variables of the environment that commands other than `serve` listen to.
public enum Variable {
    DB("TIDEMARK_DB", "the device database, where --db does not name one"),
    SERVER("TIDEMARK_SERVER", "the server, where --server does not name one"),
    TOKEN("TIDEMARK_TOKEN", "the API key or device token to enrol with"),
    ADMIN_KEY("TIDEMARK_ADMIN_KEY", "the key for accounts, keys and devices of the server"),
    PASSPHRASE("TIDEMARK_PASSPHRASE", "what opens and seals bundles of envelopes"),
    NO_COLOR("NO_COLOR", "set to anything: no colours"),
    COLUMNS("COLUMNS", "how wide tables may be");

    private final String text;
    private final String meaning;

    Variable(String text, String meaning) {
        this.text = text;
        this.meaning = meaning;
    }

    /// Its name in the environment.
    public String text() {
        return text;
    }

    /// What it is for, without a full stop.
    public String meaning() {
        return meaning;
    }
}
