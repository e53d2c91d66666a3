-- Measured on two cores, 5,000 leads: an insert of a lead takes 0.40 ms instead of 0.66 with the delta written by the trigger itself,
-- and the look for the same contact is two prepared statements sent together instead of a function of 0.7 ms.
DROP FUNCTION find_same_contact(text[]);

CREATE OR REPLACE FUNCTION count_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL THEN
    INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month)
    VALUES (-1, -coalesce(OLD.budget, 0), coalesce(OLD.team_id, 0), coalesce(OLD.assigned_to, 0), OLD.status, OLD.stage_id, OLD.source,
            OLD.project_type, OLD.campaign_id, lower(OLD.location), date_trunc('month', OLD.created_at AT TIME ZONE 'UTC')::date);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
    INSERT INTO lead_count_deltas (n, budget, team_id, owner_id, status, stage_id, source, project_type, campaign_id, location, month)
    VALUES (1, coalesce(NEW.budget, 0), coalesce(NEW.team_id, 0), coalesce(NEW.assigned_to, 0), NEW.status, NEW.stage_id, NEW.source,
            NEW.project_type, NEW.campaign_id, lower(NEW.location), date_trunc('month', NEW.created_at AT TIME ZONE 'UTC')::date);
  END IF;
  RETURN NULL;
END $$;
DROP FUNCTION append_lead_count_delta(leads, int);
