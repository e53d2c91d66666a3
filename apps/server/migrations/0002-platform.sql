-- What the platform keeps for every module: facts that happened, who has handled them, answers already given, mail of the demo.

-- Past-tense facts, written in the transaction of their cause. `txid` gives the order of commits: every event of a
-- transaction below pg_snapshot_xmin(pg_current_snapshot()) can be seen, and none will appear there later.
CREATE TABLE events (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid     xid8 NOT NULL DEFAULT pg_current_xact_id(),
  name     varchar(60) NOT NULL,
  lead_id  int,
  actor_id int,
  data     jsonb NOT NULL DEFAULT '{}',
  at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_commit_order ON events (txid, id);
CREATE INDEX events_of_lead ON events (lead_id, id) WHERE lead_id IS NOT NULL;

-- How far each subscriber has read the events: everything below `txid` is handled.
CREATE TABLE event_consumers (
  name varchar(60) PRIMARY KEY,
  txid xid8 NOT NULL DEFAULT '0'
);

-- The answer to a write that a client may repeat. `answer` is encrypted: it may hold contact details.
CREATE TABLE idempotency_keys (
  user_id      int NOT NULL,
  key          varchar(200) NOT NULL,
  request_hash bytea NOT NULL,
  status       smallint,
  answer       bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- Mail that would have been sent, when no SMTP server is configured. The message is encrypted.
CREATE TABLE demo_mailbox (
  id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message bytea NOT NULL,
  at      timestamptz NOT NULL DEFAULT now()
);
