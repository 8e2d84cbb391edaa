-- News of the programme, and how soon tickets are usually answered.
CREATE TABLE news (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    pinned BOOLEAN NOT NULL,
    -- Since when affiliates see it; a draft has no such time.
    published_at BIGINT,
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    edited_at BIGINT NOT NULL,
    edited_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    -- Counts up with every change: who saves an older one is told.
    version BIGINT NOT NULL
);
CREATE INDEX news_created ON news (created_at, id);
CREATE INDEX news_listed ON news (pinned, published_at, id) WHERE published_at IS NOT NULL;
CREATE INDEX news_published ON news (published_at, id) WHERE published_at IS NOT NULL;

-- Who has opened what.
CREATE TABLE news_reads (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    post_id BIGINT NOT NULL REFERENCES news (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, post_id)
);
CREATE INDEX news_reads_by_post ON news_reads (post_id);

-- Everything published up to this moment is not new to the user: it was there before them, or they have read it all.
-- It keeps the count of what is new a short range of an index.
ALTER TABLE users ADD COLUMN news_upto BIGINT NOT NULL DEFAULT 0;
UPDATE users SET news_upto = created_at;

-- As in submissions: the first result of each form that was sent.
CREATE TABLE news_submissions (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    post_id BIGINT NOT NULL REFERENCES news (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, id)
);
CREATE INDEX news_submissions_by_age ON news_submissions (created_at);
CREATE INDEX news_submissions_by_post ON news_submissions (post_id);

-- How soon tickets of a type are usually answered; a type with too few answers has no row.
CREATE TABLE answer_times (
    type TEXT NOT NULL PRIMARY KEY,
    median BIGINT NOT NULL,
    answers BIGINT NOT NULL,
    measured_at BIGINT NOT NULL
);
-- Holds all that the measuring reads of a ticket.
CREATE INDEX tickets_answered ON tickets (type, first_answer_at, created_at, created_by) WHERE first_answer_at IS NOT NULL;
