-- New words are written as small segments of the index, one per message, and merged later. By default (4) most of the work of
-- storing a message in a large desk is merging; with 16 it is a third of that, and a search looks into some more segments.
-- The second figure is when everything is merged at once, whatever it takes: far above the first, so that it does not come to it.
INSERT INTO message_search (message_search, rank) VALUES ('automerge', 16);
INSERT INTO message_search (message_search, rank) VALUES ('crisismerge', 256);
