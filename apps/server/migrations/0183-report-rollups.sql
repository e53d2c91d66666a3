-- Figures of reports that are kept, behind the writing (decision 0183).

-- Leads of which something changed that reports count: what is kept of them is out of date until a worker has gone over them.
CREATE TABLE report_changes (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id int NOT NULL
);

-- What a lead adds to the figures, as it was when a worker last looked. A lead that is deleted has no row.
CREATE TABLE report_leads (
  lead_id      int PRIMARY KEY,
  -- Day on which it came, by the calendar of the firm.
  came_on      date NOT NULL,
  -- 0 is no team and nobody, as in lead_counts.
  team_id      int NOT NULL,
  owner_id     int NOT NULL,
  -- Hour of the week in which it came, by the clock of its team: 0 on Monday to 167.
  arrival      smallint NOT NULL,
  pipeline_id  int NOT NULL,
  source       text,
  campaign_id  int,
  project_type text,
  -- In small letters.
  location     text,
  outcome      text NOT NULL CHECK (outcome IN ('open', 'converted', 'lost')),
  lost_reason  text,
  competitor   text,
  -- Of a client: the quote that was accepted, else the budget.
  worth        numeric(14, 2),
  budget       numeric(14, 2),
  -- Whole working minutes to the first response.
  minutes      int,
  -- Whole days until it became a client.
  days         int
);
CREATE INDEX report_leads_came ON report_leads (came_on);
CREATE INDEX report_leads_team ON report_leads (team_id, came_on);
CREATE INDEX report_leads_owner ON report_leads (owner_id, came_on);

-- Leads of a month of arrival, an owner and a team, parted by one dimension at a time: '' is not at all.
CREATE TABLE report_cells (
  dimension text NOT NULL,
  team_id   int NOT NULL,
  owner_id  int NOT NULL,
  month     date NOT NULL,
  value     text,
  received  int NOT NULL,
  converted int NOT NULL,
  lost      int NOT NULL,
  answered  int NOT NULL,
  revenue   numeric(20, 2) NOT NULL,
  -- Budgets of those that were lost.
  lost_value numeric(20, 2) NOT NULL,
  UNIQUE NULLS NOT DISTINCT (dimension, team_id, owner_id, month, value)
);

-- How many leads of a cell took so many minutes to be answered, or so many days to become clients: medians stay exact.
CREATE TABLE report_spreads (
  measure   text NOT NULL CHECK (measure IN ('minutes', 'days')),
  dimension text NOT NULL,
  team_id   int NOT NULL,
  owner_id  int NOT NULL,
  month     date NOT NULL,
  value     text,
  amount    int NOT NULL,
  n         int NOT NULL,
  UNIQUE NULLS NOT DISTINCT (measure, dimension, team_id, owner_id, month, value, amount)
);

-- How far what is kept has come: one row, and the lock under which it is changed.
CREATE TABLE report_rollups (
  is_only   boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  -- Clocks that it was made with: of the firm, and of its teams. With others it is made anew.
  zone      text NOT NULL DEFAULT '',
  -- Leads up to this id are in it.
  up_to     int NOT NULL DEFAULT 0,
  -- All leads are in it, and reports are answered from it.
  is_whole  boolean NOT NULL DEFAULT false,
  -- The proof of last night: when it ended, and what did not agree and was put right.
  proved_at timestamptz(3),
  proved_leads int,
  wrong_leads  int,
  wrong_cells  int
);
INSERT INTO report_rollups DEFAULT VALUES;

-- The clocks by which arrivals are counted, in one text.
CREATE FUNCTION report_clocks(firm_zone text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT firm_zone || coalesce((SELECT string_agg(format(' %s=%s', coalesce(team_id, 0), time_zone), '' ORDER BY team_id NULLS FIRST)
    FROM working_hours WHERE time_zone IS NOT NULL), '')
$$;

-- The deltas of counts say which lead they are of: whatever changes a lead adds them anyway, so that creating one writes nothing more.
ALTER TABLE lead_count_deltas ADD COLUMN lead_id int;

CREATE OR REPLACE FUNCTION count_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
    INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month, lead_id)
    VALUES (-1, -coalesce(OLD.budget, 0), coalesce(OLD.team_id, 0), coalesce(OLD.assigned_to, 0), OLD.status, OLD.stage_id, OLD.source,
            OLD.project_type, OLD.campaign_id, lower(OLD.location), date_trunc('month', OLD.created_at AT TIME ZONE 'UTC')::date, OLD.id);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
    INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month, lead_id)
    VALUES (1, coalesce(NEW.budget, 0), coalesce(NEW.team_id, 0), coalesce(NEW.assigned_to, 0), NEW.status, NEW.stage_id, NEW.source,
            NEW.project_type, NEW.campaign_id, lower(NEW.location), date_trunc('month', NEW.created_at AT TIME ZONE 'UTC')::date, NEW.id);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION fold_lead_counts() RETURNS void LANGUAGE sql AS $$
  WITH taken AS (
    DELETE FROM lead_count_deltas WHERE pg_try_advisory_xact_lock(7461003) RETURNING *
  ), changed AS (
    INSERT INTO report_changes (lead_id) SELECT DISTINCT lead_id FROM taken WHERE lead_id IS NOT NULL
  ), parts AS (
    SELECT t.team_id, t.owner_id, d.dimension, d.value, t.n, t.budget
    FROM taken t, LATERAL (VALUES
      ('total', ''), ('status', t.status), ('stage_id', t.stage_id::text), ('source', t.source), ('project_type', t.project_type),
      ('campaign_id', t.campaign_id::text), ('location', t.location), ('month', t.month::text)) AS d (dimension, value)
    WHERE d.value IS NOT NULL
  )
  INSERT INTO lead_counts AS c (team_id, owner_id, dimension, value, n, budget)
  SELECT team_id, owner_id, dimension, value, sum(n), sum(budget) FROM parts GROUP BY 1, 2, 3, 4
  ON CONFLICT (dimension, value, team_id, owner_id) DO UPDATE SET n = c.n + excluded.n, budget = c.budget + excluded.budget
$$;

-- What counts do not look at and reports do.
CREATE FUNCTION note_report_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_changes (lead_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER leads_report_change AFTER UPDATE ON leads FOR EACH ROW
  WHEN ((OLD.response_minutes, OLD.lost_reason, OLD.competitor, OLD.pipeline_id)
    IS DISTINCT FROM (NEW.response_minutes, NEW.lost_reason, NEW.competitor, NEW.pipeline_id))
  EXECUTE FUNCTION note_report_change();

CREATE FUNCTION note_conversion_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO report_changes (lead_id) VALUES (OLD.lead_id); END IF;
  IF TG_OP <> 'DELETE' THEN INSERT INTO report_changes (lead_id) VALUES (NEW.lead_id); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER conversions_report_change AFTER INSERT OR UPDATE OR DELETE ON conversions FOR EACH ROW EXECUTE FUNCTION note_conversion_change();

CREATE FUNCTION note_quote_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO report_changes (lead_id) SELECT v.lead_id FROM conversions v WHERE v.quote_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER quotes_report_change AFTER UPDATE OF amount ON quotes FOR EACH ROW EXECUTE FUNCTION note_quote_change();

-- Site visits of a range, whoever made them.
CREATE INDEX activities_visits ON activities (happened_at) WHERE type = 'site_visit' AND deleted_at IS NULL;
