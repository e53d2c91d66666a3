-- What people are told: in the notification centre, by mail and on their devices.

CREATE TABLE notifications (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id      int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind         varchar(40) NOT NULL,
  -- What it tells of, once for each person: a second telling of the same is dropped.
  key          varchar(120) NOT NULL,
  lead_id      int REFERENCES leads (id) ON DELETE CASCADE,
  actor_id     int REFERENCES users (id),
  -- Ids and plain facts; names are looked up when it is read.
  data         jsonb NOT NULL DEFAULT '{}',
  -- Whether it stands in the notification centre, or was only wanted by mail or on a device.
  in_app       boolean NOT NULL DEFAULT true,
  at           timestamptz(3) NOT NULL DEFAULT now(),
  read_at      timestamptz(3),
  UNIQUE (user_id, key)
);
CREATE INDEX notifications_user ON notifications (user_id, id DESC) WHERE in_app;
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE in_app AND read_at IS NULL;

-- A device that takes push messages. Its address and keys are encrypted: whoever has them can write to the device.
CREATE TABLE push_subscriptions (
  id            int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id       int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  endpoint_hash text NOT NULL UNIQUE,
  subscription  bytea NOT NULL,
  device        varchar(100) NOT NULL,
  created_at    timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id);

-- Mails and push messages on their way. `scheduled` waits for `not_before`, `claimed` is being sent, `sent` was taken by the other
-- side, `failed` was given up, `dropped` had nothing to tell any more when its turn came.
CREATE TABLE notification_deliveries (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notification_id bigint NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  channel         text NOT NULL CHECK (channel IN ('mail', 'push')),
  subscription_id int REFERENCES push_subscriptions (id) ON DELETE CASCADE,
  -- The Message-ID or topic: the same however often it is sent.
  message_id      uuid NOT NULL DEFAULT gen_random_uuid(),
  state           text NOT NULL DEFAULT 'scheduled' CHECK (state IN ('scheduled', 'claimed', 'sent', 'failed', 'dropped')),
  not_before      timestamptz(3) NOT NULL,
  attempts        smallint NOT NULL DEFAULT 0,
  claimed_at      timestamptz(3),
  finished_at     timestamptz(3),
  -- Kind of the last error only: its message may quote an address.
  error           varchar(100)
);
CREATE INDEX notification_deliveries_due ON notification_deliveries (not_before) WHERE state IN ('scheduled', 'claimed');
CREATE INDEX notification_deliveries_of ON notification_deliveries (notification_id);

-- Where a person departs from what is usual.
CREATE TABLE notification_preferences (
  user_id int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind    varchar(40) NOT NULL,
  channel text NOT NULL CHECK (channel IN ('in_app', 'mail', 'push')),
  is_on   boolean NOT NULL,
  PRIMARY KEY (user_id, kind, channel)
);
CREATE TABLE notification_settings (
  user_id               int PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  remind_before_minutes smallint NOT NULL DEFAULT 15 CHECK (remind_before_minutes BETWEEN 0 AND 1440),
  -- Clock times in the person's zone. Between them nothing rings; the night may lie across midnight. Both or none.
  quiet_from            time,
  quiet_to              time,
  -- When the digest of the day comes; none when it is not wanted.
  digest_at             time DEFAULT '08:30',
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);

-- The follow-ups of one person as a calendar that other programs read: whoever has the link reads it.
CREATE TABLE calendar_feeds (
  user_id      int PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  token_hash   text NOT NULL UNIQUE,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  last_read_at timestamptz(3)
);

-- One row: how the firm reminds.
CREATE TABLE activity_settings (
  only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  -- Minutes after its time at which a follow-up counts as overdue, and at which the manager hears of it.
  overdue_minutes  int NOT NULL DEFAULT 60 CHECK (overdue_minutes BETWEEN 1 AND 10080),
  escalate_minutes int NOT NULL DEFAULT 1440 CHECK (escalate_minutes BETWEEN 2 AND 43200),
  CHECK (escalate_minutes > overdue_minutes)
);
INSERT INTO activity_settings DEFAULT VALUES;
