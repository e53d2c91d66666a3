-- What the columns of an import become. Encrypted: it quotes headings and words of the file, and a file without a header line has
-- somebody's e-mail and phone for headings.
ALTER TABLE lead_imports DROP COLUMN mapping, ADD COLUMN mapping bytea;
