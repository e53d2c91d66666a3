-- Cells of thirds of months beside those of months: of a range that begins or ends within a month a few days are read one by one (decision 0219).
TRUNCATE report_leads, report_cells, report_spreads, report_passages, report_deeds, report_deed_cells;

-- `month` is the first day of the month, or of the third of it: the 1st, 11th or 21st.
ALTER TABLE report_cells ADD COLUMN is_third boolean NOT NULL,
  DROP CONSTRAINT report_cells_dimension_team_id_owner_id_month_value_key,
  ADD UNIQUE NULLS NOT DISTINCT (dimension, is_third, team_id, owner_id, month, value);
ALTER TABLE report_spreads ADD COLUMN is_third boolean NOT NULL,
  DROP CONSTRAINT report_spreads_measure_dimension_team_id_owner_id_month_val_key,
  ADD UNIQUE NULLS NOT DISTINCT (measure, dimension, is_third, team_id, owner_id, month, value);
ALTER TABLE report_passages ADD COLUMN is_third boolean NOT NULL,
  DROP CONSTRAINT report_passages_pkey,
  ADD PRIMARY KEY (is_third, month, team_id, owner_id, stage_id);

-- One number for each stage that a lead was in before, and one for each stay. Null where there is none.
ALTER TABLE report_leads DROP COLUMN passages;
ALTER TABLE report_leads ADD COLUMN passages bigint[];

-- All of it is made anew; until then reports read the leads.
UPDATE report_rollups SET up_to = 0, is_whole = false;
