-- How far each device of contract 4 is: it keeps no version vectors, so the server notes it.

CREATE TABLE download (
    account_id TEXT    NOT NULL,
    device_id  TEXT    NOT NULL,
    answered   INTEGER NOT NULL, -- up to which seq its last download was answered
    shown      INTEGER NOT NULL, -- up to which seq it has shown to have everything
    PRIMARY KEY (account_id, device_id)
) STRICT, WITHOUT ROWID;
