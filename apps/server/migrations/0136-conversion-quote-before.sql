-- What the quote of a conversion was before it was accepted with it, and which one was current: taking the conversion back puts both right.
ALTER TABLE conversions
  ADD COLUMN quote_was        text CHECK (quote_was IN ('sent', 'accepted')),
  ADD COLUMN current_quote_was int REFERENCES quotes (id) ON DELETE SET NULL;
CREATE INDEX conversions_current_quote_was ON conversions (current_quote_was) WHERE current_quote_was IS NOT NULL;
