-- How a person likes the pages to look and to be worked with; read with the session.
ALTER TABLE users ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark'));
ALTER TABLE users ADD COLUMN density TEXT NOT NULL DEFAULT 'comfortable' CHECK (density IN ('comfortable', 'compact'));
ALTER TABLE users ADD COLUMN shortcuts BOOLEAN NOT NULL DEFAULT TRUE;

-- How a ticket stood before it was last closed, for as long as that may be undone.
CREATE TABLE closings (
    ticket_id BIGINT PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
    -- The event line that closing wrote.
    message_id BIGINT NOT NULL,
    -- The reply that closed it, if it was one.
    reply_id BIGINT,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    closed_at BIGINT NOT NULL,
    waiting_on TEXT NOT NULL,
    waiting_since BIGINT NOT NULL,
    due_at BIGINT,
    affiliate_newest BIGINT NOT NULL
);
CREATE INDEX closings_by_time ON closings (closed_at);
CREATE INDEX closings_by_user ON closings (user_id);
