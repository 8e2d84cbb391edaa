-- Telegram: who is reached there, and how far the bot's messages were read.

-- One chat is one person's, and one person's chat is one.
CREATE TABLE telegram_links (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    chat_id BIGINT NOT NULL UNIQUE,
    -- What Telegram calls them, for the person to know it again.
    name TEXT NOT NULL,
    linked_at BIGINT NOT NULL
);

-- Codes that link a chat once: only their hashes are kept, and of one person the newest.
CREATE TABLE telegram_codes (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    hash BLOB NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL
);

-- Each bot numbers what it gets by itself.
CREATE TABLE telegram_bots (
    name TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    next_update BIGINT NOT NULL,
    moved_at BIGINT NOT NULL
);

-- What the other side calls what it took, where answers to it name it so.
ALTER TABLE outbox ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_by_receipt ON outbox (receipt) WHERE receipt <> '';
CREATE INDEX outbox_of_chat ON outbox (address, id) WHERE channel = 'telegram';
