-- Each time that the server was found to have gone back to an earlier state. While a row is open, the
-- entries of that lost history have negative seqs: they are offered to the server, and then replaced by
-- what it tells. One that it does not tell of stays.
CREATE TABLE went_back (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    found_at   INTEGER NOT NULL,
    healed_at  INTEGER,          -- NULL until all is offered, and pulled
    offering   INTEGER NOT NULL, -- whether some is still to be offered
    passes     INTEGER NOT NULL, -- how often all was offered, or is being offered
    collection TEXT    NOT NULL, -- of the last record that was offered; empty before the first
    record_id  TEXT    NOT NULL,
    offered    INTEGER NOT NULL,
    missing    INTEGER NOT NULL, -- records of which the server lacked something
    refused    INTEGER NOT NULL
) STRICT;
