-- Keys that never leave the database: they sign addresses and links that come back from outside.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    key BLOB NOT NULL
);
INSERT INTO secrets (name, key) VALUES ('signing', randomblob(32));
