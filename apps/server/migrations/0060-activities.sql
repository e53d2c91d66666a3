-- What was said and done with a lead, and what is planned.

-- What sales lists show of it, kept on the lead and written by the module above without raising its version. No index: a change of
-- an indexed column would rewrite every index entry of the lead with each logged call.
ALTER TABLE leads
  -- The earliest open follow-up.
  ADD COLUMN next_activity_at  timestamptz(3),
  ADD COLUMN last_activity_at  timestamptz(3),
  -- Until when somebody has to have contacted the lead; empty once somebody has, or where no clock runs.
  ADD COLUMN response_due_at   timestamptz(3),
  ADD COLUMN first_response_at timestamptz(3),
  -- Whole working minutes from the arrival to the first real outgoing contact.
  ADD COLUMN response_minutes  int;

-- The timeline of a lead goes by the time of what happened: history that is brought in later stands where it belongs.
DROP INDEX events_of_lead;
CREATE INDEX events_of_lead ON events (lead_id, at DESC, id DESC) WHERE lead_id IS NOT NULL;

-- How a call, a visit or a message may end; editable. An activity keeps the words, not the row.
CREATE TABLE activity_outcomes (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type         text NOT NULL CHECK (type IN ('call', 'email', 'meeting', 'site_visit', 'whatsapp', 'sms')),
  label        varchar(60) NOT NULL,
  -- Whether the lead was really reached: stops the clock of the first response.
  is_contact   boolean NOT NULL,
  -- Minutes after which the next step is offered; none when nothing is.
  next_minutes int CHECK (next_minutes BETWEEN 1 AND 525600),
  position     int NOT NULL,
  UNIQUE (type, label)
);
INSERT INTO activity_outcomes (type, label, is_contact, next_minutes, position) VALUES
  ('call', 'Spoke', true, 2880, 1), ('call', 'Interested', true, 1440, 2), ('call', 'No answer', false, 180, 3),
  ('call', 'Call back later', true, 180, 4), ('call', 'Not interested', true, NULL, 5), ('call', 'Wrong number', false, NULL, 6),
  ('email', 'Sent', true, 2880, 1), ('email', 'Replied', true, 1440, 2), ('email', 'Bounced', false, NULL, 3),
  ('whatsapp', 'Sent', true, 1440, 1), ('whatsapp', 'Replied', true, 1440, 2), ('whatsapp', 'Not on WhatsApp', false, NULL, 3),
  ('sms', 'Sent', true, 1440, 1), ('sms', 'Replied', true, 1440, 2),
  ('meeting', 'Held', true, 2880, 1), ('meeting', 'Postponed', false, 1440, 2), ('meeting', 'Did not come', false, 180, 3),
  ('site_visit', 'Measured', true, 2880, 1), ('site_visit', 'Walked through', true, 2880, 2), ('site_visit', 'Nobody there', false, 180, 3);

CREATE TABLE activities (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id     int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  type        text NOT NULL CHECK (type IN ('call', 'email', 'meeting', 'site_visit', 'note', 'whatsapp', 'sms')),
  direction   text CHECK (direction IN ('in', 'out')),
  -- The user's own words.
  note        text CHECK (length(note) <= 10000),
  outcome     varchar(60),
  -- The lead was really reached, by us or by them.
  is_contact  boolean NOT NULL,
  duration_s  int CHECK (duration_s BETWEEN 0 AND 86400),
  -- People named with @.
  mentions    int[] NOT NULL DEFAULT '{}',
  -- Who did it.
  user_id     int REFERENCES users (id),
  happened_at timestamptz(3) NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  edited_at   timestamptz(3),
  deleted_at  timestamptz(3),
  version     int NOT NULL DEFAULT 1
);
CREATE INDEX activities_of_lead ON activities (lead_id, happened_at DESC, id DESC) WHERE deleted_at IS NULL;

-- What an activity said before it was edited or deleted.
CREATE TABLE activity_revisions (
  activity_id bigint NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
  version     int NOT NULL,
  -- The columns that a person can change, as they were in this version.
  was         jsonb NOT NULL,
  -- Who replaced it.
  user_id     int REFERENCES users (id),
  at          timestamptz(3) NOT NULL,
  PRIMARY KEY (activity_id, version)
);

CREATE TABLE follow_ups (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  lead_id     int NOT NULL REFERENCES leads (id) ON DELETE CASCADE,
  kind        text NOT NULL CHECK (kind IN ('call', 'email', 'meeting', 'site_visit', 'whatsapp', 'sms', 'task')),
  -- What is to be done, in the user's own words.
  title       varchar(200),
  priority    text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high')),
  assigned_to int NOT NULL REFERENCES users (id),
  due_at      timestamptz(3) NOT NULL,
  -- IANA name of the zone in which the time was meant: repeats keep the clock time there.
  time_zone   text NOT NULL,
  -- RFC 5545 rule without DTSTART; the time of the first is kept in repeats_from.
  repeat      varchar(300),
  repeats_from timestamptz(3),
  done_at     timestamptz(3),
  done_by     int REFERENCES users (id),
  outcome     varchar(60),
  -- The activity that was logged when it was done.
  activity_id bigint REFERENCES activities (id),
  created_by  int REFERENCES users (id),
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  version     int NOT NULL DEFAULT 1,
  -- The next reminder: which, and when. Empty when there is none to come.
  remind_stage text CHECK (remind_stage IN ('upcoming', 'due', 'overdue', 'escalated')),
  remind_at    timestamptz(3),
  CHECK ((repeat IS NULL) = (repeats_from IS NULL)),
  CHECK ((remind_stage IS NULL) = (remind_at IS NULL))
);
CREATE INDEX follow_ups_assignee ON follow_ups (assigned_to, due_at, id) WHERE done_at IS NULL;
CREATE INDEX follow_ups_open ON follow_ups (due_at, id) WHERE done_at IS NULL;
CREATE INDEX follow_ups_lead ON follow_ups (lead_id, due_at);
CREATE INDEX follow_ups_done ON follow_ups (done_by, done_at) WHERE done_at IS NOT NULL;
CREATE INDEX follow_ups_reminders ON follow_ups (remind_at) WHERE remind_at IS NOT NULL;

-- The zone in which a person's times are meant; the firm's when empty.
ALTER TABLE users ADD COLUMN time_zone text;
DROP TRIGGER users_epoch ON users;
CREATE TRIGGER users_epoch AFTER UPDATE OF name, team_id, is_active, time_zone OR DELETE ON users FOR EACH STATEMENT EXECUTE FUNCTION raise_access_epoch();

-- The default roles that set up everything of the CRM set up this as well.
INSERT INTO permissions (role_id, module_name, action, allowed, scope)
SELECT id, 'CRM', 'configure_activities', true, 'all' FROM roles WHERE name IN ('Super Admin', 'Admin')
ON CONFLICT DO NOTHING;
