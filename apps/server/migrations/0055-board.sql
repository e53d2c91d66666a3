-- Where a lead stands on the board, until when it sleeps, and what a stage asks of those who enter it.

-- Numbers for the top of a stage: always the highest so far, unique, and nobody waits for one.
CREATE SEQUENCE lead_positions;

-- Higher is further up. Numbers of the sequence are 2^20 apart: what is put between two cards takes a number between theirs, never a
-- multiple of 2^20. Stays below 2^53.
ALTER TABLE leads
  ADD COLUMN position     bigint NOT NULL DEFAULT (nextval('lead_positions') << 20),
  -- Off the board until this day, by which it wakes by itself.
  ADD COLUMN sleeps_until date,
  -- When it last woke: its time in the stage counts from here.
  ADD COLUMN woke_at      timestamptz(3);

-- A column of the board is a range of one of these, in everybody's reach.
CREATE UNIQUE INDEX leads_stage_position ON leads (stage_id, position)
  WHERE deleted_at IS NULL AND sleeps_until IS NULL AND status <> 'lost';
CREATE INDEX leads_team_stage_position ON leads (team_id, stage_id, position)
  WHERE deleted_at IS NULL AND sleeps_until IS NULL AND status <> 'lost';
CREATE INDEX leads_owner_stage_position ON leads (assigned_to, stage_id, position)
  WHERE deleted_at IS NULL AND sleeps_until IS NULL AND status <> 'lost';
CREATE INDEX leads_asleep ON leads (stage_id, assigned_to, team_id, sleeps_until) WHERE deleted_at IS NULL AND sleeps_until IS NOT NULL;

CREATE OR REPLACE FUNCTION raise_lead_rev() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.row_rev := OLD.row_rev + 1;
  -- Who comes into a stage, out of sleep or back from the bin comes on top, whichever statement brings them.
  IF NEW.position = OLD.position AND (NEW.stage_id <> OLD.stage_id
    OR (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL) OR (OLD.sleeps_until IS NOT NULL AND NEW.sleeps_until IS NULL))
  THEN
    NEW.position := nextval('lead_positions') << 20;
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE stages
  -- Null: that of its category.
  ADD COLUMN colour          text CHECK (colour IN ('slate', 'blue', 'teal', 'green', 'amber', 'orange', 'red', 'purple')),
  -- Names of fields of a lead that must be filled in to enter.
  ADD COLUMN required_fields text[] NOT NULL DEFAULT '{}',
  -- Where a lead may go from here; null: anywhere in its pipeline. Lost is always open.
  ADD COLUMN next_stage_ids  int[],
  -- Entering takes a few words.
  ADD COLUMN note_required   boolean NOT NULL DEFAULT false,
  -- The history still speaks of removed stages. What stands in one goes to `moves_to`.
  ADD COLUMN removed_at      timestamptz,
  ADD COLUMN moves_to        int REFERENCES stages (id);
ALTER TABLE stages DROP CONSTRAINT stages_pipeline_id_name_key;
CREATE UNIQUE INDEX stages_name ON stages (pipeline_id, lower(name)) WHERE removed_at IS NULL;

ALTER TABLE pipelines ADD COLUMN removed_at timestamptz;
ALTER TABLE pipelines DROP CONSTRAINT pipelines_name_key, DROP CONSTRAINT pipelines_project_type_key;
CREATE UNIQUE INDEX pipelines_name ON pipelines (lower(name)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX pipelines_project_type ON pipelines (project_type) NULLS NOT DISTINCT WHERE removed_at IS NULL;
