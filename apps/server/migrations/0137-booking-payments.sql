-- What clients paid to book: evidence that a conversion may ask for.
CREATE TABLE booking_payments (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id    int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  -- Major units of the firm's currency.
  amount     numeric(14, 2) NOT NULL CHECK (amount > 0),
  paid_on    date NOT NULL,
  -- The receipt, one of the lead's files; a deleted one stays here, so that it is in its place when it is brought back.
  file_id    int REFERENCES lead_files (id) ON DELETE SET NULL,
  created_by int NOT NULL REFERENCES users (id),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX booking_payments_lead ON booking_payments (lead_id, id);
CREATE INDEX booking_payments_file ON booking_payments (file_id) WHERE file_id IS NOT NULL;
