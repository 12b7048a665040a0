-- The accounts' data: records, the change log behind them, and what waits for a person.
-- Times are milliseconds since 1970, UTC. Bodies are JSON in UTF-8.

ALTER TABLE account ADD COLUMN horizon_seq INTEGER NOT NULL DEFAULT 0; -- no older cursor is answered
ALTER TABLE account ADD COLUMN parked      INTEGER NOT NULL DEFAULT 0; -- how many rows in refused
ALTER TABLE account ADD COLUMN edition     INTEGER NOT NULL DEFAULT 0; -- another random number after each write

-- What is known of each record now. Bodies last: a row is often read without.
CREATE TABLE record (
    account_id TEXT    NOT NULL,
    collection TEXT    NOT NULL,
    record_id  TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- of its last change
    revision   INTEGER NOT NULL, -- how many changes it has had
    deleted    INTEGER NOT NULL,
    content_hash BLOB,           -- SHA-256 of what is shown of it; NULL where it is deleted
    conflicts  TEXT,             -- the ids of its open conflicts; NULL for none
    marks      BLOB    NOT NULL, -- the last mutation of each device
    restamped  INTEGER NOT NULL, -- whether it has rows in restamped
    compacted  INTEGER NOT NULL, -- how many of its changes, the oldest ones, are compacted
    compacted_seq INTEGER NOT NULL, -- of the newest of them; 0 for none
    purged     INTEGER NOT NULL, -- whether it is deleted and all that was in it is left out of the body
    body       BLOB    NOT NULL, -- the entry as it goes over the wire
    PRIMARY KEY (account_id, collection, record_id)
) STRICT;

CREATE UNIQUE INDEX record_by_seq ON record (account_id, seq);

-- How many live records each collection has, and a sum over their ids and content hashes.
CREATE TABLE checksum (
    account_id TEXT    NOT NULL,
    collection TEXT    NOT NULL,
    count      INTEGER NOT NULL,
    sum        BLOB    NOT NULL,
    PRIMARY KEY (account_id, collection)
) STRICT, WITHOUT ROWID;

-- Every accepted mutation, until retention ends it: the change log.
CREATE TABLE change (
    account_id  TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    collection  TEXT    NOT NULL,
    record_id   TEXT    NOT NULL,
    prev_seq    INTEGER NOT NULL, -- of the same record's change before; 0 for its first
    device      TEXT    NOT NULL, -- of the dot
    counter     INTEGER NOT NULL, -- of the dot
    mutation_id TEXT    NOT NULL,
    clock       TEXT,             -- as it was stamped; NULL where that is what the mutation says
    rank        INTEGER NOT NULL, -- of the writer in the schema's device priority, when accepted
    accepted_at INTEGER NOT NULL,
    credential  TEXT    NOT NULL, -- with which it came
    trace_id    TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL, -- of the log up to here
    mutation    BLOB    NOT NULL, -- as the device asked for it
    writes      BLOB,             -- what it does to the record; NULL where the mutation says it all
    PRIMARY KEY (account_id, seq)
) STRICT, WITHOUT ROWID;

-- Some of the states that a record went through, so that its past is near.
CREATE TABLE milestone (
    account_id TEXT    NOT NULL,
    collection TEXT    NOT NULL,
    record_id  TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- of the change after which it was so
    seen_only  INTEGER NOT NULL, -- whether only the version vector is left
    body       BLOB    NOT NULL,
    PRIMARY KEY (account_id, collection, record_id, seq)
) STRICT, WITHOUT ROWID;

-- Mutations that were accepted under another dot than the one that they were made with: what a copy of
-- the same database sends under yet another dot is looked for here.
CREATE TABLE restamped (
    account_id  TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    record_id   TEXT    NOT NULL,
    mutation_id TEXT    NOT NULL,
    seq         INTEGER NOT NULL, -- of the change
    PRIMARY KEY (account_id, collection, record_id, mutation_id)
) STRICT, WITHOUT ROWID;

-- Which live record has which name.
CREATE TABLE natural_key (
    account_id TEXT NOT NULL,
    collection TEXT NOT NULL,
    key_hash   BLOB NOT NULL,
    record_id  TEXT NOT NULL,
    PRIMARY KEY (account_id, collection, key_hash)
) STRICT, WITHOUT ROWID;

-- What a person has to decide, or has decided.
CREATE TABLE conflict (
    account_id  TEXT    NOT NULL,
    conflict_id TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    record_id   TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    opened_at   INTEGER NOT NULL,
    resolved_at INTEGER,
    replaced_by TEXT,             -- the id of the state that this one has become
    trace_id    TEXT    NOT NULL, -- of the request that opened it
    body        BLOB    NOT NULL, -- the fields in dispute, with their siblings
    PRIMARY KEY (account_id, conflict_id)
) STRICT;

CREATE INDEX conflict_by_age ON conflict (account_id, opened_at, conflict_id)
    WHERE replaced_by IS NULL;
CREATE INDEX conflict_open ON conflict (account_id, opened_at, conflict_id)
    WHERE replaced_by IS NULL AND resolved_at IS NULL;

-- Mutations that a rule refused: kept, so that a person can apply them with a correction, and so
-- that one that is sent again is refused again.
CREATE TABLE refused (
    account_id  TEXT NOT NULL,
    mutation_id TEXT NOT NULL,
    collection  TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    device      TEXT NOT NULL, -- of the dot that it did not get
    conflict_id TEXT NOT NULL,
    detail      TEXT NOT NULL, -- what the device was told
    mutation    BLOB NOT NULL,
    PRIMARY KEY (account_id, mutation_id, collection, record_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX refused_by_conflict ON refused (account_id, conflict_id);

-- Decisions that were taken, so that one that is sent again is the same decision.
CREATE TABLE resolution (
    account_id    TEXT    NOT NULL,
    resolution_id TEXT    NOT NULL,
    conflict_id   TEXT    NOT NULL,
    digest        BLOB    NOT NULL, -- of what was decided
    seq           INTEGER NOT NULL, -- of the record afterwards
    PRIMARY KEY (account_id, resolution_id)
) STRICT, WITHOUT ROWID;
