-- Pipelines and their stages, as far as leads need them, and campaigns that leads come from.

CREATE TABLE pipelines (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         varchar(100) NOT NULL UNIQUE,
  -- Leads of this project type start here; the one without a type takes all others.
  project_type varchar(50) UNIQUE NULLS NOT DISTINCT,
  position     int NOT NULL
);

CREATE TABLE stages (
  id                     int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pipeline_id            int NOT NULL REFERENCES pipelines (id),
  name                   varchar(100) NOT NULL,
  category               text NOT NULL CHECK (category IN ('new', 'contacted', 'qualified', 'converted', 'lost')),
  position               int NOT NULL,
  -- Percent, 0 to 100.
  win_probability        smallint NOT NULL CHECK (win_probability BETWEEN 0 AND 100),
  -- Days in the stage after which a lead counts as stale.
  stale_after_days       smallint,
  enter_on_first_contact boolean NOT NULL DEFAULT false,
  UNIQUE (pipeline_id, name),
  UNIQUE (pipeline_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE campaigns (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       varchar(150) NOT NULL UNIQUE,
  channel    varchar(50) NOT NULL,
  starts_on  date,
  ends_on    date,
  budget     numeric(14, 2) CHECK (budget >= 0),
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO pipelines (name, project_type, position) VALUES
  ('Standard', NULL, 1), ('Residential', 'residential', 2), ('Commercial', 'commercial', 3), ('High budget', 'high_budget', 4);

INSERT INTO stages (pipeline_id, name, category, position, win_probability, stale_after_days, enter_on_first_contact)
SELECT p.id, s.name, s.category, s.position, s.win, s.stale, s.first_contact
FROM (VALUES
  ('Standard', 'New', 'new', 1, 10, 3, false),
  ('Standard', 'Contacted', 'contacted', 2, 25, 7, true),
  ('Standard', 'Qualified', 'qualified', 3, 50, 10, false),
  ('Standard', 'Converted', 'converted', 4, 100, NULL, false),
  ('Standard', 'Lost', 'lost', 5, 0, NULL, false),
  ('Residential', 'Inquiry', 'new', 1, 10, 3, false),
  ('Residential', 'Home Visit', 'contacted', 2, 30, 7, false),
  ('Residential', 'Quote Sent', 'qualified', 3, 55, 10, false),
  ('Residential', 'Converted', 'converted', 4, 100, NULL, false),
  ('Residential', 'Lost', 'lost', 5, 0, NULL, false),
  ('Commercial', 'Inquiry', 'new', 1, 10, 3, false),
  ('Commercial', 'Design Pitch', 'contacted', 2, 25, 10, false),
  ('Commercial', 'Negotiation', 'qualified', 3, 50, 14, false),
  ('Commercial', 'Contract Signed', 'qualified', 4, 90, 14, false),
  ('Commercial', 'Converted', 'converted', 5, 100, NULL, false),
  ('Commercial', 'Lost', 'lost', 6, 0, NULL, false),
  ('High budget', 'Inquiry', 'new', 1, 10, 3, false),
  ('High budget', 'Site Consultation', 'contacted', 2, 25, 10, false),
  ('High budget', 'Concept Presentation', 'qualified', 3, 40, 14, false),
  ('High budget', 'Proposal', 'qualified', 4, 60, 14, false),
  ('High budget', 'Contract Signed', 'qualified', 5, 90, 14, false),
  ('High budget', 'Converted', 'converted', 6, 100, NULL, false),
  ('High budget', 'Lost', 'lost', 7, 0, NULL, false)
) AS s (pipeline, name, category, position, win, stale, first_contact)
JOIN pipelines p ON p.name = s.pipeline;
