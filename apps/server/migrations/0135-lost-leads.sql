-- Why leads are lost: the reasons that are offered, to whom they went, and what was said about it.
CREATE TABLE lost_reasons (
  id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  label      varchar(200) NOT NULL CHECK (label ~ '\S'),
  position   int NOT NULL,
  -- Not offered any more; leads that have it keep it.
  is_retired boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX lost_reasons_label ON lost_reasons (lower(label));
INSERT INTO lost_reasons (label, position) VALUES
  ('Price too high', 0), ('Chose someone else', 1), ('Plans put off', 2), ('No answer', 3), ('Not a real lead', 4);

-- Firms that leads went to, as they were first written.
CREATE TABLE competitors (
  name     varchar(100) PRIMARY KEY CHECK (name ~ '\S'),
  named_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX competitors_name ON competitors (lower(name));

ALTER TABLE leads ADD COLUMN competitor varchar(100), ADD COLUMN lost_note varchar(1000);
