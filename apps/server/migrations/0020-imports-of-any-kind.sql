-- Imports of leads, deals, calls, costs: what each wrote, so that it can be undone, and mappings that are kept by name.

ALTER TABLE lead_imports
  -- Name of the kind; `leads`, `deals`, … as the modules register them.
  ADD COLUMN kind varchar(40) NOT NULL DEFAULT 'leads',
  ADD COLUMN updated int NOT NULL DEFAULT 0,
  -- Why rows were refused, and how often: [{path, message, count, line}]. No value of the file.
  ADD COLUMN reasons jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN undone int NOT NULL DEFAULT 0,
  -- What an undo could not take back: how many, and of the first of them what and why.
  ADD COLUMN kept int NOT NULL DEFAULT 0,
  ADD COLUMN kept_because jsonb NOT NULL DEFAULT '[]',
  DROP CONSTRAINT lead_imports_status_check,
  ADD CONSTRAINT lead_imports_status_check
    CHECK (status IN ('uploaded', 'queued', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone'));

CREATE TABLE import_records (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  import_id   int NOT NULL REFERENCES lead_imports (id) ON DELETE CASCADE,
  -- What was written: `lead`, `deal`, …
  record_type varchar(30) NOT NULL,
  record_id   int NOT NULL,
  is_update   boolean NOT NULL,
  -- What an undo has to know, such as the values before. Encrypted.
  note        bytea
);
CREATE INDEX import_records_import ON import_records (import_id, id);

CREATE TABLE import_mappings (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       varchar(100) NOT NULL,
  kind       varchar(40) NOT NULL,
  -- Encrypted, as that of an import.
  mapping    bytea NOT NULL,
  created_by int REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX import_mappings_name ON import_mappings (kind, lower(name));

-- What was won and lost in other systems, by lead.
CREATE TABLE lead_deals (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id     int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  system      varchar(50) NOT NULL,
  external_id varchar(200) NOT NULL,
  outcome     text NOT NULL CHECK (outcome IN ('won', 'lost', 'open')),
  -- Major units of the firm's currency.
  amount      numeric(14, 2) CHECK (amount >= 0),
  closed_on   date,
  created_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (system, external_id)
);
CREATE INDEX lead_deals_lead ON lead_deals (lead_id);
