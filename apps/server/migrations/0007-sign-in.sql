-- Failed sign-ins, counted per account and address. Keys are keyed hashes: no e-mail address stands here.
CREATE TABLE sign_in_failures (
  key      text PRIMARY KEY,
  failures int NOT NULL,
  -- When the count starts anew.
  ends_at  timestamptz NOT NULL
);

-- The audit log is read newest first, of everybody or of one person.
CREATE INDEX audit_logs_user ON audit_logs (user_id, id);
