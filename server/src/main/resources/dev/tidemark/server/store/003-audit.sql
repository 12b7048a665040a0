-- Who did what, when: a chain of events for each account, and one for the server as a whole.
-- Times are milliseconds since 1970, UTC. Nothing here is ever updated but where a chain ends.

CREATE TABLE audit (
    account_id TEXT    NOT NULL, -- or "server", which no account can be called
    event_id   INTEGER NOT NULL, -- from 1, without gaps
    action     TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    device     TEXT,             -- that it was done by; NULL for none
    principal  TEXT    NOT NULL, -- the credential that it was done with
    at         INTEGER NOT NULL,
    detail     TEXT    NOT NULL,
    trace_id   TEXT    NOT NULL,
    hash       BLOB    NOT NULL, -- over the hash before and all of this row
    PRIMARY KEY (account_id, event_id)
) STRICT, WITHOUT ROWID;

-- Where each chain ends, so that a missing end is found too.
CREATE TABLE audit_head (
    account_id TEXT    NOT NULL PRIMARY KEY,
    event_id   INTEGER NOT NULL,
    hash       BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
