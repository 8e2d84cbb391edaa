-- Tickets and what is said on them.
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    affiliate_id BIGINT NOT NULL REFERENCES affiliates (id) ON DELETE CASCADE,
    -- Kept from the affiliate's row, so that a portfolio is one index range.
    manager_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    assignee_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    type TEXT NOT NULL CHECK (type IN ('offer_request', 'general', 'payments', 'technical')),
    title TEXT NOT NULL,
    -- The optional fields of the type, as a JSON object of names and texts.
    fields TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('opened', 'closed')),
    created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    closed_at BIGINT,
    first_answer_at BIGINT,
    -- Kept counters: `affdesk verify` recounts them.
    affiliate_answers BIGINT NOT NULL,
    manager_answers BIGINT NOT NULL,
    -- The newest message that the affiliate should see, and the newest that they opened.
    affiliate_newest BIGINT NOT NULL,
    affiliate_seen BIGINT NOT NULL,
    waiting_on TEXT NOT NULL CHECK (waiting_on IN ('us', 'affiliate', 'nobody')),
    waiting_since BIGINT NOT NULL,
    due_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX tickets_affiliate_updated ON tickets (affiliate_id, updated_at, id);
CREATE INDEX tickets_affiliate_created ON tickets (affiliate_id, created_at, id);
CREATE INDEX tickets_manager_updated ON tickets (manager_id, updated_at, id);
CREATE INDEX tickets_manager_created ON tickets (manager_id, created_at, id);
CREATE INDEX tickets_manager_due ON tickets (manager_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX tickets_assignee_updated ON tickets (assignee_id, updated_at, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX tickets_assignee_created ON tickets (assignee_id, created_at, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX tickets_assignee_due ON tickets (assignee_id, due_at, id) WHERE assignee_id IS NOT NULL AND due_at IS NOT NULL;
CREATE INDEX tickets_type_updated ON tickets (type, updated_at, id);
CREATE INDEX tickets_type_created ON tickets (type, created_at, id);
CREATE INDEX tickets_type_due ON tickets (type, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX tickets_updated ON tickets (updated_at, id);
CREATE INDEX tickets_created ON tickets (created_at, id);
CREATE INDEX tickets_due ON tickets (due_at, id) WHERE due_at IS NOT NULL;
-- The shared queue: tickets that nobody looks after yet.
CREATE INDEX tickets_shared_updated ON tickets (updated_at, id) WHERE manager_id IS NULL AND assignee_id IS NULL;
CREATE INDEX tickets_shared_created ON tickets (created_at, id) WHERE manager_id IS NULL AND assignee_id IS NULL;
CREATE INDEX tickets_shared_due ON tickets (due_at, id) WHERE manager_id IS NULL AND assignee_id IS NULL AND due_at IS NOT NULL;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('description', 'comment', 'note', 'event')),
    side TEXT NOT NULL CHECK (side IN ('affiliate', 'manager', 'system')),
    author_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    -- What was written; for an event its key.
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX messages_by_ticket ON messages (ticket_id, id);

-- Words of a message, tokenised in Rust (`desk::text::tokens`) so that both engines find the same.
-- `affiliate7x` style owner tokens narrow a search to one affiliate.
-- The `ascii` tokenizer takes every other character as part of a word, so it adds no idea of its own of what a letter is.
CREATE VIRTUAL TABLE message_search USING fts5 (public, staff, content='', contentless_delete=1, tokenize="ascii");

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id BIGINT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    storage_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    width BIGINT,
    height BIGINT,
    -- The id that it had in staged_files: the same form sent twice names it twice.
    staged_id BIGINT NOT NULL
);
CREATE INDEX attachments_by_message ON attachments (message_id, id);
CREATE INDEX attachments_by_staged ON attachments (staged_id);

-- A file that is on its way in: the row comes before the first byte, the message's transaction takes it away.
CREATE TABLE staged_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    storage_key TEXT NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Empty until the file has come in whole and was checked.
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    width BIGINT,
    height BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staged_files_by_expiry ON staged_files (expires_at);
CREATE INDEX staged_files_by_user ON staged_files (user_id);

-- The first result of each form that was sent, so that a second click gives it again.
CREATE TABLE submissions (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, id)
);
CREATE INDEX submissions_by_age ON submissions (created_at);
CREATE INDEX submissions_by_ticket ON submissions (ticket_id);

-- What somebody typed and has not sent: by form and, for a comment, by ticket (0 where there is none).
CREATE TABLE drafts (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    subject BIGINT NOT NULL,
    content TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, form, subject)
);
CREATE INDEX drafts_by_age ON drafts (updated_at);
