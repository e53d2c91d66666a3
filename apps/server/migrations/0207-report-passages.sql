-- How leads went through the stages, and what open ones may bring, are kept as what became of them is (decision 0207).
TRUNCATE report_leads, report_cells, report_spreads, report_deeds, report_deed_cells;

ALTER TABLE report_leads
  ADD COLUMN stage_id   int NOT NULL,
  -- Of an open lead: its current quote unless that was declined, else its budget.
  ADD COLUMN expected   numeric(14, 2),
  -- Of an open lead: since when it stands in its stage or is awake again, and the day of that by the calendar of the firm.
  ADD COLUMN since      timestamptz,
  ADD COLUMN stands_on  date,
  ADD COLUMN is_awake   boolean,
  -- [stage, what became of it there, null] for each that it was in before, [stage, null, days] for each stay. Null where there is none.
  ADD COLUMN passages   jsonb;
CREATE INDEX report_leads_awake ON report_leads (stage_id, stands_on) WHERE is_awake;

-- Budgets and quotes of those that are open.
ALTER TABLE report_cells ADD COLUMN open_value numeric(20, 2) NOT NULL;

ALTER TABLE report_spreads DROP CONSTRAINT report_spreads_measure_check;
ALTER TABLE report_spreads ADD CONSTRAINT report_spreads_measure_check CHECK (measure IN ('minutes', 'days', 'awake', 'asleep', 'stay'));

-- What became of leads in stages in which they are not any more; -1 stands for every owner and every team, as in report_cells.
CREATE TABLE report_passages (
  team_id   int NOT NULL,
  owner_id  int NOT NULL,
  month     date NOT NULL,
  stage_id  int NOT NULL,
  went_on   int NOT NULL,
  went_back int NOT NULL,
  fell_out  int NOT NULL,
  PRIMARY KEY (month, team_id, owner_id, stage_id)
);

-- The order of stages, by which a lead went on or back, in one text.
CREATE FUNCTION report_stage_order() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_agg(format('%s:%s:%s%s', pipeline_id, id, position, CASE WHEN category = 'lost' THEN 'x' END), ' ' ORDER BY id), '') FROM stages
$$;
ALTER TABLE report_rollups
  -- That by which passages were made.
  ADD COLUMN stage_order text NOT NULL DEFAULT '',
  -- Leads up to this id have theirs by it; null when all have.
  ADD COLUMN passages_up_to int;

-- Of a deed the lead itself is as it was: what it adds need not be figured anew.
ALTER TABLE report_changes ADD COLUMN is_deed boolean NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION note_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO report_changes (lead_id, is_deed) VALUES (OLD.lead_id, true); END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.lead_id <> OLD.lead_id) THEN
    INSERT INTO report_changes (lead_id, is_deed) VALUES (NEW.lead_id, true);
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION note_follow_up_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO report_changes (lead_id, is_deed) VALUES (OLD.lead_id, true); END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.lead_id <> OLD.lead_id) THEN
    INSERT INTO report_changes (lead_id, is_deed) VALUES (NEW.lead_id, true);
  END IF;
  RETURN NULL;
END $$;

-- A move to another stage is known by its delta of counts.
DROP TRIGGER leads_report_change ON leads;
CREATE TRIGGER leads_report_change AFTER UPDATE ON leads FOR EACH ROW
  WHEN ((OLD.response_minutes, OLD.lost_reason, OLD.competitor, OLD.pipeline_id, OLD.woke_at, OLD.sleeps_until IS NULL)
      IS DISTINCT FROM (NEW.response_minutes, NEW.lost_reason, NEW.competitor, NEW.pipeline_id, NEW.woke_at, NEW.sleeps_until IS NULL)
    OR (OLD.stage_id = NEW.stage_id AND OLD.stage_entered_at <> NEW.stage_entered_at))
  EXECUTE FUNCTION note_report_change();

-- Nor is the entry that a move writes noted once more: only what a merge takes over or gives back.
ALTER FUNCTION note_conversion_change() RENAME TO note_report_change_of_lead;
CREATE TRIGGER stage_history_report_change AFTER UPDATE OR DELETE ON stage_history FOR EACH ROW EXECUTE FUNCTION note_report_change_of_lead();

-- What a lead may bring, and what a client brought.
DROP TRIGGER quotes_report_change ON quotes;
CREATE OR REPLACE FUNCTION note_quote_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO report_changes (lead_id) VALUES (OLD.lead_id); END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO report_changes (lead_id) SELECT NEW.lead_id UNION SELECT v.lead_id FROM conversions v WHERE v.quote_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER quotes_report_change AFTER INSERT OR UPDATE OR DELETE ON quotes FOR EACH ROW EXECUTE FUNCTION note_quote_change();

-- All of it is made anew; until then reports read the leads.
UPDATE report_rollups SET up_to = 0, is_whole = false;
