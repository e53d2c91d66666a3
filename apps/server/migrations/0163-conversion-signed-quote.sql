-- What a quote was before it was signed with a conversion: a draft may be, and its file was another one.
ALTER TABLE conversions
  DROP CONSTRAINT conversions_quote_was_check,
  ADD CONSTRAINT conversions_quote_was_check CHECK (quote_was IN ('draft', 'sent', 'accepted')),
  ADD COLUMN quote_was_signed boolean NOT NULL DEFAULT false,
  ADD COLUMN quote_file_was int REFERENCES lead_files (id) ON DELETE SET NULL;
CREATE INDEX conversions_quote_file_was ON conversions (quote_file_was) WHERE quote_file_was IS NOT NULL;
