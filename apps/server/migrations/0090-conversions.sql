-- Clients, and which lead became which.

CREATE TABLE clients (
  id              int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name            varchar(100) NOT NULL CHECK (name <> ''),
  -- E-mail, phones and street address, sealed as those of a lead are.
  contact         bytea,
  contact_key_id  varchar(40),
  -- City.
  location        varchar(100),
  -- Of the lead that made them a client. Major units of the firm's currency.
  budget          numeric(14, 2) CHECK (budget >= 0),
  -- What that lead was to have: project type, property type, configuration, carpet area, style, possession date.
  project_details jsonb NOT NULL DEFAULT '{}',
  -- Null: came in with a file, or was a client before there were clients here.
  created_by      int REFERENCES users (id),
  created_at      timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX clients_created ON clients (created_at DESC, id DESC);
CREATE INDEX clients_name ON clients USING gin (lower(name) gin_trgm_ops);
CREATE INDEX clients_contact_key ON clients (contact_key_id) WHERE contact_key_id IS NOT NULL;

CREATE TABLE conversions (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id       int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  client_id     int NOT NULL REFERENCES clients (id),
  -- Whether the client was made by it, and not there already.
  made_client   boolean NOT NULL,
  -- Where the lead goes back to when the conversion is taken back; null where that is not known.
  from_stage_id int REFERENCES stages (id),
  converted_by  int REFERENCES users (id),
  converted_at  timestamptz(3) NOT NULL DEFAULT now(),
  -- The lead that had been converted as well when it was merged into `lead_id`.
  merged_from   int
);
-- A lead is converted once, whoever asks and however often.
CREATE UNIQUE INDEX conversions_lead ON conversions (lead_id) WHERE merged_from IS NULL;
CREATE INDEX conversions_merged ON conversions (lead_id) WHERE merged_from IS NOT NULL;
CREATE INDEX conversions_client ON conversions (client_id, id);

-- Keyed hashes of the phones and the e-mail of the lead at that time, as in lead_terms: under them a client is recognised.
CREATE TABLE conversion_terms (
  term          text COLLATE "C" NOT NULL,
  conversion_id int NOT NULL REFERENCES conversions (id) ON DELETE CASCADE,
  PRIMARY KEY (term, conversion_id)
);
CREATE INDEX conversion_terms_conversion ON conversion_terms (conversion_id);

-- The checklist of a conversion is what the converted stage asks for.
UPDATE stages SET required_fields = '{budget,project_type}'
WHERE category = 'converted' AND required_fields = '{}' AND removed_at IS NULL;

INSERT INTO permissions (role_id, module_name, action, allowed, scope)
SELECT id, 'CRM', 'unconvert', true, 'all' FROM roles WHERE name IN ('Super Admin', 'Admin')
ON CONFLICT DO NOTHING;
