-- A suggestion counts as taken when it was really done, not when somebody set about it.

ALTER TABLE next_action_answers ADD COLUMN done_at timestamptz(3);
UPDATE next_action_answers SET done_at = at WHERE answer = 'taken';
CREATE INDEX next_action_answers_begun ON next_action_answers (lead_id) WHERE answer = 'taken' AND done_at IS NULL;
