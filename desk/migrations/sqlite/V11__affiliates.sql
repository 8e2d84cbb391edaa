-- Affiliates are edited and imported; offers are imported.

-- Its number in the system that it comes from: an import finds it again by this.
ALTER TABLE affiliates ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX affiliates_by_external_id ON affiliates (external_id);
-- Counts the changes of the affiliate's own data, for whoever edits them; `version` counts more than that.
ALTER TABLE affiliates ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;

-- A file that was read and checked, row by row, and is applied whole or not at all.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Who brought it; none: the command line.
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    subject TEXT NOT NULL CHECK (subject IN ('offers', 'affiliates')),
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reading', 'checked', 'applying', 'applied', 'failed')),
    -- Rows by what becomes of them.
    creates BIGINT NOT NULL,
    updates BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    -- Offers whose change of privacy would take access away, and how many affiliates have it there.
    concerned_offers BIGINT NOT NULL,
    concerned BIGINT NOT NULL,
    -- What becomes of that access; empty until it was said.
    public_access TEXT NOT NULL,
    -- Why it could not be applied, as JSON; empty when it could.
    failure TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX imports_by_user ON imports (user_id, id);
CREATE INDEX imports_by_expiry ON imports (expires_at);

CREATE TABLE import_rows (
    import_id BIGINT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    -- As a spreadsheet counts them; the header is row 1.
    number BIGINT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('create', 'update', 'unchanged', 'error')),
    external_id TEXT NOT NULL,
    -- What it would change, and at which version of it; none for a new one.
    target BIGINT,
    version BIGINT NOT NULL,
    -- What the report calls it.
    name TEXT NOT NULL,
    -- What it says (an object of texts), what would change (an array of columns), what is wrong (an array): JSON.
    cells TEXT NOT NULL,
    changed TEXT NOT NULL,
    faults TEXT NOT NULL,
    -- How many affiliates would lose access by it.
    concerned BIGINT NOT NULL,
    PRIMARY KEY (import_id, number)
);
CREATE INDEX import_rows_by_action ON import_rows (import_id, action, number);
CREATE INDEX import_rows_by_external_id ON import_rows (import_id, external_id, number) WHERE external_id <> '';
CREATE INDEX import_rows_by_target ON import_rows (import_id, target, number) WHERE target IS NOT NULL;

-- How many rows are applied: written beside the transaction that applies them, which nobody sees before its end.
CREATE TABLE import_progress (
    import_id BIGINT NOT NULL PRIMARY KEY REFERENCES imports (id) ON DELETE CASCADE,
    done BIGINT NOT NULL
);
