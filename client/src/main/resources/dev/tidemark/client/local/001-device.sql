-- What one device keeps. Times are milliseconds since 1970, UTC.

-- This replica: a copied file is two devices, and one of them will take another id.
CREATE TABLE device (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    platform   TEXT,
    created_at INTEGER NOT NULL
) STRICT;

-- The sync schema that local writes are checked against; no row means: any collection, default rules.
CREATE TABLE app_schema (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    version  INTEGER NOT NULL,
    digest   TEXT    NOT NULL, -- of the document: what else was derived from it is then known to be current
    document BLOB    NOT NULL
) STRICT;

-- States of records: what the server told, byte for byte, and what is shown instead. What was told is written once, when it
-- comes: while it waits for the rest of its pull, is shown, and is kept in a backup, it stays where it is, and one row
-- elsewhere says so. Apart from the records, so that room is free again once a state is gone.
CREATE TABLE entry (
    position INTEGER NOT NULL PRIMARY KEY,
    body     BLOB    NOT NULL
) STRICT;

-- One record. What is shown of it is local where there is one, and else the entry.
CREATE TABLE record (
    collection TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    seq        INTEGER NOT NULL, -- of the entry; 0 without one
    entry      INTEGER NOT NULL, -- position of the last state that the server told; 0 without one
    local      INTEGER NOT NULL, -- position of that joined with what waits in the queue; 0 where nothing does
    deleted    INTEGER NOT NULL, -- whether it is shown as deleted
    disputed   INTEGER NOT NULL, -- whether a person has to decide something within it
    PRIMARY KEY (collection, id)
) STRICT;

CREATE INDEX record_disputed ON record (collection, id) WHERE disputed = 1;

-- How many live records the server has told of in each collection, and a sum over their ids and content hashes.
CREATE TABLE checksum (
    collection TEXT    NOT NULL PRIMARY KEY,
    count      INTEGER NOT NULL,
    sum        BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- What came of the last comparison with the server.
CREATE TABLE verification (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    at          INTEGER NOT NULL,
    same        INTEGER NOT NULL,
    differences INTEGER NOT NULL
) STRICT;

-- Live records by natural key, for collections that have one.
CREATE TABLE natural_key (
    collection TEXT NOT NULL,
    text       TEXT NOT NULL,
    id         TEXT NOT NULL,
    PRIMARY KEY (collection, text, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX natural_key_record ON natural_key (collection, id);

-- Mutations that the server has not been seen to hold, in the order in which they were made.
CREATE TABLE queue (
    position    INTEGER NOT NULL PRIMARY KEY,
    mutation_id TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    record_id   TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    counter     INTEGER NOT NULL,
    body        BLOB    NOT NULL, -- as it is sent, however often
    group_id    TEXT,
    stage       INTEGER NOT NULL, -- 0 waits, 1 acknowledged, 2 its dot was another's, 3 waits for a pull, 4 waits for a person
    attempts    INTEGER NOT NULL, -- how often the server put it off
    not_before  INTEGER NOT NULL,
    queued_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX queue_record ON queue (collection, record_id, position);

-- Mutations that the server refused for good.
CREATE TABLE dead_letter (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mutation_id TEXT    NOT NULL,
    collection  TEXT    NOT NULL,
    record_id   TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    body        BLOB    NOT NULL,
    group_id    TEXT,
    code        TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    errors      BLOB    NOT NULL,
    conflict_id TEXT,
    trace_id    TEXT,
    refused_at  INTEGER NOT NULL
) STRICT;

-- Conflicts that only the server can know of: refused mutations of any device, and broken rules.
CREATE TABLE listed_conflict (
    conflict_id TEXT NOT NULL PRIMARY KEY,
    body        BLOB NOT NULL
) STRICT;

-- Decisions on such conflicts that the server has not heard of yet.
CREATE TABLE resolution (
    id          TEXT    NOT NULL PRIMARY KEY,
    conflict_id TEXT    NOT NULL,
    body        BLOB    NOT NULL, -- as it is sent, however often
    made_at     INTEGER NOT NULL
) STRICT;

-- The account that the data belongs to, from the first contact on.
CREATE TABLE account (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    account_id TEXT    NOT NULL,
    app        TEXT    NOT NULL,
    bound_at   INTEGER NOT NULL
) STRICT;

-- Where and as whom to sync, or to sync once it is enabled again.
CREATE TABLE enrolment (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    enabled    INTEGER NOT NULL,
    server     TEXT    NOT NULL,
    kind       TEXT    NOT NULL, -- of the credential
    credential TEXT    NOT NULL, -- what the app gave
    token      TEXT,             -- what this device was given for it
    token_of   TEXT,             -- the device id that the token speaks for
    checked    INTEGER NOT NULL  -- whether the credential was seen to be one of this account
) STRICT;

-- How far sync has come, and what it waits for.
CREATE TABLE progress (
    one             INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    cursor          TEXT,
    pulled          INTEGER NOT NULL, -- whether a first pull was complete
    staged_cursor   TEXT,             -- up to where pages are staged
    staged_anew     INTEGER NOT NULL, -- whether the staged pages began at the beginning
    page_limit      INTEGER NOT NULL,
    successor       TEXT,             -- the device id to take, as another database has ours too
    attempts        INTEGER NOT NULL, -- rounds that failed since one succeeded
    next_attempt_at INTEGER NOT NULL, -- 0 for any time
    not_before      INTEGER NOT NULL, -- what the server asked for
    last_sync_at    INTEGER,
    schema_asked_at INTEGER,
    trouble         TEXT,             -- what keeps sync from going on; null for nothing
    error_code      TEXT,
    error_detail    TEXT,
    error_trace     TEXT,
    error_at        INTEGER
) STRICT;

-- What a pull that is not complete yet has told so far, in order.
CREATE TABLE staged (
    entry        INTEGER NOT NULL PRIMARY KEY, -- its position
    collection   TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    seq          INTEGER NOT NULL,
    deleted      INTEGER NOT NULL,
    disputable   INTEGER NOT NULL,
    content_hash TEXT             -- NULL where it is deleted
) STRICT;

-- What records were before a pull replaced them.
CREATE TABLE backup (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    made_at INTEGER NOT NULL,
    reason  TEXT    NOT NULL,
    records INTEGER NOT NULL,
    bytes   INTEGER NOT NULL -- of what it holds
) STRICT;

CREATE TABLE backup_record (
    backup_id  INTEGER NOT NULL REFERENCES backup (id) ON DELETE CASCADE,
    collection TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    entry      INTEGER NOT NULL, -- position of what was shown of it
    PRIMARY KEY (backup_id, collection, id)
) STRICT;
