-- The records of an app that wait to be sent, and the sync that is under way.

CREATE TABLE state (
    one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    cursor  TEXT,             -- of the last answer that was taken over; NULL before the first
    sync_id TEXT,             -- of the sync that is under way; NULL for none
    body    BLOB,             -- its request, byte for byte
    up_to   INTEGER NOT NULL  -- no pending record beyond this one is in it
) STRICT;

INSERT INTO state (one, cursor, sync_id, body, up_to) VALUES (1, NULL, NULL, NULL, 0);

CREATE TABLE pending (
    n          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- a record that is written anew gets a new one
    collection TEXT    NOT NULL,
    record_id  TEXT    NOT NULL,
    body       BLOB    NOT NULL,
    refused    BLOB,              -- the conflict that it came to; NULL while nobody has said no
    UNIQUE (collection, record_id)
) STRICT;
