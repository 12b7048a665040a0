-- Which rule refused a mutation, for contracts that have names of their own for their refusals.
ALTER TABLE refused ADD COLUMN rule TEXT; -- NULL where that was not written down

-- What devices say of themselves. Whether one is enrolled does not matter here.
CREATE TABLE device_metadata (
    account_id TEXT NOT NULL,
    device_id  TEXT NOT NULL,
    updated_at TEXT NOT NULL, -- by the device's clock (RFC 3339), no later than its arrival plus the skew
    body       BLOB NOT NULL, -- JSON, as it was sent
    PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;
