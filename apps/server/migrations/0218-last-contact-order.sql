-- Whom nobody has spoken to for longest. Who was never contacted comes first then, as if it had been before everybody else.
CREATE INDEX leads_last_contact ON leads ((coalesce(last_activity_at, timestamptz '1970-01-01 00:00:00+00')), id) WHERE deleted_at IS NULL;
