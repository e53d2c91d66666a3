-- How long what is known of people is kept.
CREATE TABLE retention (
  only_row           boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- Months after which a lost lead that nobody has been in touch with since is erased; null: never.
  lost_months        int CHECK (lost_months BETWEEN 1 AND 240),
  -- Erased by itself every night; else somebody says so.
  is_automatic       boolean NOT NULL DEFAULT false,
  import_file_days   int NOT NULL DEFAULT 30 CHECK (import_file_days BETWEEN 1 AND 30),
  export_file_days   int NOT NULL DEFAULT 7 CHECK (export_file_days BETWEEN 1 AND 7),
  -- Null: for ever.
  notification_days  int CHECK (notification_days BETWEEN 7 AND 3650),
  version            int NOT NULL DEFAULT 1,
  updated_by         int REFERENCES users (id)
);
INSERT INTO retention DEFAULT VALUES;
