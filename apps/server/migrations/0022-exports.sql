-- Files of leads taken out. They are deleted after a few days.
CREATE TABLE lead_exports (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id     int NOT NULL REFERENCES users (id),
  status      text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled', 'stopped')),
  format      text NOT NULL CHECK (format IN ('csv', 'xlsx')),
  -- Filters and order. Encrypted: what is searched for may be a phone.
  question    bytea NOT NULL,
  -- Key of the storage door.
  file_key    text NOT NULL,
  rows_done   int NOT NULL DEFAULT 0,
  bytes       bigint,
  failure     text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX lead_exports_user ON lead_exports (user_id, id DESC);
