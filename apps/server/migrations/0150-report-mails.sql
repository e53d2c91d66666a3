-- Reports that people have sent to them each week.
CREATE TABLE report_subscriptions (
  id       int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id  int NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  report   text NOT NULL,
  -- Filters, parts, comparison; the days follow from `span` and when it is sent.
  question jsonb NOT NULL,
  span     text NOT NULL CHECK (span IN ('7d', '30d', '90d', '12m')),
  weekday  smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  hour     smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
  -- Nothing that was due before is sent.
  since    timestamptz NOT NULL,
  stopped  text CHECK (stopped IN ('no_right', 'left'))
);
-- The same report asked the same is one.
CREATE UNIQUE INDEX report_subscriptions_same ON report_subscriptions (user_id, report, md5(question::text));

-- Each mail once: whoever plans it second finds it here.
CREATE TABLE report_mails (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subscription_id int NOT NULL REFERENCES report_subscriptions (id) ON DELETE CASCADE,
  -- The day it was due, or the minute at which it was asked for.
  due_key         text NOT NULL,
  -- By the calendar of the person: its report ends the day before.
  day             date NOT NULL,
  sent_at         timestamptz,
  -- Sent, or given up.
  ended_at        timestamptz,
  UNIQUE (subscription_id, due_key)
);
