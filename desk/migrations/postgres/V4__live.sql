-- What open pages and browsers' caches compare: each counts the changes of what its pages show.
ALTER TABLE affiliates ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- The same for what belongs to nobody in particular.
CREATE TABLE stamps (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);
INSERT INTO stamps (name, version) VALUES ('answers', 1), ('news', 1), ('people', 1);
