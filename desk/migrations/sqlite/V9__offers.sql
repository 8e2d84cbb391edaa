-- Offers, who may run them, and how affiliates ask.

-- The questions of a request form, shared by offers; `questions` is a JSON array.
CREATE TABLE question_sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    questions TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Its number in the system that it comes from: an import finds it again by this.
    external_id TEXT UNIQUE,
    title TEXT NOT NULL,
    advertiser TEXT NOT NULL,
    -- Markdown.
    description TEXT NOT NULL,
    preview_url TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'stopped')),
    privacy TEXT NOT NULL CHECK (privacy IN ('public', 'pre_moderation', 'private')),
    -- Kept: active and not private, so that the catalogue is one index range.
    listed BOOLEAN NOT NULL,
    kpi TEXT NOT NULL,
    hold_days BIGINT,
    -- The affiliate's own link, with macros such as {affiliate_id}.
    tracking_template TEXT NOT NULL,
    -- The newest version of its terms; 0 when it has none.
    terms_version BIGINT NOT NULL,
    question_set_id BIGINT REFERENCES question_sets (id) ON DELETE SET NULL,
    -- After how many days a rejected affiliate may try again, unless the decision says otherwise; none: never.
    reapply_days BIGINT,
    -- How many days a request for information may stay without an answer.
    answer_days BIGINT NOT NULL,
    logo_key TEXT UNIQUE,
    logo_format TEXT NOT NULL DEFAULT '',
    logo_size BIGINT NOT NULL DEFAULT 0,
    logo_version BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX offers_listed ON offers (listed, created_at, id);
CREATE INDEX offers_created ON offers (created_at, id);
CREATE INDEX offers_by_set ON offers (question_set_id) WHERE question_set_id IS NOT NULL;

-- What is filtered by; each also has its order on the page, and whether its offer is listed.
CREATE TABLE offer_categories (
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    category TEXT NOT NULL,
    place BIGINT NOT NULL,
    listed BOOLEAN NOT NULL,
    PRIMARY KEY (category, offer_id)
);
CREATE INDEX offer_categories_by_offer ON offer_categories (offer_id);
CREATE INDEX offer_categories_listed ON offer_categories (listed, category);
CREATE TABLE offer_countries (
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    -- ISO 3166.
    country TEXT NOT NULL,
    allowed BOOLEAN NOT NULL,
    listed BOOLEAN NOT NULL,
    PRIMARY KEY (country, offer_id)
);
CREATE INDEX offer_countries_by_offer ON offer_countries (offer_id);
CREATE INDEX offer_countries_listed ON offer_countries (listed, country);
CREATE TABLE offer_sources (
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    allowed BOOLEAN NOT NULL,
    place BIGINT NOT NULL,
    listed BOOLEAN NOT NULL,
    PRIMARY KEY (source, offer_id)
);
CREATE INDEX offer_sources_by_offer ON offer_sources (offer_id);
CREATE INDEX offer_sources_listed ON offer_sources (listed, source);

-- Payouts, caps and landing pages, a line each, in the words of the form.
CREATE TABLE offer_lines (
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('payout', 'cap', 'landing')),
    place BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (offer_id, kind, place)
);

-- Every version of an offer's terms: a request says which one was accepted.
CREATE TABLE offer_terms (
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    PRIMARY KEY (offer_id, version)
);

-- Words of title, advertiser and categories, folded: a search is a range per word.
CREATE TABLE offer_words (
    word TEXT NOT NULL,
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    PRIMARY KEY (word, offer_id)
);
CREATE INDEX offer_words_by_offer ON offer_words (offer_id);

-- Whether an affiliate may run an offer. Without a row, a public offer is open to them and another one is not.
CREATE TABLE offer_access (
    affiliate_id BIGINT NOT NULL REFERENCES affiliates (id) ON DELETE CASCADE,
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('granted', 'removed')),
    origin TEXT NOT NULL CHECK (origin IN ('public', 'request', 'manual', 'rule')),
    -- Why it was removed.
    reason TEXT NOT NULL,
    changed_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (affiliate_id, offer_id)
);
CREATE INDEX offer_access_by_offer ON offer_access (offer_id, state);

CREATE TABLE access_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    affiliate_id BIGINT NOT NULL REFERENCES affiliates (id) ON DELETE CASCADE,
    offer_id BIGINT NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    ticket_id BIGINT NOT NULL UNIQUE REFERENCES tickets (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('pending', 'needs_information', 'approved', 'rejected', 'withdrawn', 'expired')),
    -- Whether it is the pair's last one: what the catalogue shows.
    latest BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    -- Since when it is in this state.
    since BIGINT NOT NULL,
    -- Pending: when a lead is told. Needs information: when it expires.
    deadline BIGINT,
    -- How often the affiliate was reminded since the manager asked.
    reminders BIGINT NOT NULL,
    escalated BOOLEAN NOT NULL,
    decided_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    -- The rule that decided, by the name that it had then; empty when a person did.
    decided_by_rule TEXT NOT NULL,
    -- The public reason of a rejection.
    reason TEXT NOT NULL,
    -- From when the affiliate may ask again after a rejection; none: never.
    reapply_at BIGINT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX access_requests_live ON access_requests (affiliate_id, offer_id)
    WHERE state IN ('pending', 'needs_information');
CREATE UNIQUE INDEX access_requests_latest ON access_requests (affiliate_id, offer_id) WHERE latest;
CREATE INDEX access_requests_by_affiliate ON access_requests (affiliate_id, state);
CREATE INDEX access_requests_by_offer ON access_requests (offer_id, state, since, id);
CREATE INDEX access_requests_by_state ON access_requests (state, since, id);
CREATE INDEX access_requests_by_deadline ON access_requests (deadline) WHERE deadline IS NOT NULL;

-- What was sent, each time: questions as they were asked, answers, the terms that were accepted. Never changed.
CREATE TABLE request_attempts (
    request_id BIGINT NOT NULL REFERENCES access_requests (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    answers TEXT NOT NULL,
    comment TEXT NOT NULL,
    terms_version BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (request_id, number)
);

-- The reasons that managers choose from when they reject.
CREATE TABLE reject_reasons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place BIGINT NOT NULL,
    text TEXT NOT NULL
);

-- What decides by itself, in order; conditions and action are JSON.
CREATE TABLE rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    conditions TEXT NOT NULL,
    action TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX rules_in_order ON rules (place, id);

-- Who did what, and when; rows are only added.
CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    -- JSON.
    data TEXT NOT NULL
);
CREATE INDEX audit_log_by_subject ON audit_log (subject, subject_id, id);

-- The state of a ticket's request, kept beside the ticket's own.
ALTER TABLE tickets ADD COLUMN request_state TEXT;
-- What an event line says beside its key: to both sides (a reason), and to staff alone (a rule's name).
ALTER TABLE messages ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN detail_staff TEXT NOT NULL DEFAULT '';

-- As in submissions, for forms whose result is no ticket: the result as JSON.
CREATE TABLE form_results (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    result TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, id)
);
CREATE INDEX form_results_by_age ON form_results (created_at);

INSERT INTO stamps (name, version) VALUES ('offers', 1);
