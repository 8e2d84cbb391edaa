-- People: affiliates, their sign-ins, staff, sessions. Times are BIGINT microseconds since the epoch, UTC.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    role TEXT NOT NULL CHECK (role IN ('affiliate', 'manager', 'lead', 'admin')),
    affiliate_id BIGINT REFERENCES affiliates (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((role = 'affiliate') = (affiliate_id IS NOT NULL))
);
CREATE INDEX users_by_affiliate ON users (affiliate_id);

CREATE TABLE affiliates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'on_moderation', 'not_active', 'blocked')),
    manager_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    country TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX affiliates_by_manager ON affiliates (manager_id);
CREATE INDEX affiliates_by_name ON affiliates (name_folded);

CREATE TABLE affiliate_tags (
    affiliate_id BIGINT NOT NULL REFERENCES affiliates (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (affiliate_id, tag)
);

-- How a person is reached besides the desk; of an affiliate (company) or of a user (a manager).
CREATE TABLE affiliate_contacts (
    affiliate_id BIGINT NOT NULL REFERENCES affiliates (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (affiliate_id, kind, value)
);
CREATE TABLE user_contacts (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (user_id, kind, value)
);

-- Ticket types routed to a manager beside the portfolio.
CREATE TABLE type_routes (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    PRIMARY KEY (user_id, type)
);

-- A session is found by the SHA-256 of its cookie; the cookie itself is nowhere in the database.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
