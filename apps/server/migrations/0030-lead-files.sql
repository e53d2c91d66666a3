-- Files on leads: floor plans, photos, quotes. What is in them lies encrypted in the storage; here is what is known of them.
CREATE TABLE lead_files (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Null once the lead was removed for good: the sweep then removes the file.
  lead_id     int REFERENCES leads (id) ON DELETE SET NULL,
  name        varchar(150) NOT NULL CHECK (name <> ''),
  kind        text NOT NULL CHECK (kind IN ('floor_plan', 'photo', 'quote', 'other')),
  -- Media type found in the content.
  type        varchar(100) NOT NULL DEFAULT '',
  bytes       int NOT NULL DEFAULT 0,
  has_preview boolean NOT NULL DEFAULT false,
  -- Where it lies in the storage; previews beside it.
  storage_key varchar(100) NOT NULL UNIQUE,
  -- The Idempotency-Key of the upload.
  upload_key  varchar(200),
  uploaded_by int NOT NULL REFERENCES users (id),
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  -- When all of it had arrived; null while it arrives, or when that broke off.
  stored_at   timestamptz(3),
  deleted_at  timestamptz(3),
  deleted_by  int REFERENCES users (id)
);
CREATE INDEX lead_files_lead ON lead_files (lead_id, id) WHERE lead_id IS NOT NULL;
CREATE UNIQUE INDEX lead_files_upload ON lead_files (uploaded_by, upload_key) WHERE upload_key IS NOT NULL;
CREATE INDEX lead_files_sweep ON lead_files (id) WHERE stored_at IS NULL OR deleted_at IS NOT NULL OR lead_id IS NULL;
