-- Whether the provider of single sign-on vouched for two factors: at the sign-in of the session, and at the last one of the account, for
-- what is done for its person without a session.
ALTER TABLE sessions ADD COLUMN is_strong boolean NOT NULL DEFAULT false;
ALTER TABLE accounts ADD COLUMN is_strong boolean NOT NULL DEFAULT false;
