-- All that is held on one person, as a file that somebody asked for.
CREATE TABLE privacy_exports (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The leads and clients that are the person.
  lead_ids    int[] NOT NULL,
  client_ids  int[] NOT NULL,
  user_id     int NOT NULL REFERENCES users (id),
  status      text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'done', 'failed', 'forgotten')),
  file_key    varchar(100) NOT NULL,
  bytes       bigint,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  finished_at timestamptz(3)
);
CREATE INDEX privacy_exports_newest ON privacy_exports (id DESC);
