-- Where a subscriber stands inside a transaction: everything up to (txid, id) is handled. A transaction may hold thousands of events.
ALTER TABLE event_consumers ADD COLUMN id bigint NOT NULL DEFAULT 0;

-- Events that a subscriber could not handle so far: tried again with growing pauses, and in the end set aside.
CREATE TABLE event_failures (
  consumer    varchar(60) NOT NULL REFERENCES event_consumers (name) ON DELETE CASCADE,
  event_id    bigint NOT NULL,
  attempts    int NOT NULL,
  -- Kind of the error only: its message may quote a contact detail and stands in the log of the process.
  error       varchar(100) NOT NULL,
  next_try_at timestamptz NOT NULL,
  -- Set aside: the subscriber went on without it. Deleting the row does not bring it back.
  parked_at   timestamptz,
  PRIMARY KEY (consumer, event_id)
);
