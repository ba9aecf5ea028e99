// SQL of ratings as lists: of today by a filter, moves of a year, defaults of cohorts, watching models.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type RatingFilter = {
  ownerId: string | null;
  grade: string | null;
  decidedBy: string | null;
  /** Grades from best to worst: which of two is better is its place here. */
  scale: readonly string[];
  moved: 'up' | 'down' | 'any' | null;
  since: Day | null;
  capped: boolean | null;
  confidence: string | null;
  find: string | null;
};

export type ListedRating = {
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  grade: string;
  score: number | null;
  as_of: Day;
  grade_before: string | null;
  changed_on: Day | null;
  /** What the list is ordered by: the day of the last change, before everything where there was none. */
  order_on: Day;
  decided_by: 'card' | 'model' | 'override' | 'support' | null;
  pd_ppm: number | null;
  completeness_ppm: number | null;
  confidence: string | null;
  capped: boolean | null;
};

const NEVER = '0001-01-01';
const ORDER_ON = sql.raw(`coalesce(c.changed_on, date '${NEVER}')`);

function filtered(filter: RatingFilter) {
  return sql`(${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
      and (${filter.decidedBy}::text is null or c.decided_by = ${filter.decidedBy}::text)
      and (${filter.capped}::boolean is null or c.capped = ${filter.capped}::boolean)
      and (${filter.confidence}::text is null or c.confidence = ${filter.confidence}::text)
      and (${filter.moved}::text is null or (c.changed_on is not null and (
        ${filter.moved}::text = 'any'
        or (${filter.moved}::text = 'up') = (array_position(${filter.scale}::text[], c.grade) < array_position(${filter.scale}::text[], c.grade_before)))))
      and (${filter.since}::date is null or c.changed_on >= ${filter.since}::date)
      and (${filter.find}::text is null or d.code ilike ${filter.find === null ? null : `%${filter.find}%`}::text
           or d.name ilike ${filter.find === null ? null : `%${filter.find}%`}::text)`;
}

/** Who changed last comes first. */
export function listed(
  tx: Tx,
  filter: RatingFilter,
  after: { on: Day; id: string } | null,
  most: number,
): Promise<ListedRating[]> {
  return tx.rows(sql<ListedRating>`
    select c.party_id, d.code, d.name, d.owner_name, c.grade, c.score, c.as_of, c.grade_before, c.changed_on, ${ORDER_ON} as order_on,
           c.decided_by, c.pd_ppm, c.completeness_ppm, c.confidence, c.capped
    from ratings.current c
    join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = c.party_id
    where ${filtered(filter)} and (${filter.grade}::text is null or c.grade = ${filter.grade}::text)
      and (${after?.on ?? null}::date is null or (${ORDER_ON}, c.party_id) < (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
    order by order_on desc, c.party_id desc
    limit ${most}`);
}

/** Of the whole filter but the grade, so that grades can be chosen between. */
export function countByGrade(tx: Tx, filter: RatingFilter): Promise<{ grade: string; customers: number }[]> {
  return tx.rows(sql<{ grade: string; customers: number }>`
    select c.grade, count(*)::int as customers
    from ratings.current c
    join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = c.party_id
    where ${filtered(filter)}
    group by c.grade`);
}

export type MoveRow = { from_grade: string; to_grade: string | null; customers: number };

/** Grades on two days: the newest rating of each customer by then. One that is older than `oldest` days at the end is no rating any more. */
export function movesBetween(tx: Tx, from: Day, to: Day, ownerId: string | null): Promise<MoveRow[]> {
  return tx.rows(sql<MoveRow>`
    with was as (
      select distinct on (r.party_id) r.party_id, r.grade from ratings.ratings r
      where r.as_of <= ${from}::date order by r.party_id, r.as_of desc, r.recorded_at desc
    ),
    became as (
      select distinct on (r.party_id) r.party_id, r.grade from ratings.ratings r
      where r.as_of <= ${to}::date and r.as_of > ${from}::date order by r.party_id, r.as_of desc, r.recorded_at desc
    )
    select w.grade as from_grade, b.grade as to_grade, count(*)::int as customers
    from was w
    join customers.directory d on d.party_id = w.party_id
    left join became b on b.party_id = w.party_id
    where ${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid
    group by 1, 2`);
}

/**
 * Of everybody who had a grade at the beginning: how many came to the worst grade on any day up to the end. Who stood there already is no
 * default of the year.
 */
export function defaultsBetween(
  tx: Tx,
  from: Day,
  to: Day,
  worst: string,
  ownerId: string | null,
): Promise<{ grade: string; customers: number; defaults: number }[]> {
  return tx.rows(sql<{ grade: string; customers: number; defaults: number }>`
    with was as (
      select distinct on (r.party_id) r.party_id, r.grade from ratings.ratings r
      where r.as_of <= ${from}::date order by r.party_id, r.as_of desc, r.recorded_at desc
    )
    select w.grade, count(*)::int as customers,
           (count(*) filter (where exists (
             select 1 from ratings.ratings l
             where l.party_id = w.party_id and l.as_of > ${from}::date and l.as_of <= ${to}::date and l.grade = ${worst})))::int as defaults
    from was w
    join customers.directory d on d.party_id = w.party_id
    where w.grade <> ${worst} and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    group by w.grade`);
}

/** The first day anybody was rated. */
export function firstRated(tx: Tx): Promise<{ first_on: Day | null }> {
  return tx.one(sql<{ first_on: Day | null }>`select min(as_of) as first_on from ratings.ratings`);
}

export type ChallengeCell = {
  challenger: string;
  as_of: Day;
  champion_grade: string;
  grade: string;
  customers: number;
};

/** Of the last day each challenger watched. */
export function challengeCells(tx: Tx, ownerId: string | null): Promise<ChallengeCell[]> {
  return tx.rows(sql<ChallengeCell>`
    with last as (select challenger, max(as_of) as as_of from ratings.challenges group by challenger)
    select c.challenger, c.as_of, c.champion_grade, c.grade, count(*)::int as customers
    from ratings.challenges c
    join last l on l.challenger = c.challenger and l.as_of = c.as_of
    join customers.directory d on d.party_id = c.party_id
    where ${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4`);
}

export function challengesOf(
  tx: Tx,
  partyId: string,
): Promise<{ challenger: string; as_of: Day; grade: string; score: number | null; pd_ppm: number | null }[]> {
  return tx.rows(sql<{ challenger: string; as_of: Day; grade: string; score: number | null; pd_ppm: number | null }>`
    select distinct on (challenger) challenger, as_of, grade, score, pd_ppm from ratings.challenges
    where party_id = ${partyId}
    order by challenger, as_of desc
    limit 20`);
}
