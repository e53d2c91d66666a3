-- Which open lead to turn to first: its score with how urgent it is. Kept by the module scoring, as the score is.

-- Null: closed or asleep. What is closed when it comes, and what has just come in, costs the index nothing.
ALTER TABLE leads ADD COLUMN priority smallint;
CREATE INDEX leads_priority ON leads (priority DESC, created_at DESC, id DESC) WHERE deleted_at IS NULL AND priority IS NOT NULL;

-- A column of the board by priority; what has none stands below.
CREATE INDEX leads_stage_priority ON leads (stage_id, priority DESC NULLS LAST, id DESC)
  WHERE deleted_at IS NULL AND sleeps_until IS NULL AND status <> 'lost';

-- Leads that are here already have theirs within minutes.
INSERT INTO scoring_due (lead_id)
SELECT id FROM leads WHERE deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified') ON CONFLICT DO NOTHING;
