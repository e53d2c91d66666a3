-- Passkeys (WebAuthn): a second factor beside the password, and a way in of its own.

CREATE TABLE passkeys (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id       int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- What its authenticator knows it by.
  credential_id bytea NOT NULL UNIQUE,
  -- SubjectPublicKeyInfo, DER. No secret.
  public_key    bytea NOT NULL,
  -- What its person calls it.
  name          text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
  -- How often it was used, where its authenticator counts; one that counts backwards is a copy.
  sign_count    bigint NOT NULL,
  -- Kept by a password manager that carries it to other devices.
  is_synced     boolean NOT NULL,
  transports    text[] NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_used_at  timestamptz
);
CREATE INDEX passkeys_user ON passkeys (user_id);

-- Challenges that were answered, until they would have run out: each is answered once.
CREATE TABLE used_challenges (
  challenge  bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- Whoever lacks a second factor that their role needs may do nothing but set it up: remembered rights know it.
CREATE TRIGGER passkeys_epoch AFTER INSERT OR DELETE ON passkeys
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();
