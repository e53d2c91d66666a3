-- What was done with leads, kept as the leads are (decision 0183).

-- Of a lead: its calls, visits, messages and notes, each [day, who, type, how many, in how many the lead was reached], and whose it was then.
CREATE TABLE report_deeds (
  lead_id  int PRIMARY KEY,
  team_id  int NOT NULL,
  owner_id int NOT NULL,
  deeds    jsonb NOT NULL
);

-- The same of all leads of an owner and a team, by day of the firm's calendar. user_id 0 is nobody that is known.
CREATE TABLE report_deed_cells (
  team_id  int NOT NULL,
  owner_id int NOT NULL,
  day      date NOT NULL,
  user_id  int NOT NULL,
  type     text NOT NULL,
  n        int NOT NULL,
  contacts int NOT NULL,
  PRIMARY KEY (team_id, owner_id, day, user_id, type)
);

CREATE FUNCTION note_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO report_changes (lead_id) VALUES (OLD.lead_id); END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.lead_id <> OLD.lead_id) THEN
    INSERT INTO report_changes (lead_id) VALUES (NEW.lead_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER activities_report_change AFTER INSERT OR DELETE ON activities FOR EACH ROW EXECUTE FUNCTION note_activity_change();
CREATE TRIGGER activities_report_rechange AFTER UPDATE ON activities FOR EACH ROW
  WHEN ((OLD.lead_id, OLD.type, OLD.is_contact, OLD.user_id, OLD.happened_at, OLD.deleted_at)
    IS DISTINCT FROM (NEW.lead_id, NEW.type, NEW.is_contact, NEW.user_id, NEW.happened_at, NEW.deleted_at))
  EXECUTE FUNCTION note_activity_change();

-- What a build of before lacks.
UPDATE report_rollups SET up_to = 0, is_whole = false;
