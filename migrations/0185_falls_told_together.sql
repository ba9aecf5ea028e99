-- Why: several small falls of one customer are told in one letter, which says how many and since when; and waiting letters stand on the workbench.
-- Locks: access exclusive on ratings.notices, briefly. Rows: those there are count as one fall of their day.

-- How many falls are told together, and the day of the first.
alter table ratings.notices add column falls integer not null default 1 check (falls >= 1);
alter table ratings.notices alter column falls drop default;
alter table ratings.notices add column first_fell_on date;
-- Rewrites the rows of every company: an update would see none, as row-level security holds for the owner too.
alter table ratings.notices alter column first_fell_on type date using fell_on;
alter table ratings.notices alter column first_fell_on set not null;

-- Letters that wait for somebody to send or drop them.
create view ratings.waiting_notices with (security_invoker = true) as
select tenant_id, notice_id, party_id, from_grade, to_grade, fell_on from ratings.notices where state = 'prepared';
