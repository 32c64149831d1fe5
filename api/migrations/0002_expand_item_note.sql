-- kind: expand
-- A nullable column without default: no rewrite, and the release before does not notice it.
SET LOCAL lock_timeout = '5s';

ALTER TABLE items ADD COLUMN note text CHECK (char_length(note) <= 2000);
