-- What administering people, teams and roles keeps beside them.

-- Which default role it began as: a role that was renamed still gains what a later version adds to that default.
ALTER TABLE roles ADD COLUMN origin varchar(50);
UPDATE roles SET origin = name WHERE name IN ('Super Admin', 'Admin', 'Manager', 'Employee', 'Designer', 'Client');
CREATE UNIQUE INDEX roles_name_folded ON roles (lower(name));

-- A deleted team keeps its row, below the team that took over: its leads move there little by little, and whoever heads that team
-- reaches them meanwhile. Its name is free again.
ALTER TABLE teams ADD COLUMN deleted_at timestamptz;
ALTER TABLE teams DROP CONSTRAINT teams_name_key;
CREATE UNIQUE INDEX teams_name_folded ON teams (lower(name)) WHERE deleted_at IS NULL;
CREATE INDEX teams_parent ON teams (parent_id);

ALTER TABLE users ADD COLUMN last_seen_at timestamptz;
ALTER TABLE users ADD COLUMN deactivated_at timestamptz;

-- Links that let somebody in. The token of the mail is kept as its hash.
CREATE TABLE invitations (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email        varchar(254) NOT NULL,
  name         varchar(100) NOT NULL DEFAULT '',
  team_id      int REFERENCES teams (id),
  token_hash   bytea NOT NULL UNIQUE,
  invited_by   int NOT NULL REFERENCES users (id),
  created_at   timestamptz NOT NULL DEFAULT now(),
  sent_at      timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  accepted_at  timestamptz,
  revoked_at   timestamptz
);
CREATE UNIQUE INDEX invitations_open ON invitations (lower(email)) WHERE accepted_at IS NULL AND revoked_at IS NULL;

-- Empty where the onboarding rules decide.
CREATE TABLE invitation_roles (
  invitation_id int NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
  role_id       int NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  PRIMARY KEY (invitation_id, role_id)
);

-- Which roles and team someone new gets: the first rule whose conditions all hold.
CREATE TABLE onboarding_rules (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position    int NOT NULL,
  via         text CHECK (via IN ('invitation', 'sso')),
  mail_domain varchar(253),
  sso_group   varchar(200),
  team_id     int REFERENCES teams (id),
  CHECK (via IS NOT NULL OR mail_domain IS NOT NULL OR sso_group IS NOT NULL)
);
CREATE TABLE onboarding_rule_roles (
  rule_id int NOT NULL REFERENCES onboarding_rules (id) ON DELETE CASCADE,
  role_id int NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  PRIMARY KEY (rule_id, role_id)
);
-- One row: what someone gets whom no rule names, and the number that a change of the rules must name.
CREATE TABLE onboarding_defaults (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  role_id  int REFERENCES roles (id) ON DELETE SET NULL,
  team_id  int REFERENCES teams (id),
  version  int NOT NULL DEFAULT 1
);
INSERT INTO onboarding_defaults DEFAULT VALUES;

-- Keys of programs. A key does what its role may, and never more than its maker may at that moment.
CREATE TABLE api_keys (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         varchar(100) NOT NULL,
  -- The first characters, to tell keys apart.
  prefix       varchar(16) NOT NULL,
  -- SHA-256 of the key: 256 random bits need no salt.
  key_hash     bytea NOT NULL UNIQUE,
  role_id      int REFERENCES roles (id) ON DELETE SET NULL,
  created_by   int NOT NULL REFERENCES users (id),
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX api_keys_maker ON api_keys (created_by);

ALTER TABLE audit_logs ADD COLUMN api_key_id int;
-- Asked for by record; leads are left out, whose every write would pay for it.
CREATE INDEX audit_logs_record ON audit_logs (record_type, record_id, id) WHERE record_type <> 'lead';
CREATE INDEX audit_logs_refused ON audit_logs (id) WHERE NOT allowed;

-- Handing the leads of one person over to others, as a job.
CREATE TABLE lead_handovers (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_user_id int NOT NULL REFERENCES users (id),
  to_user_ids  int[] NOT NULL,
  requested_by int NOT NULL REFERENCES users (id),
  status       text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'done', 'failed')),
  total        int NOT NULL,
  moved        int NOT NULL DEFAULT 0,
  -- Leads that the requester may not give away, or that were deleted meanwhile.
  kept         int NOT NULL DEFAULT 0,
  -- The last lead that was looked at: where the next batch goes on.
  last_lead_id int NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz
);
