-- Follow-ups by the day they were due are kept among what was done with leads, and all of it by month as well (decision 0205).
DROP TABLE report_deed_cells;
CREATE TABLE report_deed_cells (
  -- Whether it is of the month that begins on `day`.
  is_month boolean NOT NULL,
  day      date NOT NULL,
  team_id  int NOT NULL,
  owner_id int NOT NULL,
  -- 0 is nobody that is known.
  user_id  int NOT NULL,
  -- Of an activity, or follow_up.
  type     text NOT NULL,
  n        int NOT NULL,
  -- In how many the lead was reached; of follow-ups, how many were done by the end of their day.
  contacts int NOT NULL,
  PRIMARY KEY (is_month, day, team_id, owner_id, user_id, type)
);

CREATE FUNCTION note_follow_up_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO report_changes (lead_id) VALUES (OLD.lead_id); END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.lead_id <> OLD.lead_id) THEN
    INSERT INTO report_changes (lead_id) VALUES (NEW.lead_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER follow_ups_report_change AFTER INSERT OR DELETE ON follow_ups FOR EACH ROW EXECUTE FUNCTION note_follow_up_change();
CREATE TRIGGER follow_ups_report_rechange AFTER UPDATE ON follow_ups FOR EACH ROW
  WHEN ((OLD.lead_id, OLD.assigned_to, OLD.due_at, OLD.done_at) IS DISTINCT FROM (NEW.lead_id, NEW.assigned_to, NEW.due_at, NEW.done_at))
  EXECUTE FUNCTION note_follow_up_change();

-- They are made anew; until then reports read the leads.
TRUNCATE report_deeds;
UPDATE report_rollups SET up_to = 0, is_whole = false;
