-- Addresses of other programs that are told what happens to tickets. Deliveries are rows of the outbox.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    -- What it is told of, with spaces between; empty for everything, also what there will be later.
    events TEXT NOT NULL,
    -- Signs what is sent; the one before signs beside it for a while, so that the other side can change over.
    secret BLOB NOT NULL,
    former_secret BLOB,
    former_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_of_webhook ON outbox (address, id) WHERE channel = 'webhook';
