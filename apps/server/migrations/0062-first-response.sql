-- How fast a new lead has to be contacted, counted in working time.

-- Hours of the firm (no team) and of teams that differ from it.
CREATE TABLE working_hours (
  id        int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  team_id   int UNIQUE NULLS NOT DISTINCT REFERENCES teams (id) ON DELETE CASCADE,
  -- IANA name; the firm's own when empty.
  time_zone text,
  -- Seven entries, Monday first: {"from": "10:00", "to": "19:00"}, or null for a day off.
  days      jsonb NOT NULL CHECK (jsonb_array_length(days) = 7)
);
INSERT INTO working_hours (team_id, days) VALUES (NULL, (
  SELECT jsonb_agg(CASE WHEN day < 7 THEN '{"from": "10:00", "to": "19:00"}'::jsonb ELSE 'null'::jsonb END ORDER BY day)
  FROM generate_series(1, 7) AS day));

CREATE TABLE holidays (
  id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of everybody when empty.
  team_id int REFERENCES teams (id) ON DELETE CASCADE,
  day     date NOT NULL,
  name    varchar(100) NOT NULL,
  UNIQUE NULLS NOT DISTINCT (team_id, day)
);

-- Minutes within which a lead is to be contacted: the most exact one that fits counts, the source before the score.
CREATE TABLE response_targets (
  id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Of any source when empty.
  source  varchar(50),
  -- Of leads with a high score alone.
  is_hot  boolean NOT NULL,
  minutes int NOT NULL CHECK (minutes BETWEEN 1 AND 10080),
  UNIQUE NULLS NOT DISTINCT (source, is_hot)
);
INSERT INTO response_targets (source, is_hot, minutes) VALUES (NULL, true, 5), (NULL, false, 15);

-- Clocks that run: a row goes when the lead was contacted or nobody needs to any more. Apart from the leads, whose many indexes
-- each change of an indexed column would rewrite.
CREATE TABLE response_clocks (
  lead_id   int PRIMARY KEY REFERENCES leads (id) ON DELETE CASCADE,
  due_at    timestamptz(3) NOT NULL,
  missed_at timestamptz(3)
);
CREATE INDEX response_clocks_due ON response_clocks (due_at) WHERE missed_at IS NULL;
