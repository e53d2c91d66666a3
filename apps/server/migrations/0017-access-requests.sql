-- Somebody asks to work on a lead that they do not see.
CREATE TABLE lead_access_requests (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id      int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  requester_id int NOT NULL REFERENCES users (id),
  -- Why, in the words of the requester.
  reason       varchar(300),
  -- Closed: the lead went, or became theirs, in another way.
  status       text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'granted', 'declined', 'closed')),
  decided_by   int REFERENCES users (id),
  decided_at   timestamptz,
  created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX lead_access_requests_open ON lead_access_requests (lead_id, requester_id) WHERE status = 'open';
CREATE INDEX lead_access_requests_waiting ON lead_access_requests (id) WHERE status = 'open';
CREATE INDEX lead_access_requests_mine ON lead_access_requests (requester_id, id);
