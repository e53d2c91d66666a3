-- What people agreed to: for which purpose, over which channel. Every answer is kept with where it came from; the one that holds is current.
CREATE TABLE consent_purposes (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  label        varchar(100) NOT NULL CHECK (label ~ '\S'),
  -- What people agree to, in the words they are asked with.
  wording      varchar(2000) NOT NULL DEFAULT '',
  -- Raised with each new wording; an answer remembers which one it was given to.
  version      int NOT NULL DEFAULT 1,
  -- Asked for each channel; else once, under the channel `any`.
  has_channels boolean NOT NULL,
  -- The one whose answers stand in `leads.consent`.
  is_main      boolean NOT NULL DEFAULT false,
  -- Not asked any more; answers are kept.
  is_retired   boolean NOT NULL DEFAULT false,
  position     int NOT NULL
);
CREATE UNIQUE INDEX consent_purposes_label ON consent_purposes (lower(label));
CREATE UNIQUE INDEX consent_purposes_main ON consent_purposes (is_main) WHERE is_main;
INSERT INTO consent_purposes (label, wording, has_channels, is_main, position) VALUES
  ('Offers and news', 'We may contact you about our offers, new designs and events.', true, true, 0),
  ('Messages about the project', 'We may contact you about your enquiry, visits, quotes and the progress of your project.', true, false, 1),
  ('Scoring and profiling', 'We may estimate from what you told us how likely a project is, to decide whom to call first.', false, false, 2);

-- Earlier wordings, for answers that were given to them.
CREATE TABLE consent_wordings (
  purpose_id int NOT NULL REFERENCES consent_purposes (id) ON DELETE CASCADE,
  version    int NOT NULL,
  wording    varchar(2000) NOT NULL,
  since      timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (purpose_id, version)
);
INSERT INTO consent_wordings (purpose_id, version, wording) SELECT id, version, wording FROM consent_purposes;

-- Raised by every save of the purposes: who saves a list that somebody else has changed meanwhile is told.
CREATE TABLE consent_purposes_version (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  version int NOT NULL
);
INSERT INTO consent_purposes_version (version) VALUES (1);

CREATE TABLE lead_consents (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id         int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  purpose_id      int NOT NULL REFERENCES consent_purposes (id),
  purpose_version int NOT NULL,
  channel         text NOT NULL CHECK (channel IN ('call', 'whatsapp', 'email', 'sms', 'any')),
  -- Null: what was known is taken back.
  is_given        boolean,
  source          text NOT NULL CHECK (source IN ('form', 'import', 'hand', 'client')),
  note            varchar(500),
  -- When the person said so.
  at              timestamptz(3) NOT NULL,
  recorded_by     int REFERENCES users (id),
  recorded_at     timestamptz(3) NOT NULL DEFAULT now(),
  is_current      boolean NOT NULL
);
CREATE UNIQUE INDEX lead_consents_current ON lead_consents (lead_id, purpose_id, channel) WHERE is_current;
CREATE INDEX lead_consents_found ON lead_consents (purpose_id, channel, is_given, lead_id) WHERE is_current;
CREATE INDEX lead_consents_lead ON lead_consents (lead_id, at DESC, id DESC);

INSERT INTO lead_consents (lead_id, purpose_id, purpose_version, channel, is_given, source, at, recorded_by, is_current)
SELECT l.id, p.id, p.version, c.key, c.value::boolean, 'hand', l.created_at, l.created_by, true
FROM leads l, consent_purposes p, jsonb_each_text(l.consent) c WHERE p.is_main AND l.consent <> '{}';
