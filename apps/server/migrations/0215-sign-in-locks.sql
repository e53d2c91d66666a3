-- An administrator opens an account that failures have closed: its counts are found by this keyed hash, null where an address is counted.
-- Which number closes it stands beside it. What was counted before runs out within a quarter of an hour.
ALTER TABLE sign_in_failures ADD COLUMN account text, ADD COLUMN closes_at int;
CREATE INDEX sign_in_failures_account ON sign_in_failures (account) WHERE account IS NOT NULL;
