CREATE TABLE note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    seen_at INTEGER
) STRICT;
-- For the engine's own words only; not part of the schema that is compared.
CREATE VIRTUAL TABLE note_words USING fts5 (body, content = 'note', content_rowid = 'id');
