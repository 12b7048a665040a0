-- A device's copy of the project of an account. Times are milliseconds since 1970, UTC.

-- What the server has said last.
CREATE TABLE copy (
    one       INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    server    TEXT    NOT NULL,
    account   TEXT    NOT NULL, -- empty until the server has said whose project it is
    device    TEXT    NOT NULL,
    schema    BLOB,             -- the app's; NULL until the server has told it
    version   TEXT,             -- NULL until the first pull is complete
    data      BLOB,             -- the project of that version
    synced_at INTEGER,
    trouble   TEXT              -- why the last sync failed; NULL where it did not
) STRICT;

-- What the app did and the server has not taken yet, oldest first.
CREATE TABLE operation (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    op_id    TEXT    NOT NULL UNIQUE,
    delta    BLOB    NOT NULL,
    base     TEXT,              -- the version that it was sent on; NULL where it certainly did not arrive
    queued_at INTEGER NOT NULL
) STRICT;

-- What could not be merged, and waits for a person: both sides of it.
CREATE TABLE clash (
    clash_id   TEXT    NOT NULL PRIMARY KEY,
    collection TEXT    NOT NULL,
    record_id  TEXT    NOT NULL,
    field      TEXT,            -- NULL where one side deletes the entity
    mine       BLOB,            -- NULL where this device deletes
    theirs     BLOB,            -- NULL where it is deleted there
    found_at   INTEGER NOT NULL
) STRICT;

-- What pulls have replaced, newest last.
CREATE TABLE backup (
    version  TEXT    NOT NULL PRIMARY KEY,
    data     BLOB    NOT NULL,
    taken_at INTEGER NOT NULL
) STRICT;
