-- Two leads that were the same person, made one.

-- The lead that this one was merged into. Such a lead is deleted as well; it can only come back by undoing the merge. No foreign
-- key: a lead that goes for good would have to search all others for it.
ALTER TABLE leads ADD COLUMN merged_into int;

CREATE TABLE lead_merges (
  id             int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- No foreign keys: the losing id leads to the winner for ever, also when the row of either is long gone.
  winner_id      int NOT NULL,
  loser_id       int NOT NULL,
  merged_by      int REFERENCES users (id),
  merged_at      timestamptz NOT NULL DEFAULT now(),
  -- What the winner was before, and which rows moved. Encrypted, since it has contact details in it; forgotten after 30 days.
  memory         bytea,
  memory_key_id  varchar(40),
  undone_by      int REFERENCES users (id),
  undone_at      timestamptz
);
CREATE UNIQUE INDEX lead_merges_loser ON lead_merges (loser_id) WHERE undone_at IS NULL;
CREATE INDEX lead_merges_winner ON lead_merges (winner_id, id);
