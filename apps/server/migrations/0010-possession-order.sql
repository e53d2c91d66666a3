-- Lists by possession date, in both directions, with the leads that have none at their end.
DROP INDEX leads_possession;
CREATE INDEX leads_possession ON leads ((coalesce(possession_date, date '9999-12-31')), id) WHERE deleted_at IS NULL;
CREATE INDEX leads_possession_latest ON leads ((coalesce(possession_date, date '0001-01-01')) DESC, id DESC) WHERE deleted_at IS NULL;
