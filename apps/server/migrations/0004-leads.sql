-- Leads, what finds them, and how many there are of each kind.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE leads (
  id                int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name              varchar(100) NOT NULL CHECK (name <> ''),
  -- E-mail, phones and street address: one ciphertext, and the id of the key that opens it.
  contact           bytea,
  contact_key_id    varchar(40),
  -- City.
  location          varchar(100),
  language          varchar(50),
  project_type      varchar(50) CHECK (project_type IN ('residential', 'commercial', 'high_budget')),
  property_type     varchar(50),
  configuration     varchar(50),
  carpet_area_sqft  int CHECK (carpet_area_sqft BETWEEN 1 AND 10000000),
  -- Major units of the firm's currency.
  budget            numeric(14, 2) CHECK (budget >= 0),
  style             varchar(100),
  possession_date   date,
  source            varchar(50),
  campaign_id       int REFERENCES campaigns (id),
  referred_by       varchar(150),
  -- The category of the stage.
  status            text NOT NULL CHECK (status IN ('new', 'contacted', 'qualified', 'converted', 'lost')),
  pipeline_id       int NOT NULL REFERENCES pipelines (id),
  stage_id          int NOT NULL REFERENCES stages (id),
  stage_entered_at  timestamptz NOT NULL DEFAULT now(),
  lost_reason       varchar(200),
  score             smallint CHECK (score BETWEEN 0 AND 100),
  assigned_to       int REFERENCES users (id),
  -- The owner's team, kept on the lead so that a team's list is one index range.
  team_id           int REFERENCES teams (id),
  tags              text[] NOT NULL DEFAULT '{}',
  custom            jsonb NOT NULL DEFAULT '{}',
  consent           jsonb NOT NULL DEFAULT '{}',
  -- Shares a phone or an e-mail with another lead.
  is_duplicate      boolean NOT NULL DEFAULT false,
  created_by        int REFERENCES users (id),
  -- Milliseconds, as everywhere outside the database, so that a cursor holds the exact value.
  created_at        timestamptz(3) NOT NULL DEFAULT now(),
  updated_at        timestamptz(3) NOT NULL DEFAULT now(),
  deleted_at        timestamptz(3),
  deleted_by        int REFERENCES users (id),
  -- Raised by what a person changes: the version of If-Match.
  version           int NOT NULL DEFAULT 1,
  -- Raised by every change at all: the key under which a row may be remembered in memory.
  row_rev           int NOT NULL DEFAULT 1
);

-- Lists are keyset pages over living leads, newest first; each starts in the caller's scope.
CREATE INDEX leads_created ON leads (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_team_created ON leads (team_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_owner_created ON leads (assigned_to, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_status_created ON leads (status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_team_status_created ON leads (team_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_source_created ON leads (source, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_location_created ON leads (lower(location), created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_campaign_created ON leads (campaign_id, created_at DESC, id DESC) WHERE deleted_at IS NULL AND campaign_id IS NOT NULL;
CREATE INDEX leads_stage_created ON leads (stage_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_updated ON leads (updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_budget ON leads ((coalesce(budget, -1)) DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_score ON leads ((coalesce(score, -1)) DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX leads_name ON leads (lower(name), id) WHERE deleted_at IS NULL;
CREATE INDEX leads_possession ON leads (possession_date, id) WHERE deleted_at IS NULL AND possession_date IS NOT NULL;
CREATE INDEX leads_tags ON leads USING gin (tags) WHERE deleted_at IS NULL;
CREATE INDEX leads_deleted ON leads (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX leads_contact_key ON leads (contact_key_id) WHERE contact_key_id IS NOT NULL;

CREATE FUNCTION raise_lead_rev() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.row_rev := OLD.row_rev + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER leads_rev BEFORE UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION raise_lead_rev();

-- The same lead in other systems: (system, id) leads to one lead.
CREATE TABLE lead_external_ids (
  system      varchar(50) NOT NULL,
  external_id varchar(200) NOT NULL,
  lead_id     int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  PRIMARY KEY (system, external_id)
);
CREATE INDEX lead_external_ids_lead ON lead_external_ids (lead_id);

-- What finds a lead. The first two letters say what a term is: `n:` a word of the name, `c:` a word of the city, and keyed
-- hashes of `e:` the e-mail, `p:` a phone in E.164, `4:` a phone's last four digits.
CREATE TABLE lead_terms (
  term    text COLLATE "C" NOT NULL,
  lead_id int NOT NULL,
  PRIMARY KEY (term, lead_id)
);

-- A search asks for words whose frequencies differ by thousands: the planner must know the common ones.
ALTER TABLE lead_terms ALTER COLUMN term SET STATISTICS 1000;

-- Living leads that share one of the terms, newest first, at most 20. Takes a lock on each term until the transaction ends:
-- of two leads with the same phone that arrive at once, the second sees the first.
CREATE FUNCTION find_same_contact(terms text[]) RETURNS TABLE (term text, lead_id int, owner_id int, team_id int)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(t, 7461002)) FROM (SELECT DISTINCT unnest(terms) AS t ORDER BY 1) AS ordered;
  RETURN QUERY
    SELECT x.term, l.id, l.assigned_to, l.team_id
    FROM lead_terms x JOIN leads l ON l.id = x.lead_id
    WHERE x.term = ANY (terms) AND l.deleted_at IS NULL
    ORDER BY l.id DESC LIMIT 20;
END $$;

-- Every word that occurs in a name or a city, for finding the nearest to a mistyped one.
CREATE TABLE lead_words (
  word text COLLATE "C" PRIMARY KEY
);
CREATE INDEX lead_words_trigram ON lead_words USING gin (word gin_trgm_ops);

-- Pairs of leads that share a phone or an e-mail; the smaller id first.
CREATE TABLE lead_duplicates (
  lead_id    int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  other_id   int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  matched_on text NOT NULL CHECK (matched_on IN ('phone', 'email')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (lead_id, other_id, matched_on),
  CHECK (lead_id < other_id)
);
CREATE INDEX lead_duplicates_other ON lead_duplicates (other_id);

-- Each entry into a stage, and how long the lead had been in the one before.
CREATE TABLE stage_history (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id       int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  from_stage_id int REFERENCES stages (id),
  to_stage_id   int NOT NULL REFERENCES stages (id),
  user_id       int REFERENCES users (id),
  at            timestamptz NOT NULL DEFAULT now(),
  -- Time spent in from_stage_id.
  stayed        interval
);
CREATE INDEX stage_history_lead ON stage_history (lead_id, id);

-- Counts without a hot row: each change to a lead appends a delta, a job folds deltas into the roll-up, and a reading is
-- the sum of both. 0 stands for no team and no owner.
CREATE TABLE lead_count_deltas (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  n            smallint NOT NULL,
  budget       numeric(16, 2) NOT NULL,
  team_id      int NOT NULL,
  owner_id     int NOT NULL,
  status       text NOT NULL,
  stage_id     int NOT NULL,
  source       text,
  project_type text,
  campaign_id  int,
  location     text,
  month        date NOT NULL
);

CREATE TABLE lead_counts (
  team_id   int NOT NULL,
  owner_id  int NOT NULL,
  -- 'total', 'status', 'stage_id', 'source', 'project_type', 'campaign_id', 'location' or 'month'
  dimension text NOT NULL,
  value     text NOT NULL,
  n         bigint NOT NULL,
  budget    numeric(20, 2) NOT NULL,
  PRIMARY KEY (dimension, value, team_id, owner_id)
);

CREATE FUNCTION append_lead_count_delta(l leads, sign int) RETURNS void LANGUAGE sql AS $$
  INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month)
  VALUES (sign, sign * coalesce(l.budget, 0), coalesce(l.team_id, 0), coalesce(l.assigned_to, 0), l.status, l.stage_id,
          l.source, l.project_type, l.campaign_id, lower(l.location), date_trunc('month', l.created_at AT TIME ZONE 'UTC')::date)
$$;

CREATE FUNCTION count_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN PERFORM append_lead_count_delta(OLD, -1); END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN PERFORM append_lead_count_delta(NEW, 1); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER leads_count AFTER INSERT OR DELETE ON leads FOR EACH ROW EXECUTE FUNCTION count_lead();
CREATE TRIGGER leads_recount AFTER UPDATE ON leads FOR EACH ROW
  WHEN ((OLD.deleted_at IS NULL, OLD.budget, OLD.team_id, OLD.assigned_to, OLD.status, OLD.stage_id, OLD.source, OLD.project_type, OLD.campaign_id, OLD.location, OLD.created_at)
    IS DISTINCT FROM (NEW.deleted_at IS NULL, NEW.budget, NEW.team_id, NEW.assigned_to, NEW.status, NEW.stage_id, NEW.source, NEW.project_type, NEW.campaign_id, NEW.location, NEW.created_at))
  EXECUTE FUNCTION count_lead();

CREATE FUNCTION fold_lead_counts() RETURNS void LANGUAGE sql AS $$
  WITH taken AS (
    DELETE FROM lead_count_deltas WHERE pg_try_advisory_xact_lock(7461003) RETURNING *
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
