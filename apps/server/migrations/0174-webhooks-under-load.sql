-- Webhooks for receivers that hang and for logs of millions of messages.

ALTER TABLE webhook_endpoints
  -- The last try, a test too. Null: nothing was sent yet.
  ADD COLUMN last_attempt_at timestamptz(3),
  ADD COLUMN last_attempt_ok boolean,
  -- Failures in a row.
  ADD COLUMN failures        int NOT NULL DEFAULT 0,
  -- Until then nothing is sent but tests: too much failed in a row.
  ADD COLUMN rests_until     timestamptz(3),
  -- It is gone for everybody; its messages go portion by portion, and it with the last of them.
  ADD COLUMN deleted_at      timestamptz(3);

UPDATE webhook_endpoints e SET last_attempt_at = a.at, last_attempt_ok = a.status IS NOT NULL AND a.status BETWEEN 200 AND 299
FROM (
  SELECT DISTINCT ON (d.endpoint_id) d.endpoint_id, t.at, t.status
  FROM webhook_attempts t JOIN webhook_deliveries d ON d.id = t.delivery_id ORDER BY d.endpoint_id, t.id DESC
) a WHERE a.endpoint_id = e.id;

-- What is due in the order in which it is taken, however much is due at the same moment; tests beside what waits in a pause.
DROP INDEX webhook_deliveries_due;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_try_at, id)
  WHERE state IN ('waiting', 'sending') AND event_id IS NOT NULL;
CREATE INDEX webhook_deliveries_tests ON webhook_deliveries (endpoint_id, next_try_at, id)
  WHERE state IN ('waiting', 'sending') AND event_id IS NULL;

-- The log by state, and how many of each there are. Most have arrived: those are told by the day.
DROP INDEX webhook_deliveries_dead;
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (endpoint_id, state, id) INCLUDE (event_id) WHERE state <> 'delivered';
CREATE INDEX webhook_deliveries_arrived ON webhook_deliveries (endpoint_id, finished_at) WHERE state = 'delivered';

-- The oldest are those with the lowest ids.
DROP INDEX webhook_deliveries_age;
