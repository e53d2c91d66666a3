-- Kick-off: what is to be done after a conversion, by project type.

-- One row: what holds for all types.
CREATE TABLE kick_off_plan (
  only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- From this budget on a project is a high-budget one, whatever its type says; never when empty. Major units of the firm's currency.
  high_budget_from numeric(14, 2) CHECK (high_budget_from >= 0),
  version          int NOT NULL DEFAULT 1
);
INSERT INTO kick_off_plan (high_budget_from) VALUES (5000000);

CREATE TABLE kick_off_steps (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_type text NOT NULL CHECK (project_type IN ('residential', 'commercial', 'high_budget')),
  position     int NOT NULL,
  title        varchar(200) NOT NULL CHECK (title <> ''),
  kind         text NOT NULL CHECK (kind IN ('call', 'email', 'meeting', 'site_visit', 'whatsapp', 'sms', 'task')),
  who          text NOT NULL CHECK (who IN ('account_owner', 'designer', 'converter')),
  -- Working days after the conversion, or days before the move-in date.
  anchor       text NOT NULL CHECK (anchor IN ('conversion', 'move_in')),
  days         int NOT NULL CHECK (days BETWEEN 0 AND 730),
  CHECK (anchor = 'move_in' OR days > 0)
);
CREATE INDEX kick_off_steps_order ON kick_off_steps (project_type, position);
INSERT INTO kick_off_steps (project_type, position, title, kind, who, anchor, days) VALUES
  ('residential', 1, 'Welcome call: what happens next', 'call', 'account_owner', 'conversion', 1),
  ('residential', 2, 'Kick-off meeting with the client', 'meeting', 'designer', 'conversion', 3),
  ('residential', 3, 'Measure the site', 'site_visit', 'designer', 'conversion', 5),
  ('residential', 4, 'Freeze design and materials', 'meeting', 'designer', 'move_in', 60),
  ('residential', 5, 'Walk through before move-in', 'site_visit', 'account_owner', 'move_in', 7),
  ('commercial', 1, 'Welcome call: what happens next', 'call', 'account_owner', 'conversion', 1),
  ('commercial', 2, 'Kick-off meeting on site', 'meeting', 'designer', 'conversion', 3),
  ('commercial', 3, 'Ask for building rules and permits', 'task', 'account_owner', 'conversion', 5),
  ('commercial', 4, 'Freeze layout and services', 'meeting', 'designer', 'move_in', 75),
  ('commercial', 5, 'Walk through before handover', 'site_visit', 'account_owner', 'move_in', 10),
  ('high_budget', 1, 'Welcome call: what happens next', 'call', 'account_owner', 'conversion', 1),
  ('high_budget', 2, 'Thank the client', 'whatsapp', 'converter', 'conversion', 1),
  ('high_budget', 3, 'Kick-off meeting at the studio', 'meeting', 'designer', 'conversion', 2),
  ('high_budget', 4, 'Measure the site', 'site_visit', 'designer', 'conversion', 4),
  ('high_budget', 5, 'Freeze design and materials', 'meeting', 'designer', 'move_in', 120),
  ('high_budget', 6, 'Walk through before move-in', 'site_visit', 'account_owner', 'move_in', 14);

ALTER TABLE follow_ups
  -- Of a kick-off: the conversion that it followed from, and the client, whose people see it wherever the lead is.
  ADD COLUMN conversion_id int REFERENCES conversions (id) ON DELETE SET NULL,
  ADD COLUMN client_id     int REFERENCES clients (id) ON DELETE SET NULL,
  -- In which place its person was meant: whoever gets the place gets it.
  ADD COLUMN kick_off_who  text CHECK (kick_off_who IN ('account_owner', 'designer', 'converter'));
CREATE INDEX follow_ups_conversion ON follow_ups (conversion_id) WHERE conversion_id IS NOT NULL;
CREATE INDEX follow_ups_client ON follow_ups (client_id) WHERE client_id IS NOT NULL;
