-- What leaves (outbox) and what is done in the background (jobs).
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    ticket_id BIGINT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Past this time nobody wants it any more; a channel switched on later sends nothing stale.
    expires_at BIGINT NOT NULL
);
CREATE INDEX outbox_by_expiry ON outbox (expires_at);
CREATE INDEX outbox_by_user ON outbox (user_id);
CREATE INDEX outbox_by_ticket ON outbox (ticket_id);

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    -- One job of a kind per key; the empty key is the kind's one recurring job.
    job_key TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    lease_owner TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    UNIQUE (kind, job_key)
);
CREATE INDEX jobs_by_time ON jobs (run_at);
