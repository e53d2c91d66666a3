-- What a person wishes for themselves, wherever they sign in.
CREATE TABLE preferences (
  user_id    int PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  -- Whether conversions are celebrated.
  celebrates boolean NOT NULL
);
