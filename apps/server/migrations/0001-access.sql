-- People, teams, roles and what they may do; who did what.

CREATE TABLE teams (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       varchar(100) NOT NULL UNIQUE,
  parent_id  int REFERENCES teams (id),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- users, sessions, accounts and verifications are written by better-auth; their columns are its own, in snake case.
CREATE TABLE users (
  id             int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name           varchar(100) NOT NULL,
  email          varchar(254) NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  image          text,
  team_id        int REFERENCES teams (id),
  is_active      boolean NOT NULL DEFAULT true,
  is_demo        boolean NOT NULL DEFAULT false,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX users_team ON users (team_id);

-- Who heads the team: sees its leads and those of the teams below it.
ALTER TABLE teams ADD COLUMN head_id int REFERENCES users (id);

CREATE TABLE sessions (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id    int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token      text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE accounts (
  id                       int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id                  int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id               text NOT NULL,
  provider_id              text NOT NULL,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text,
  created_at               timestamptz NOT NULL DEFAULT now(),
  updated_at               timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX accounts_user ON accounts (user_id);

CREATE TABLE verifications (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  identifier text NOT NULL,
  value      text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX verifications_identifier ON verifications (identifier);

CREATE TABLE roles (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        varchar(50) NOT NULL UNIQUE,
  description text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE permissions (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  role_id     int NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  module_name varchar(50) NOT NULL,
  action      varchar(50) NOT NULL,
  allowed     boolean NOT NULL DEFAULT false,
  -- Whose records the action reaches.
  scope       text NOT NULL DEFAULT 'own' CHECK (scope IN ('own', 'team', 'all')),
  UNIQUE (role_id, module_name, action)
);

CREATE TABLE user_roles (
  user_id int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role_id int NOT NULL REFERENCES roles (id),
  PRIMARY KEY (user_id, role_id)
);
CREATE INDEX user_roles_role ON user_roles (role_id);

-- One row. Raised by every change to users, teams, roles, permissions and assignments; read with each session,
-- so that rights remembered in memory are never older than the request that uses them.
CREATE TABLE access_epoch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch    bigint NOT NULL DEFAULT 1
);
INSERT INTO access_epoch DEFAULT VALUES;

CREATE FUNCTION raise_access_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE access_epoch SET epoch = epoch + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER teams_epoch AFTER INSERT OR UPDATE OR DELETE ON teams FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();
CREATE TRIGGER users_epoch AFTER UPDATE OF name, team_id, is_active OR DELETE ON users FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();
CREATE TRIGGER roles_epoch AFTER UPDATE OR DELETE ON roles FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();
CREATE TRIGGER permissions_epoch AFTER INSERT OR UPDATE OR DELETE ON permissions FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();
CREATE TRIGGER user_roles_epoch AFTER INSERT OR UPDATE OR DELETE ON user_roles FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();

-- Who did what, to which record, when, from where, and whether it was allowed. Holds no contact details.
CREATE TABLE audit_logs (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id     int REFERENCES users (id),
  action      varchar(50) NOT NULL,
  module_name varchar(50),
  record_type varchar(50),
  record_id   bigint,
  allowed     boolean NOT NULL DEFAULT true,
  ip_address  text,
  request_id  text,
  details     jsonb,
  at          timestamptz NOT NULL DEFAULT now()
);
