-- The firm's own fields of a lead, and its tags with their colours.

-- What stands in `leads.custom` under `key`. Indexes on it are made by a job for the fields that lists are filtered and sorted by
-- (decision 0025): partial ones, so that a lead without a value costs nothing.
CREATE TABLE lead_fields (
  id           int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key          varchar(40) NOT NULL UNIQUE CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  label        varchar(60) NOT NULL CHECK (label <> ''),
  kind         text NOT NULL CHECK (kind IN ('text', 'number', 'money', 'date', 'choice', 'multi_choice', 'yes_no')),
  -- A sentence under the field, for who fills it in.
  hint         varchar(200),
  is_required  boolean NOT NULL DEFAULT false,
  -- Lists are filtered and sorted by it.
  is_indexed   boolean NOT NULL DEFAULT false,
  index_state  text NOT NULL DEFAULT 'none' CHECK (index_state IN ('none', 'building', 'ready', 'failed')),
  -- Of choices: [{"value", "label", "color", "archived"}], in order. `value` is what leads hold and never changes.
  options      jsonb NOT NULL DEFAULT '[]',
  -- Pipelines whose leads show it; all when null.
  pipeline_ids int[],
  position     int NOT NULL,
  archived_at  timestamptz,
  created_by   int REFERENCES users (id),
  created_at   timestamptz NOT NULL DEFAULT now()
);

-- Values written before there were definitions keep a name.
INSERT INTO lead_fields (key, label, kind, position)
SELECT key, left(initcap(replace(key, '_', ' ')), 60), 'text', row_number() OVER (ORDER BY key)
FROM (SELECT DISTINCT jsonb_object_keys(custom) AS key FROM leads WHERE custom <> '{}') AS known
WHERE key ~ '^[a-z][a-z0-9_]{0,39}$';
UPDATE leads SET custom = (SELECT jsonb_object_agg(e.key, to_jsonb(e.value)) FROM jsonb_each_text(custom) AS e)
WHERE custom <> '{}' AND EXISTS (SELECT FROM jsonb_each(custom) AS v WHERE jsonb_typeof(v.value) <> 'string');

CREATE TABLE lead_tags (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       varchar(40) NOT NULL CHECK (name <> ''),
  -- Of the categorical palette, see `COLORS` of the leads module.
  color      varchar(20) NOT NULL,
  created_by int REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX lead_tags_name ON lead_tags (lower(name));

-- A tag on its way off all leads, because it was renamed, merged into another or deleted. Who writes the old name meanwhile is taken
-- to mean what it becomes.
CREATE TABLE lead_tag_moves (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  old_name   varchar(40) NOT NULL,
  -- Nothing when null.
  becomes    varchar(40),
  user_id    int NOT NULL REFERENCES users (id),
  created_at timestamptz NOT NULL DEFAULT now()
);

-- How many living leads have a tag, without a hot row: deltas that a job folds, as of `lead_counts`.
CREATE TABLE lead_tag_deltas (
  id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tag text NOT NULL,
  n   smallint NOT NULL
);
CREATE TABLE lead_tag_counts (
  tag text PRIMARY KEY,
  n   bigint NOT NULL
);

CREATE FUNCTION count_lead_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL AND OLD.tags <> '{}' THEN
    INSERT INTO lead_tag_deltas (tag, n) SELECT t, -1 FROM unnest(OLD.tags) AS t;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL AND NEW.tags <> '{}' THEN
    INSERT INTO lead_tag_deltas (tag, n) SELECT t, 1 FROM unnest(NEW.tags) AS t;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_tags_inserted AFTER INSERT ON leads FOR EACH ROW WHEN (NEW.tags <> '{}') EXECUTE FUNCTION count_lead_tags();
CREATE TRIGGER lead_tags_deleted AFTER DELETE ON leads FOR EACH ROW WHEN (OLD.tags <> '{}') EXECUTE FUNCTION count_lead_tags();
CREATE TRIGGER lead_tags_updated AFTER UPDATE ON leads FOR EACH ROW
  WHEN (OLD.tags IS DISTINCT FROM NEW.tags OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
  EXECUTE FUNCTION count_lead_tags();

CREATE FUNCTION tag_color(tag text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT (ARRAY['teal', 'orange', 'indigo', 'sky', 'plum', 'grey'])[1 + abs(hashtext(lower(tag)) % 6)]
$$;

-- Also names tags that came with an import and nobody has named yet.
CREATE FUNCTION fold_lead_tag_counts() RETURNS void LANGUAGE sql AS $$
  WITH taken AS (
    DELETE FROM lead_tag_deltas WHERE pg_try_advisory_xact_lock(7461004) RETURNING tag, n
  ), named AS (
    INSERT INTO lead_tags (name, color)
    SELECT DISTINCT ON (lower(tag)) tag, tag_color(tag) FROM taken
    WHERE n > 0 AND length(tag) BETWEEN 1 AND 40
      AND NOT EXISTS (SELECT FROM lead_tags t WHERE lower(t.name) = lower(taken.tag))
      AND NOT EXISTS (SELECT FROM lead_tag_moves m WHERE m.old_name = taken.tag)
    ORDER BY lower(tag), tag
    ON CONFLICT DO NOTHING
  )
  INSERT INTO lead_tag_counts AS c (tag, n) SELECT tag, sum(n) FROM taken GROUP BY 1
  ON CONFLICT (tag) DO UPDATE SET n = c.n + excluded.n
$$;

INSERT INTO lead_tag_counts (tag, n)
SELECT t, count(*) FROM leads, unnest(tags) AS t WHERE deleted_at IS NULL AND tags <> '{}' GROUP BY 1;
INSERT INTO lead_tags (name, color)
SELECT DISTINCT ON (lower(tag)) tag, tag_color(tag)
FROM (SELECT DISTINCT t AS tag FROM leads, unnest(tags) AS t WHERE tags <> '{}') AS used
WHERE length(tag) BETWEEN 1 AND 40 ORDER BY lower(tag), tag;
