-- From when a first-response clock counts, where that is not the creation of the lead: it was lost and taken up again.
ALTER TABLE response_clocks ADD COLUMN since timestamptz(3);
