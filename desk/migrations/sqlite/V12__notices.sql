-- What people are told: in the panel (notices), and over the channels that leave the house (outbox).

-- The rows of the first outbox had no channel to leave by; nobody wants them any more.
DROP TABLE outbox;

-- What a person's bell shows.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    event TEXT NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT
);
CREATE INDEX notices_by_user ON notices (user_id, created_at, id);
CREATE INDEX notices_unseen ON notices (user_id, ticket_id, id) WHERE seen_at IS NULL;
CREATE INDEX notices_by_ticket ON notices (ticket_id);
CREATE INDEX notices_by_age ON notices (created_at);

-- One delivery: one event to one person over one channel, or to an address of its own.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    event TEXT NOT NULL,
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    ticket_id BIGINT REFERENCES tickets (id) ON DELETE CASCADE,
    message_id BIGINT,
    post_id BIGINT REFERENCES news (id) ON DELETE CASCADE,
    -- Where it goes, where that is not simply the person: an address to be confirmed, an endpoint.
    address TEXT NOT NULL,
    -- Rows of one key go out one after the other; the empty key puts nothing in order.
    ordering_key TEXT NOT NULL,
    -- What has to be said as it was when it happened; empty where it is made from what is there when it leaves.
    payload TEXT NOT NULL,
    -- The same at every attempt, so that the other side knows a repetition.
    stable_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead', 'dropped')),
    created_at BIGINT NOT NULL,
    -- Past this time nobody wants it any more; a channel switched on later sends nothing stale.
    expires_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    lease_owner TEXT NOT NULL,
    finished_at BIGINT,
    last_error TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (channel, run_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_in_order ON outbox (channel, ordering_key, id) WHERE state = 'waiting' AND ordering_key <> '';
CREATE INDEX outbox_stale ON outbox (expires_at) WHERE state = 'waiting';
CREATE INDEX outbox_finished ON outbox (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX outbox_created ON outbox (created_at, id);
CREATE INDEX outbox_by_state ON outbox (state, created_at, id);
CREATE INDEX outbox_by_user ON outbox (user_id);
CREATE INDEX outbox_by_ticket ON outbox (ticket_id, id);
CREATE INDEX outbox_by_post ON outbox (post_id);

-- Every attempt, written before the first byte leaves.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    outbox_id BIGINT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    outcome TEXT NOT NULL CHECK (outcome IN ('begun', 'sent', 'failed', 'refused', 'unknown')),
    answer TEXT NOT NULL
);
CREATE INDEX deliveries_by_outbox ON deliveries (outbox_id, id);

-- Where nothing is sent but everything is shown (the demo): what would have been sent.
CREATE TABLE shown_mails (
    outbox_id BIGINT NOT NULL PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    headers TEXT NOT NULL,
    plain TEXT NOT NULL,
    html TEXT NOT NULL
);

-- What a person chose where it differs from the default.
CREATE TABLE notice_preferences (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    channel TEXT NOT NULL,
    wanted BOOLEAN NOT NULL,
    PRIMARY KEY (user_id, topic, channel)
);

-- When the next daily digest is due; none for who does not want one.
ALTER TABLE users ADD COLUMN digest_at BIGINT;
CREATE INDEX users_by_digest ON users (digest_at) WHERE digest_at IS NOT NULL;

-- Links that let somebody in once: only their hashes are kept.
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset', 'confirmation')),
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash BLOB NOT NULL UNIQUE,
    -- The address that it was sent to: it proves that one alone.
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX tokens_by_user ON tokens (user_id, kind);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
