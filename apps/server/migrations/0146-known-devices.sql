-- The browsers that each person has signed in from: a sign-in from another is mailed to them. Of the browser's cookie only the hash is kept.
CREATE TABLE known_devices (
  user_id       int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  device_hash   bytea NOT NULL,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, device_hash)
);
