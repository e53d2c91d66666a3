-- "Home Lane" and "homelane" are one firm: each stands in the writing in which it was first named, on leads too.
CREATE TEMPORARY TABLE renamed ON COMMIT DROP AS
  SELECT * FROM (
    SELECT name, first_value(name) OVER (
      PARTITION BY lower(regexp_replace(name, '\s', '', 'g')) ORDER BY named_at, name
    ) AS becomes FROM competitors
  ) c WHERE name <> becomes;
UPDATE leads l SET competitor = r.becomes, version = l.version + 1 FROM renamed r WHERE l.competitor = r.name;
DELETE FROM competitors c USING renamed r WHERE c.name = r.name;
DROP INDEX competitors_name;
CREATE UNIQUE INDEX competitors_name ON competitors (lower(regexp_replace(name, '\s', '', 'g')));
