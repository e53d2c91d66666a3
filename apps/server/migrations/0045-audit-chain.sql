-- What was noted stays noted: the audit log and its chain take new rows and nothing else, from whatever role, also while triggers are
-- switched off for replication. On the embedded database they belong to the superuser besides (append-only.ts).
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% takes new rows only, no %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- One link for each entry, in the order in which entries were committed. `hash` is keyed, over the link before and all that the entry says:
-- whoever changes, removes or swaps entries without the key breaks it. Written by a job, so that no transaction waits for another.
CREATE TABLE audit_chain (
  position bigint PRIMARY KEY,
  audit_id bigint NOT NULL UNIQUE,
  hash     text NOT NULL
);

-- What a run of the job saw when it began: the newest entry, the next transaction to come, and the oldest still running. Entries below
-- `highest_id` that were committed later come from transactions below `next_xid`; a run that began when those had ended has chained them all.
CREATE TABLE audit_chain_marks (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  highest_id bigint NOT NULL,
  next_xid   xid8 NOT NULL,
  oldest_xid xid8 NOT NULL,
  at         timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain_marks FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_chain ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_chain_marks ENABLE ALWAYS TRIGGER append_only;
