-- What a campaign cost on a day.
CREATE TABLE campaign_spend (
  id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id int NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
  spent_on    date NOT NULL,
  -- Major units of the firm's currency.
  amount      numeric(14, 2) NOT NULL CHECK (amount >= 0),
  UNIQUE (campaign_id, spent_on)
);
