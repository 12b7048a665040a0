-- Named positions of the accounts' logs that people can go back to. Positions, not copies.
-- Times are milliseconds since 1970, UTC.

CREATE TABLE snapshot (
    account_id  TEXT    NOT NULL,
    snapshot_id TEXT    NOT NULL,
    seq         INTEGER NOT NULL, -- the last change before it; 0 for the empty account
    label       TEXT    NOT NULL,
    kind        TEXT    NOT NULL, -- named, automatic, before_restore
    created_at  INTEGER NOT NULL,
    created_by  TEXT    NOT NULL, -- the credential; empty for the server itself
    request     TEXT,             -- of the restore that it was made before: what it was to do
    answer      BLOB,             -- of that restore: what it did
    PRIMARY KEY (account_id, snapshot_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX snapshot_by_age ON snapshot (account_id, created_at, snapshot_id);

-- A record's own refused mutations are a part of its history.
CREATE INDEX refused_by_record ON refused (account_id, collection, record_id);
