-- Who is proposed to look after clients and to design for them: rules in order, as those by which leads find their owners.

-- One row: what holds for all rules.
CREATE TABLE client_plan (
  only_row                  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- Gets what nobody takes by the rules; empty for the manager of who converted.
  account_owner_fallback_id int REFERENCES users (id),
  designer_fallback_id      int REFERENCES users (id),
  version                   int NOT NULL DEFAULT 1
);
INSERT INTO client_plan DEFAULT VALUES;

CREATE TABLE client_rules (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  place      text NOT NULL CHECK (place IN ('account_owner', 'designer')),
  position   int NOT NULL,
  name       varchar(60) NOT NULL CHECK (name <> ''),
  is_active  boolean NOT NULL,
  -- Filters of the list of leads, met by the lead that was converted.
  conditions jsonb NOT NULL,
  -- Whom it chooses among.
  who        text NOT NULL CHECK (who IN ('lead_team', 'anybody', 'team', 'people')),
  team_id    int REFERENCES teams (id),
  user_ids   int[] NOT NULL,
  -- What decides among them.
  goes_by    text[] NOT NULL CHECK (cardinality(goes_by) > 0 AND goes_by <@ ARRAY['workload', 'skill', 'city']),
  CHECK ((who = 'team') = (team_id IS NOT NULL) AND (who = 'people') = (user_ids <> '{}')),
  CHECK (place = 'account_owner' OR who <> 'lead_team')
);
CREATE INDEX client_rules_order ON client_rules (place, position);
INSERT INTO client_rules (place, position, name, is_active, conditions, who, user_ids, goes_by) VALUES
  ('account_owner', 0, 'Team of the lead', true, '{}', 'lead_team', '{}', '{workload,skill,city}'),
  ('designer', 0, 'All designers', true, '{}', 'anybody', '{}', '{workload,skill,city}');
