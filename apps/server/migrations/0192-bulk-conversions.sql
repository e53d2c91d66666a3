-- Many leads become clients as one bulk change.

ALTER TABLE bulk_changes
  DROP CONSTRAINT bulk_changes_action_check,
  ADD CONSTRAINT bulk_changes_action_check
    CHECK (action IN ('assign', 'tag', 'edit', 'move', 'delete', 'restore', 'convert', 'undo')),
  -- What was filled in for single leads, encrypted: a phone may be among it. Forgotten with the end of the change.
  ADD COLUMN given        bytea,
  ADD COLUMN given_key_id text;
