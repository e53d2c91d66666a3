-- What a subscriber found there already when it was new and began with the present: events that this snapshot sees are not news for it.
-- NULL: everything after its position is.
ALTER TABLE event_consumers ADD COLUMN since pg_snapshot;
