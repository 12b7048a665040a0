-- Where an account's log was taken up: by a start of the server, or with a restored backup. Files
-- that were put back without a word end where one of these begins.
CREATE TABLE beginning (
    account_id  TEXT    NOT NULL,
    seq         INTEGER NOT NULL, -- the log goes on behind it
    after_seq   INTEGER NOT NULL, -- of the last change before: the same, or less after a restore
    before      BLOB    NOT NULL, -- the epoch that ended here, or went on
    fingerprint BLOB    NOT NULL, -- of the log up to here
    at          INTEGER NOT NULL,
    found_at    INTEGER,          -- when a device first knew more than there was here; NULL for never
    PRIMARY KEY (account_id, seq)
) STRICT, WITHOUT ROWID;
