-- Lists are narrowed to leads with whom somebody did something in some days: found by the person, without going over all activities.
CREATE INDEX activities_by_person ON activities (user_id, happened_at) INCLUDE (lead_id, type, is_contact) WHERE deleted_at IS NULL;
CREATE INDEX follow_ups_by_person ON follow_ups (assigned_to, due_at) INCLUDE (lead_id, done_at);
