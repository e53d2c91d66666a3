-- The palette in turn: a hash of the name gave half of a firm's tags the same colour.
CREATE SEQUENCE lead_tag_colors;

CREATE OR REPLACE FUNCTION tag_color(tag text) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT (ARRAY['teal', 'orange', 'indigo', 'sky', 'plum', 'grey'])[1 + nextval('lead_tag_colors')::int % 6]
$$;

-- Those that nobody has coloured.
UPDATE lead_tags SET color = tag_color(name) WHERE created_by IS NULL;
