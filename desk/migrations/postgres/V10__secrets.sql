-- Keys that never leave the database: they sign addresses and links that come back from outside.
CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    key BYTEA NOT NULL
);
-- Three random UUIDs are 366 random bits, made by the server's own strong source.
INSERT INTO secrets (name, key)
VALUES ('signing', sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')));
