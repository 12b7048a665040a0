-- Requests of contracts that were carried out, so that one that is sent again has the same answer.
-- Times are milliseconds since 1970, UTC.

CREATE TABLE answered (
    account_id  TEXT    NOT NULL,
    contract    TEXT    NOT NULL,
    request_id  TEXT    NOT NULL, -- the client's name of it
    digest      BLOB    NOT NULL, -- of what was asked
    answer      BLOB    NOT NULL,
    seq         INTEGER NOT NULL, -- where the log ended afterwards
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, contract, request_id)
) STRICT, WITHOUT ROWID;
