-- Answers that come from outside of the panel.
-- What a mail or messenger carried along below the answer: shown folded. Never searched, and no part of the answer.
ALTER TABLE messages ADD COLUMN quoted TEXT NOT NULL DEFAULT '';
-- How it came when not through a page: 'mail', 'telegram'.
ALTER TABLE messages ADD COLUMN via TEXT NOT NULL DEFAULT '';

-- What became of each answer, so that none vanishes silently.
CREATE TABLE inbound_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    -- How it came: 'mail', 'telegram'.
    via TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- The address that it says it comes from, or a name in Telegram: a hint for people, never a reason to believe it.
    sender TEXT NOT NULL,
    sender_folded TEXT NOT NULL,
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    ticket_id BIGINT REFERENCES tickets (id) ON DELETE SET NULL,
    message_id BIGINT,
    -- Whether the person was told that it was not taken.
    told BOOLEAN NOT NULL
);
CREATE INDEX inbound_log_by_time ON inbound_log (at, id);
CREATE INDEX inbound_log_by_user ON inbound_log (user_id, at) WHERE user_id IS NOT NULL;
CREATE INDEX inbound_log_by_ticket ON inbound_log (ticket_id, at, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX inbound_log_by_outcome ON inbound_log (outcome, at, id);
CREATE INDEX inbound_log_by_via ON inbound_log (via, at, id);
CREATE INDEX inbound_log_by_sender ON inbound_log (sender_folded, at, id);

-- Digests of mails that were decided, so that one that comes a second time is known.
CREATE TABLE mail_seen (
    digest BLOB PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX mail_seen_by_time ON mail_seen (at);

-- Where answers are fetched from (a mailbox, a bot): which process looks there, and how that goes.
CREATE TABLE inlets (
    name TEXT PRIMARY KEY,
    lease_owner TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    looked_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    last_error TEXT NOT NULL
);
