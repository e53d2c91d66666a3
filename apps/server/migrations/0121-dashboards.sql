-- Which widgets stand on whose dashboard, in order.

-- As each person arranged theirs, for a phone and for a laptop: [{"name", "width"}].
CREATE TABLE dashboards (
  user_id int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  size    text NOT NULL CHECK (size IN ('phone', 'laptop')),
  widgets jsonb NOT NULL,
  PRIMARY KEY (user_id, size)
);

-- As it is for whoever has the role and arranged nothing.
CREATE TABLE role_dashboards (
  role_id int NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  size    text NOT NULL CHECK (size IN ('phone', 'laptop')),
  widgets jsonb NOT NULL,
  PRIMARY KEY (role_id, size)
);
