-- Recovery codes are kept by a slow hash with a salt, one for each set of ten.

ALTER TABLE recovery_codes ADD COLUMN salt bytea;
COMMENT ON COLUMN recovery_codes.salt IS 'Null while code_hash is the keyed hash alone, as it was before: the next start puts the slow one over it.';
