-- Files of leads brought in from elsewhere.

CREATE TABLE lead_imports (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id      int NOT NULL REFERENCES users (id),
  status       text NOT NULL CHECK (status IN ('uploaded', 'queued', 'running', 'done', 'failed')),
  file_name    varchar(200) NOT NULL,
  -- Keys of the storage door; what lies there is encrypted.
  file_key     text NOT NULL,
  -- First row of each stored piece of the file of refused rows.
  refused_chunks int[] NOT NULL DEFAULT '{}',
  -- What was found in the file: columns, guesses, number of rows. Holds no cell of it.
  found        jsonb NOT NULL DEFAULT '{}',
  mapping      jsonb,
  rows_total   int NOT NULL DEFAULT 0,
  rows_done    int NOT NULL DEFAULT 0,
  created      int NOT NULL DEFAULT 0,
  matched      int NOT NULL DEFAULT 0,
  refused      int NOT NULL DEFAULT 0,
  -- Why it failed, in a sentence.
  failure      text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz
);
CREATE INDEX lead_imports_user ON lead_imports (user_id, id DESC);
