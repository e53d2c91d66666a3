-- A calendar shows what is done beside what is open: by person, and of everybody.
CREATE INDEX follow_ups_calendar ON follow_ups (assigned_to, due_at, id);
CREATE INDEX follow_ups_due ON follow_ups (due_at, id);
