-- Changes of many leads at once, each a job that can be followed, cancelled and undone.

CREATE TABLE bulk_changes (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id      int NOT NULL REFERENCES users (id),
  action       text NOT NULL CHECK (action IN ('assign', 'tag', 'edit', 'move', 'delete', 'restore', 'undo')),
  -- What is done to each lead. Holds no contact detail.
  params       jsonb NOT NULL DEFAULT '{}',
  -- The question whose answers are to be changed, until they are written down in bulk_change_leads.
  selection    jsonb,
  undo_of      int REFERENCES bulk_changes (id) ON DELETE CASCADE,
  -- The change that put this one back.
  undone_by    int REFERENCES bulk_changes (id) ON DELETE SET NULL,
  status       text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'cancelled', 'failed')),
  is_cancelled boolean NOT NULL DEFAULT false,
  -- Unknown until they are written down.
  total        int,
  done         int NOT NULL DEFAULT 0,
  changed      int NOT NULL DEFAULT 0,
  same         int NOT NULL DEFAULT 0,
  failed       int NOT NULL DEFAULT 0,
  -- Why it ended early, in a sentence.
  failure      text,
  -- Where it was asked for, for the audit log.
  request      jsonb NOT NULL DEFAULT '{}',
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  finished_at  timestamptz(3)
);
CREATE INDEX bulk_changes_user ON bulk_changes (user_id, id DESC);
-- One at a time for each person: the second is told.
CREATE UNIQUE INDEX bulk_changes_running ON bulk_changes (user_id) WHERE status IN ('queued', 'running');

CREATE TABLE bulk_change_leads (
  bulk_id int NOT NULL REFERENCES bulk_changes (id) ON DELETE CASCADE,
  lead_id int NOT NULL,
  state   text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'changed', 'same', 'failed')),
  reason  varchar(200),
  -- What stood in the fields that were changed, and the version of the lead after the change: what an undo needs.
  before  jsonb,
  version int,
  PRIMARY KEY (bulk_id, lead_id)
);
CREATE INDEX bulk_change_leads_waiting ON bulk_change_leads (bulk_id, lead_id) WHERE state = 'waiting';
CREATE INDEX bulk_change_leads_failed ON bulk_change_leads (bulk_id, lead_id) WHERE state = 'failed';
