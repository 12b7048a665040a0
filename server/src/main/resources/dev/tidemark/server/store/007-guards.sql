-- Mass changes that wait for a person. Times are milliseconds since 1970, UTC.

ALTER TABLE account ADD COLUMN held INTEGER NOT NULL DEFAULT 0; -- how many rows in held

-- What somebody has to confirm, or has decided about.
CREATE TABLE hold (
    account_id TEXT    NOT NULL,
    hold_id    TEXT    NOT NULL,
    device     TEXT    NOT NULL,
    collection TEXT    NOT NULL,
    kind       TEXT    NOT NULL, -- delete or overwrite
    count      INTEGER NOT NULL, -- of the mutations that were held so far
    opened_at  INTEGER NOT NULL,
    state      TEXT    NOT NULL, -- open, released or dropped
    decided_at INTEGER,
    decided_by TEXT,             -- the credential
    PRIMARY KEY (account_id, hold_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX hold_open ON hold (account_id, device, collection, kind) WHERE state = 'open';

-- The mutations of holds that are open or dropped, so that one that is sent again is known.
CREATE TABLE held (
    account_id  TEXT NOT NULL,
    mutation_id TEXT NOT NULL,
    collection  TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    hold_id     TEXT NOT NULL,
    PRIMARY KEY (account_id, mutation_id, collection, record_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX held_of_hold ON held (account_id, hold_id);

-- How much of a collection a device has deleted and overwritten of late.
CREATE TABLE guard_window (
    account_id  TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    begun_at    INTEGER NOT NULL, -- 0 for one that begins with the next change
    start_seq   INTEGER NOT NULL, -- where the log ended when it began
    live        INTEGER NOT NULL, -- how many live records there were then
    deleted     INTEGER NOT NULL, -- since
    overwritten INTEGER NOT NULL, -- since; each record counts once
    exempt      INTEGER NOT NULL, -- whether everything passes
    PRIMARY KEY (account_id, device, collection)
) STRICT, WITHOUT ROWID;
