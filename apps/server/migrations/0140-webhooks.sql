-- What other systems are told: endpoints, what is on its way to them, and what they answered.

CREATE TABLE webhook_endpoints (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  url           varchar(2000) NOT NULL,
  description   varchar(200) NOT NULL DEFAULT '',
  -- Names of events, as stored in `events`.
  events        text[] NOT NULL,
  -- Whether messages tell e-mail, phones and address of the lead.
  with_contact  boolean NOT NULL DEFAULT false,
  is_active     boolean NOT NULL DEFAULT true,
  -- Why it is paused: by a person, or because nothing had arrived for days.
  paused_by     text CHECK (paused_by IN ('person', 'failures')),
  -- The first failure since the last success.
  failing_since timestamptz(3),
  created_by    int NOT NULL REFERENCES users (id),
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (is_active = (paused_by IS NULL))
);

-- What messages are signed with, encrypted: the newest, and until it ends the one before.
CREATE TABLE webhook_secrets (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id int NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  secret      bytea NOT NULL,
  key_id      text NOT NULL,
  -- Null: in use until it is changed.
  ends_at     timestamptz(3)
);
CREATE INDEX webhook_secrets_endpoint ON webhook_secrets (endpoint_id);

-- One message for one endpoint. `waiting` until `next_try_at`; `sending` counts as that of a process that died once `next_try_at` is over;
-- `dead` was given up.
CREATE TABLE webhook_deliveries (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id  int NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  -- Null: a test that somebody sent.
  event_id     bigint,
  -- The same however often it is sent.
  message_id   uuid NOT NULL DEFAULT gen_random_uuid(),
  type         varchar(60) NOT NULL,
  -- What is told, without contact details: those are looked up when it is sent.
  data         json NOT NULL,
  state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'delivered', 'dead')),
  -- Tries since it was made or replayed.
  attempts     int NOT NULL DEFAULT 0,
  next_try_at  timestamptz(3) NOT NULL,
  created_at   timestamptz(3) NOT NULL,
  finished_at  timestamptz(3),
  UNIQUE (endpoint_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_try_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (endpoint_id) WHERE state = 'dead';
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (endpoint_id, id DESC);
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);

CREATE TABLE webhook_attempts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id bigint NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  at          timestamptz(3) NOT NULL,
  duration_ms int NOT NULL,
  -- The HTTP status; null when there was no answer, and `error` says why.
  status      int,
  error       varchar(40),
  -- How the answer begins, encrypted: it may repeat what it was told.
  response    bytea,
  key_id      text
);
CREATE INDEX webhook_attempts_delivery ON webhook_attempts (delivery_id, id);
