-- What is left where retention has ended something. Times are milliseconds since 1970, UTC.

-- Of a change whose contents are gone: that it was, which it was, and where it stands. So a mutation
-- that is sent again is still known, and a cursor of that place still answered.
CREATE TABLE compacted (
    account_id  TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    prev_seq    INTEGER NOT NULL, -- of the same record's change before; 0 for its first
    device      TEXT    NOT NULL, -- of the dot
    counter     INTEGER NOT NULL, -- of the dot
    accepted_at INTEGER NOT NULL,
    fingerprint BLOB    NOT NULL, -- of the log up to here
    mutation_id BLOB    NOT NULL, -- a digest of it
    PRIMARY KEY (account_id, seq)
) STRICT, WITHOUT ROWID;

-- When the server last looked for what retention ends.
CREATE TABLE retention_run (
    account_id TEXT    NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
