-- Photographs and papers of a visit or a call: files of the same lead, in the order in which they were added. One that is deleted stays in
-- the list and is not shown, so that it is in its place when it is brought back.
ALTER TABLE activities ADD COLUMN file_ids int[] NOT NULL DEFAULT '{}';
