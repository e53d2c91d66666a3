-- What a lead stands by when leads are ordered by score or priority (decision 0220). Each new score went into all two dozen indexes of
-- `leads`, each on a page of its own; now it goes into three of a narrow table. The columns of `leads` stay what is told of a lead.
CREATE TABLE lead_ranks (
  -- A living lead. Kept by the triggers of `leads`, in the statement that changes the lead.
  lead_id     int PRIMARY KEY,
  -- As of the lead; -1 without one.
  score       smallint NOT NULL,
  priority    smallint,
  created_at  timestamptz(3) NOT NULL,
  -- The column of the board that it stands in; null: asleep or lost.
  board_stage int
);
ALTER TABLE lead_ranks SET (fillfactor = 80);

CREATE FUNCTION board_stage_of(stage_id int, status text, sleeps_until timestamptz) RETURNS int LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN sleeps_until IS NULL AND status <> 'lost' THEN stage_id END;

INSERT INTO lead_ranks (lead_id, score, priority, created_at, board_stage)
SELECT id, coalesce(score, -1), priority, created_at, board_stage_of(stage_id, status, sleeps_until)
FROM leads WHERE deleted_at IS NULL ORDER BY id;

CREATE INDEX lead_ranks_score ON lead_ranks (score DESC, lead_id DESC);
CREATE INDEX lead_ranks_priority ON lead_ranks (priority DESC, created_at DESC, lead_id DESC) WHERE priority IS NOT NULL;
CREATE INDEX lead_ranks_board ON lead_ranks (board_stage, priority DESC NULLS LAST, lead_id DESC) WHERE board_stage IS NOT NULL;
DROP INDEX leads_score, leads_priority, leads_stage_priority;

-- Three that each lead stood in for nothing: most have neither tags nor a date of possession, and no query goes by the key of a contact.
DROP INDEX leads_contact_key, leads_tags, leads_possession, leads_possession_latest;
CREATE INDEX leads_tags ON leads USING gin (tags) WHERE deleted_at IS NULL AND tags <> '{}';
CREATE INDEX leads_possession ON leads (possession_date, created_at, id) WHERE deleted_at IS NULL AND possession_date IS NOT NULL;

CREATE OR REPLACE FUNCTION keep_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- As with a CHECK, what is not known passes.
  IF NEW.name = '' OR NEW.budget < 0 OR NEW.carpet_area_sqft NOT BETWEEN 1 AND 10000000 OR NEW.score NOT BETWEEN 0 AND 100
    OR NEW.project_type NOT IN ('residential', 'commercial', 'high_budget')
    OR NEW.status NOT IN ('new', 'contacted', 'qualified', 'converted', 'lost')
  THEN
    RAISE check_violation USING MESSAGE = 'a lead of the table "leads" is not one that there may be', TABLE = 'leads';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.tags <> '{}' AND NEW.deleted_at IS NULL THEN
      INSERT INTO lead_tag_deltas (tag, n) SELECT t, 1 FROM unnest(NEW.tags) AS t;
    END IF;
    RETURN NEW;
  END IF;

  NEW.row_rev := OLD.row_rev + 1;
  -- Who comes into a stage, out of sleep or back from the bin comes on top, whichever statement brings them.
  IF NEW.position = OLD.position AND (NEW.stage_id <> OLD.stage_id
    OR (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL) OR (OLD.sleeps_until IS NOT NULL AND NEW.sleeps_until IS NULL))
  THEN
    NEW.position := nextval('lead_positions') << 20;
  END IF;

  IF (OLD.deleted_at IS NULL, OLD.score, OLD.priority, OLD.created_at, OLD.stage_id, OLD.sleeps_until IS NULL, OLD.status = 'lost')
    IS DISTINCT FROM (NEW.deleted_at IS NULL, NEW.score, NEW.priority, NEW.created_at, NEW.stage_id, NEW.sleeps_until IS NULL, NEW.status = 'lost')
  THEN
    IF NEW.deleted_at IS NOT NULL THEN
      DELETE FROM lead_ranks WHERE lead_id = NEW.id;
    ELSIF OLD.deleted_at IS NOT NULL THEN
      INSERT INTO lead_ranks (lead_id, score, priority, created_at, board_stage)
      VALUES (NEW.id, coalesce(NEW.score, -1), NEW.priority, NEW.created_at, board_stage_of(NEW.stage_id, NEW.status, NEW.sleeps_until));
    ELSE
      UPDATE lead_ranks SET score = coalesce(NEW.score, -1), priority = NEW.priority, created_at = NEW.created_at,
        board_stage = board_stage_of(NEW.stage_id, NEW.status, NEW.sleeps_until)
      WHERE lead_id = NEW.id;
    END IF;
  END IF;
  IF (OLD.deleted_at IS NULL, OLD.budget, OLD.team_id, OLD.assigned_to, OLD.status, OLD.stage_id, OLD.source, OLD.project_type,
      OLD.campaign_id, OLD.location, OLD.created_at)
    IS DISTINCT FROM (NEW.deleted_at IS NULL, NEW.budget, NEW.team_id, NEW.assigned_to, NEW.status, NEW.stage_id, NEW.source, NEW.project_type,
      NEW.campaign_id, NEW.location, NEW.created_at)
  THEN
    IF OLD.deleted_at IS NULL THEN PERFORM count_lead_as(OLD, -1); END IF;
    IF NEW.deleted_at IS NULL THEN PERFORM count_lead_as(NEW, 1); END IF;
  END IF;
  IF OLD.tags IS DISTINCT FROM NEW.tags OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) THEN
    INSERT INTO lead_tag_deltas (tag, n)
    SELECT t, -1 FROM unnest(OLD.tags) AS t WHERE OLD.deleted_at IS NULL
    UNION ALL SELECT t, 1 FROM unnest(NEW.tags) AS t WHERE NEW.deleted_at IS NULL;
  END IF;
  -- A move to another stage is known by its delta of counts.
  IF (OLD.response_minutes, OLD.lost_reason, OLD.competitor, OLD.pipeline_id, OLD.woke_at, OLD.sleeps_until IS NULL)
      IS DISTINCT FROM (NEW.response_minutes, NEW.lost_reason, NEW.competitor, NEW.pipeline_id, NEW.woke_at, NEW.sleeps_until IS NULL)
    OR (OLD.stage_id = NEW.stage_id AND OLD.stage_entered_at <> NEW.stage_entered_at)
  THEN
    INSERT INTO report_changes (lead_id) VALUES (NEW.id);
  END IF;
  RETURN NEW;
END $$;

-- What comes in, of a whole statement at once.
CREATE FUNCTION note_new_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month, lead_id)
  SELECT 1, coalesce(budget, 0), coalesce(team_id, 0), coalesce(assigned_to, 0), status, stage_id, source,
         project_type, campaign_id, lower(location), date_trunc('month', created_at AT TIME ZONE 'UTC')::date, id
  FROM added WHERE deleted_at IS NULL;
  INSERT INTO lead_ranks (lead_id, score, priority, created_at, board_stage)
  SELECT id, coalesce(score, -1), priority, created_at, board_stage_of(stage_id, status, sleeps_until) FROM added WHERE deleted_at IS NULL;
  RETURN NULL;
END $$;
CREATE FUNCTION note_gone_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.deleted_at IS NULL THEN
    PERFORM count_lead_as(OLD, -1);
    INSERT INTO lead_tag_deltas (tag, n) SELECT t, -1 FROM unnest(OLD.tags) AS t;
    DELETE FROM lead_ranks WHERE lead_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER leads_count ON leads;
DROP TRIGGER lead_tags_inserted ON leads;
DROP TRIGGER lead_tags_deleted ON leads;
DROP FUNCTION count_lead();
DROP FUNCTION count_lead_tags();
CREATE TRIGGER leads_added AFTER INSERT ON leads REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION note_new_leads();
CREATE TRIGGER leads_gone AFTER DELETE ON leads FOR EACH ROW EXECUTE FUNCTION note_gone_lead();
