-- What two leads have in common: a phone or an e-mail (strong), a name that reads alike in the same city (weak, with how alike, of
-- 100), or a home: the same address, or somebody's word that they are one household. The smaller id first.
ALTER TABLE lead_duplicates
  DROP CONSTRAINT lead_duplicates_matched_on_check,
  ADD CHECK (matched_on IN ('phone', 'email', 'name', 'address', 'said')),
  ADD COLUMN strength text NOT NULL DEFAULT 'strong' CHECK (strength IN ('strong', 'weak', 'household')),
  ADD COLUMN score smallint NOT NULL DEFAULT 100 CHECK (score BETWEEN 1 AND 100);
DROP INDEX lead_duplicates_other;
-- Suspected pairs are read newest first; the larger id is the newer lead.
CREATE INDEX lead_duplicates_newest ON lead_duplicates (other_id, lead_id);

-- What a person said of a pair. It holds whatever phones and names become.
CREATE TABLE duplicate_decisions (
  lead_id    int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  other_id   int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  decision   text NOT NULL CHECK (decision IN ('not_duplicate', 'household', 'later')),
  -- When a pair that was put off is asked about again.
  until      timestamptz CHECK ((until IS NULL) = (decision <> 'later')),
  -- What the names were alike by when they were told apart: the score, for taking it back.
  score      smallint,
  decided_by int REFERENCES users (id),
  decided_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (lead_id, other_id),
  CHECK (lead_id < other_id)
);
CREATE INDEX duplicate_decisions_newest ON duplicate_decisions (other_id, lead_id);

-- Shares a home with another lead.
ALTER TABLE leads ADD COLUMN in_household boolean NOT NULL DEFAULT false;

-- Terms gain `b:`, under which names that read alike meet, and `a:`, the keyed hash of the address. Leads from before have neither:
-- a job gives them theirs, in the order of their ids, and then removes this row.
CREATE TABLE lead_term_backfill (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  after_id int NOT NULL
);
INSERT INTO lead_term_backfill (after_id) SELECT 0 WHERE EXISTS (SELECT FROM leads);

INSERT INTO event_consumers (name, txid) VALUES ('leads.look-alikes', pg_snapshot_xmin(pg_current_snapshot()));
