-- How likely a lead is to convert, and why.

-- One row: how the firm scores. `body` is the document of GET /crm/settings/scoring.
CREATE TABLE scoring_settings (
  id         boolean PRIMARY KEY DEFAULT true CHECK (id),
  body       jsonb NOT NULL,
  updated_by int REFERENCES users (id),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

-- What was learned, and how good it was on leads that it had not seen. Of all that were kept the newest is in use.
CREATE TABLE scoring_models (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  trained_at  timestamptz(3) NOT NULL DEFAULT now(),
  -- Null: by the weekly job.
  trained_by  int REFERENCES users (id),
  -- Closed leads it learned from, and those of them that converted.
  closed      int NOT NULL,
  converted   int NOT NULL,
  -- Null where there was too little to learn from.
  model       jsonb,
  -- Of the held-out newest leads: see ModelCard in the API.
  card        jsonb NOT NULL,
  is_kept     boolean NOT NULL
);
CREATE INDEX scoring_models_kept ON scoring_models (id DESC) WHERE is_kept;

CREATE TABLE lead_scores (
  lead_id     int PRIMARY KEY REFERENCES leads (id) ON DELETE CASCADE,
  score       smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  -- Chance of conversion as learned, 0 to 1; null while nothing is learned.
  probability real,
  -- What share of the score is learned, 0 to 1.
  learned     real NOT NULL,
  confidence  text NOT NULL CHECK (confidence IN ('low', 'medium', 'high')),
  -- Points of a lead of which nothing is known, and what each attribute adds to it: `{"budget": 12.3}`.
  base        real NOT NULL,
  points      jsonb NOT NULL,
  model_id    int REFERENCES scoring_models (id),
  updated_at  timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE lead_score_history (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  score   smallint NOT NULL,
  at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX lead_score_history_of ON lead_score_history (lead_id, at DESC);

-- Leads of files and of changes of very many, to be scored in portions.
CREATE TABLE scoring_due (
  lead_id int PRIMARY KEY REFERENCES leads (id) ON DELETE CASCADE
);

-- Leads that are here already are scored within minutes, by weights.
INSERT INTO scoring_due (lead_id)
SELECT id FROM leads WHERE deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified');
