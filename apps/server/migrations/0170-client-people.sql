-- Who looks after a client, and who designs for them: proposed by rules after the conversion, or chosen by a person.
ALTER TABLE clients
  ADD COLUMN account_owner_id     int REFERENCES users (id),
  -- Why the rules chose them, in words; empty where a person did.
  ADD COLUMN account_owner_reason varchar(300),
  ADD COLUMN designer_id          int REFERENCES users (id),
  ADD COLUMN designer_reason      varchar(300),
  -- Of these two; raised with each change of them.
  ADD COLUMN people_version       int NOT NULL DEFAULT 1;
CREATE INDEX clients_account_owner ON clients (account_owner_id, created_at DESC, id DESC) WHERE account_owner_id IS NOT NULL;
CREATE INDEX clients_designer ON clients (designer_id, created_at DESC, id DESC) WHERE designer_id IS NOT NULL;

ALTER TABLE conversions
  -- When what follows from the conversion was done; empty of one that came in as a client.
  ADD COLUMN kicked_off_at   timestamptz(3),
  -- Whether people were proposed with it, who go when it is taken back.
  ADD COLUMN proposed_people boolean NOT NULL DEFAULT false;

-- Clients that are there already stay with whoever looked after their last lead.
UPDATE clients c SET account_owner_id = o.assigned_to, account_owner_reason = 'looked after the lead'
FROM (
  SELECT DISTINCT ON (v.client_id) v.client_id, l.assigned_to
  FROM conversions v JOIN leads l ON l.id = v.lead_id JOIN users u ON u.id = l.assigned_to
  WHERE l.deleted_at IS NULL AND u.is_active
  ORDER BY v.client_id, v.converted_at DESC, v.id DESC
) o
WHERE o.client_id = c.id;
