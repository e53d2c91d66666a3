-- Raised by every save of the reasons: who saves a list that somebody else has changed meanwhile is told.
CREATE TABLE lost_reasons_version (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  version int NOT NULL
);
INSERT INTO lost_reasons_version (version) VALUES (1);
