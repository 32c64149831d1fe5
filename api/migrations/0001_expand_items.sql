-- kind: expand
-- Items, newest first by `position`: an identity is exact where timestamps tie or jump back.
SET LOCAL lock_timeout = '5s';

CREATE TABLE items (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now()
);
