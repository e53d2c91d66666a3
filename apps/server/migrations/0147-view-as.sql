-- Somebody looks on as another person, or as whoever holds a role: in one session, read only, for a while.
ALTER TABLE sessions
  ADD COLUMN view_user_id int REFERENCES users (id),
  ADD COLUMN view_role_id int REFERENCES roles (id) ON DELETE SET NULL,
  ADD COLUMN view_ends_at timestamptz;
