-- Thumbnails of attachments. The row stands before the first byte of the small picture, and owns it.
CREATE TABLE thumbnails (
    attachment_id BIGINT NOT NULL PRIMARY KEY REFERENCES attachments (id) ON DELETE CASCADE,
    -- making: its bytes may be on their way; made; itself: the picture is small enough; none: there can be none.
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('making', 'made', 'itself', 'none')),
    -- While it is being made, and once it is.
    storage_key TEXT COLLATE "C" UNIQUE,
    format TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    width BIGINT,
    height BIGINT,
    -- Whether the picture itself moves.
    animated BOOLEAN NOT NULL
);

-- Pictures that are there already: five in a second, the newest first, so that new ones need not wait for them.
INSERT INTO jobs (kind, job_key, run_at, lease_until, lease_owner, attempts, last_error)
SELECT 'make_thumbnail', CAST(f.id AS TEXT),
       CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) * 1000000 + ((SELECT MAX(id) FROM attachments) - f.id) * 200000,
       0, '', 0, ''
FROM attachments f WHERE f.format IN ('jpeg', 'png', 'gif');

-- A person's own picture. The version counts its changes, and stands in its address; 0 while there was none yet.
ALTER TABLE users ADD COLUMN picture_key TEXT COLLATE "C";
ALTER TABLE users ADD COLUMN picture_format TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN picture_size BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN picture_version BIGINT NOT NULL DEFAULT 0;
