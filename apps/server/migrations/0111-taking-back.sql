-- A lead whose first contact was missed goes to the next: whether, and how often before the manager gets it.
ALTER TABLE assignment_plan
  ADD COLUMN takes_back boolean NOT NULL DEFAULT false,
  ADD COLUMN most_takes int NOT NULL DEFAULT 2 CHECK (most_takes BETWEEN 1 AND 10);

-- A clock that runs anew for the next owner: a score of the lead no longer changes it.
ALTER TABLE response_clocks ADD COLUMN is_again boolean NOT NULL DEFAULT false;
