-- What was suggested to be done with leads, and what people made of it.

CREATE TABLE next_action_answers (
  id        int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id   int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  kind      varchar(30) NOT NULL,
  -- What the suggestion went by: an answer holds as long as this is the same.
  situation varchar(100) NOT NULL,
  answer    text NOT NULL CHECK (answer IN ('taken', 'dismissed')),
  user_id   int NOT NULL REFERENCES users (id),
  at        timestamptz(3) NOT NULL
);
CREATE INDEX next_action_answers_lead ON next_action_answers (lead_id, at DESC);

-- How often each kind was taken and dismissed: the order goes by it.
CREATE TABLE next_action_counts (
  kind      varchar(30) PRIMARY KEY,
  taken     int NOT NULL DEFAULT 0,
  dismissed int NOT NULL DEFAULT 0
);

-- When calls are answered is learned from the newest.
CREATE INDEX activities_calls ON activities (happened_at DESC) INCLUDE (is_contact)
  WHERE type = 'call' AND direction = 'out' AND deleted_at IS NULL;
