-- What reports read.

-- Calls, visits and messages of a range of days, whoever made them.
CREATE INDEX activities_happened ON activities (happened_at) INCLUDE (lead_id, user_id, type, is_contact) WHERE deleted_at IS NULL;

-- The clock on the wall of a team at an instant: in the zone of its working hours, else of the firm's, else in `firm_zone`.
CREATE FUNCTION clock_of_team(at timestamptz, team int, firm_zone text) RETURNS timestamp LANGUAGE sql STABLE AS $$
  SELECT at AT TIME ZONE coalesce(
    (SELECT h.time_zone FROM working_hours h WHERE h.team_id = team),
    (SELECT h.time_zone FROM working_hours h WHERE h.team_id IS NULL),
    firm_zone)
$$;
