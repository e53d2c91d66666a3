-- People who are erased: their leads stay as rows without a person, so that figures stay as they were.
ALTER TABLE leads ADD COLUMN erased_at timestamptz(3);

CREATE TABLE erasures (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_ids     int[] NOT NULL,
  client_ids   int[] NOT NULL,
  -- Null: by the retention that is set.
  requested_by int REFERENCES users (id),
  reason       varchar(500),
  -- `rows` are erased with all that refers to them, then what lies elsewhere.
  status       text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'rows', 'done', 'failed')),
  -- What the person is found by where no id leads to them, encrypted; emptied in the end.
  traces       bytea,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  finished_at  timestamptz(3)
);
CREATE INDEX erasures_newest ON erasures (id DESC);
CREATE INDEX erasures_leads ON erasures USING gin (lead_ids);

-- Why a person must not be erased yet: a dispute, a duty to keep.
CREATE TABLE erasure_holds (
  lead_id int PRIMARY KEY REFERENCES leads (id) ON DELETE CASCADE,
  reason  varchar(500) NOT NULL,
  -- The last day; null until it is taken away.
  until   date,
  set_by  int REFERENCES users (id),
  set_at  timestamptz(3) NOT NULL DEFAULT now()
);
