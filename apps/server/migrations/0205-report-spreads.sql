-- How long it took the leads of a cell, in one row instead of one for each length: medians are read of as many rows as there are cells (decision 0205).
-- Cells of a team with owner_id -1 are of all its leads, those with team_id -1 of all.
DROP TABLE report_spreads;
CREATE TABLE report_spreads (
  measure   text NOT NULL CHECK (measure IN ('minutes', 'days')),
  dimension text NOT NULL,
  team_id   int NOT NULL,
  owner_id  int NOT NULL,
  month     date NOT NULL,
  value     text,
  -- Records of four bytes: a length in whole minutes or days, and of how many leads.
  spread    bytea NOT NULL,
  UNIQUE NULLS NOT DISTINCT (measure, dimension, team_id, owner_id, month, value)
);
CREATE INDEX report_spreads_empty ON report_spreads (month) WHERE spread = '';
CREATE INDEX report_cells_empty ON report_cells (month) WHERE received = 0;

-- They are made anew; until then reports read the leads.
TRUNCATE report_leads, report_cells;
UPDATE report_rollups SET up_to = 0, is_whole = false;
