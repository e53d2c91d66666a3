-- A second factor at sign-in: codes of an authenticator app (TOTP), and recovery codes for whoever has lost it.

CREATE TABLE second_factors (
  user_id      int PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  -- Sealed.
  secret       bytea NOT NULL,
  -- Null until the first code was typed: until then nobody is asked for one.
  confirmed_at timestamptz,
  -- The step of time (30 seconds each, since 1970) of the last code that was taken: none is taken twice.
  last_step    bigint NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE recovery_codes (
  id        int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id   int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- Keyed hash.
  code_hash text NOT NULL,
  used_at   timestamptz,
  UNIQUE (user_id, code_hash)
);

-- Somebody who has shown the first factor and not yet the second. It opens nothing by itself.
CREATE TABLE sign_in_tickets (
  token_hash bytea PRIMARY KEY,
  user_id    int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- By what they have shown who they are: password, sso.
  by         varchar(20) NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_tickets_user ON sign_in_tickets (user_id);

ALTER TABLE roles ADD COLUMN needs_second_factor boolean NOT NULL DEFAULT false;

-- Whoever lacks one that their role needs may do nothing but set it up: remembered rights know it.
CREATE TRIGGER second_factors_epoch AFTER INSERT OR UPDATE OF confirmed_at OR DELETE ON second_factors
  FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();
