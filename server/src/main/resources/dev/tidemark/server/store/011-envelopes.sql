-- Envelopes, what became of them, and what lost. Times are milliseconds since 1970, UTC.

-- Envelopes that were uploaded, to be previewed and applied. Only the newest are kept.
CREATE TABLE envelope (
    account_id  TEXT    NOT NULL,
    envelope_id TEXT    NOT NULL, -- made from what it holds
    uploaded_at INTEGER NOT NULL,
    body        BLOB    NOT NULL,
    PRIMARY KEY (account_id, envelope_id)
) STRICT;

CREATE INDEX envelope_by_age ON envelope (account_id, uploaded_at, envelope_id);

-- Reports of what was applied.
CREATE TABLE report (
    account_id TEXT    NOT NULL,
    report_id  TEXT    NOT NULL,
    applied_at INTEGER NOT NULL,
    body       BLOB    NOT NULL,
    PRIMARY KEY (account_id, report_id)
) STRICT;

CREATE INDEX report_by_age ON report (account_id, applied_at, report_id);

-- The sides of conflicts that were not kept. Nothing here is ever updated.
CREATE TABLE archive (
    account_id   TEXT NOT NULL,
    collection   TEXT NOT NULL,
    archived_as  TEXT NOT NULL, -- the record's id and a suffix
    content_hash TEXT NOT NULL,
    body         BLOB NOT NULL,
    PRIMARY KEY (account_id, collection, archived_as)
) STRICT;

-- Up to where in the log a device is known to have an item as the account has it: it sent that.
CREATE TABLE synced (
    account_id  TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    record_id   TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    exported_at INTEGER NOT NULL, -- of the envelope that it came in, by the device's clock
    PRIMARY KEY (account_id, device, collection, record_id)
) STRICT, WITHOUT ROWID;

-- Up to where in the log a device was given a whole collection in an envelope.
CREATE TABLE exported (
    account_id  TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    exported_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, device, collection)
) STRICT, WITHOUT ROWID;
