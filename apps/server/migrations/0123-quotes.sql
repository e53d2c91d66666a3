-- What a lead was offered, version by version.
CREATE TABLE quotes (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id     int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  -- Counted from 1 within the lead.
  version     int NOT NULL CHECK (version > 0),
  -- Major units of the firm's currency, as budgets are held.
  amount      numeric(14, 2) NOT NULL CHECK (amount > 0),
  quoted_on   date NOT NULL,
  status      text NOT NULL CHECK (status IN ('draft', 'sent', 'accepted', 'declined')),
  -- When it was no draft any more: the date on the paper may be another.
  sent_at     timestamptz(3) CHECK ((sent_at IS NULL) = (status = 'draft')),
  -- The one that counts.
  is_current  boolean NOT NULL,
  -- One of the lead's files; a deleted one stays here, so that it is in its place when it is brought back.
  file_id     int REFERENCES lead_files (id) ON DELETE SET NULL,
  -- The lead that it was of, when that was merged into one which had quotes itself.
  merged_from int,
  created_by  int NOT NULL REFERENCES users (id),
  created_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX quotes_version ON quotes (lead_id, version) WHERE merged_from IS NULL;
CREATE UNIQUE INDEX quotes_current ON quotes (lead_id) WHERE is_current AND merged_from IS NULL;
CREATE INDEX quotes_merged ON quotes (lead_id) WHERE merged_from IS NOT NULL;
CREATE INDEX quotes_file ON quotes (file_id) WHERE file_id IS NOT NULL;

-- The quote that the client accepted with it: what the project is worth. Null: its budget is.
ALTER TABLE conversions ADD COLUMN quote_id int REFERENCES quotes (id) ON DELETE SET NULL;
CREATE INDEX conversions_quote ON conversions (quote_id) WHERE quote_id IS NOT NULL;
