-- Who brought whom: leads by the name that stands as "referred by" on them.
CREATE INDEX leads_referred_by ON leads (lower(referred_by)) WHERE referred_by IS NOT NULL AND deleted_at IS NULL;
