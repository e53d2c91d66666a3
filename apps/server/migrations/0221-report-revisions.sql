-- Which transaction changed last what is kept of the leads of a month: what was read of it is still so where this is the same (decision 0221).
CREATE TABLE report_revisions (
  -- Its first day. Without a row nothing was ever kept of the month.
  month    date PRIMARY KEY,
  revision bigint NOT NULL
);
INSERT INTO report_revisions SELECT DISTINCT date_trunc('month', month::timestamp)::date, pg_current_xact_id()::text::bigint
FROM (SELECT month FROM report_cells UNION SELECT month FROM report_spreads) AS months;

-- Kept by the tables themselves, in the statement that changes them, whoever does; the first of a transaction speaks for all.
CREATE FUNCTION note_report_months() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  present bigint := pg_current_xact_id()::text::bigint;
BEGIN
  INSERT INTO report_revisions AS r SELECT m, present FROM (SELECT DISTINCT date_trunc('month', month::timestamp)::date AS m FROM changed) AS months
  WHERE NOT EXISTS (SELECT FROM report_revisions WHERE month = m AND revision = present) ORDER BY m
  ON CONFLICT (month) DO UPDATE SET revision = present;
  RETURN NULL;
END $$;
CREATE FUNCTION note_report_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE report_revisions SET revision = pg_current_xact_id()::text::bigint;
  RETURN NULL;
END $$;

CREATE TRIGGER report_cells_added AFTER INSERT ON report_cells REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_report_months();
CREATE TRIGGER report_cells_changed AFTER UPDATE ON report_cells REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_report_months();
CREATE TRIGGER report_cells_gone AFTER DELETE ON report_cells REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_report_months();
CREATE TRIGGER report_cells_emptied AFTER TRUNCATE ON report_cells FOR EACH STATEMENT EXECUTE FUNCTION note_report_emptied();
CREATE TRIGGER report_spreads_added AFTER INSERT ON report_spreads REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_report_months();
CREATE TRIGGER report_spreads_changed AFTER UPDATE ON report_spreads REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_report_months();
CREATE TRIGGER report_spreads_gone AFTER DELETE ON report_spreads REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_report_months();
CREATE TRIGGER report_spreads_emptied AFTER TRUNCATE ON report_spreads FOR EACH STATEMENT EXECUTE FUNCTION note_report_emptied();
