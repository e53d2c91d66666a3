-- Saved views of the list of leads: filters, order, columns and layout under a name. A view says what is asked, never what is seen.

CREATE TABLE lead_views (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id   int NOT NULL REFERENCES users (id),
  name       varchar(60) NOT NULL CHECK (name <> ''),
  sharing    text NOT NULL CHECK (sharing IN ('own', 'team', 'all')),
  -- Of sharing with a team.
  team_id    int REFERENCES teams (id),
  -- {"filters", "sort", "columns", "layout"}; never the text of a search, which may be somebody's phone.
  definition jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK ((sharing = 'team') = (team_id IS NOT NULL))
);
CREATE INDEX lead_views_owner ON lead_views (owner_id);

-- How one person has the views.
CREATE TABLE lead_view_preferences (
  user_id         int PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  view_order      int[] NOT NULL DEFAULT '{}',
  -- The view that the list opens with; of the role when null.
  default_view_id int REFERENCES lead_views (id) ON DELETE SET NULL
);

-- The view that the list opens with for whoever has not chosen one.
CREATE TABLE lead_view_role_defaults (
  role_id int PRIMARY KEY REFERENCES roles (id) ON DELETE CASCADE,
  view_id int NOT NULL REFERENCES lead_views (id) ON DELETE CASCADE
);
