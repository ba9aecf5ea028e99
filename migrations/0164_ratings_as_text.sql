-- Why: a rating is written once and read whole, of one customer at a time. As jsonb it was taken apart, and what came of it is hard to squeeze:
-- four times the processor time of the same text at the same size on disk, which was half of rating everybody.
-- Locks: ratings.ratings whole while it is written anew (a second for some ten thousand ratings).
-- Rows: every rating keeps what it says, in the order of keys that jsonb gave it.
alter table ratings.ratings alter column body type text using body::text;
