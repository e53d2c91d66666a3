-- What stands in the navigation, in order: [{"name", "shown"}].

-- As each person arranged theirs.
CREATE TABLE navigation (
  user_id int PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  entries jsonb NOT NULL
);

-- As it is for whoever has the role and arranged nothing.
CREATE TABLE role_navigation (
  role_id int PRIMARY KEY REFERENCES roles (id) ON DELETE CASCADE,
  entries jsonb NOT NULL
);
