-- With every statement PostgreSQL reads the text of each CHECK and of each WHEN of a table anew: of `leads` that took longer than writing
-- a row (decision 0216). A function is read once for each connection.
ALTER TABLE leads
  DROP CONSTRAINT leads_budget_check, DROP CONSTRAINT leads_carpet_area_sqft_check, DROP CONSTRAINT leads_name_check,
  DROP CONSTRAINT leads_project_type_check, DROP CONSTRAINT leads_score_check, DROP CONSTRAINT leads_status_check;
DROP TRIGGER leads_rev ON leads;
DROP TRIGGER leads_recount ON leads;
DROP TRIGGER leads_report_change ON leads;
DROP TRIGGER lead_tags_updated ON leads;
DROP FUNCTION raise_lead_rev();
DROP FUNCTION note_report_change();

CREATE FUNCTION keep_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- As with a CHECK, what is not known passes.
  IF NEW.name = '' OR NEW.budget < 0 OR NEW.carpet_area_sqft NOT BETWEEN 1 AND 10000000 OR NEW.score NOT BETWEEN 0 AND 100
    OR NEW.project_type NOT IN ('residential', 'commercial', 'high_budget')
    OR NEW.status NOT IN ('new', 'contacted', 'qualified', 'converted', 'lost')
  THEN
    RAISE check_violation USING MESSAGE = 'a lead of the table "leads" is not one that there may be', TABLE = 'leads';
  END IF;
  IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;

  NEW.row_rev := OLD.row_rev + 1;
  -- Who comes into a stage, out of sleep or back from the bin comes on top, whichever statement brings them.
  IF NEW.position = OLD.position AND (NEW.stage_id <> OLD.stage_id
    OR (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL) OR (OLD.sleeps_until IS NOT NULL AND NEW.sleeps_until IS NULL))
  THEN
    NEW.position := nextval('lead_positions') << 20;
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
CREATE TRIGGER leads_kept BEFORE INSERT OR UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION keep_lead();

CREATE FUNCTION count_lead_as(l leads, n int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month, lead_id)
  VALUES (n, n * coalesce(l.budget, 0), coalesce(l.team_id, 0), coalesce(l.assigned_to, 0), l.status, l.stage_id, l.source,
          l.project_type, l.campaign_id, lower(l.location), date_trunc('month', l.created_at AT TIME ZONE 'UTC')::date, l.id);
END $$;

-- What is written on a lead is counted there; here what comes and what goes for good.
CREATE OR REPLACE FUNCTION count_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.deleted_at IS NULL THEN PERFORM count_lead_as(NEW, 1); END IF;
  ELSIF OLD.deleted_at IS NULL THEN
    PERFORM count_lead_as(OLD, -1);
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION count_lead_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO lead_tag_deltas (tag, n) SELECT t, 1 FROM unnest(NEW.tags) AS t WHERE NEW.deleted_at IS NULL;
  ELSE
    INSERT INTO lead_tag_deltas (tag, n) SELECT t, -1 FROM unnest(OLD.tags) AS t WHERE OLD.deleted_at IS NULL;
  END IF;
  RETURN NULL;
END $$;

ALTER TABLE activities
  DROP CONSTRAINT activities_direction_check, DROP CONSTRAINT activities_duration_s_check, DROP CONSTRAINT activities_note_check,
  DROP CONSTRAINT activities_type_check;
CREATE FUNCTION check_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.direction NOT IN ('in', 'out') OR NEW.duration_s NOT BETWEEN 0 AND 86400 OR length(NEW.note) > 10000
    OR NEW.type NOT IN ('call', 'email', 'meeting', 'site_visit', 'note', 'whatsapp', 'sms')
  THEN
    RAISE check_violation USING MESSAGE = 'an activity of the table "activities" is not one that there may be', TABLE = 'activities';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER activities_checked BEFORE INSERT OR UPDATE ON activities FOR EACH ROW EXECUTE FUNCTION check_activity();
