-- A payment is corrected: who does it from an older look at it is told.
ALTER TABLE booking_payments ADD COLUMN version int NOT NULL DEFAULT 1;
UPDATE booking_payments p SET version = n.version
FROM (SELECT id, row_number() OVER (PARTITION BY lead_id ORDER BY id) AS version FROM booking_payments) n
WHERE n.id = p.id AND n.version > 1;
