// All SQL of ratings: ratings kept, those of today, their history.

import type { Day } from '#base/date.ts';
import { type AsOf, knownBy } from '#platform/as-of.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type GradeRow = { party_id: string; grade: string; as_of: Day };

/** The newest rating of each customer as of a day (`before`: earlier than it). */
export function gradesOn(tx: Tx, partyIds: readonly string[], asOf: Day, before: boolean): Promise<GradeRow[]> {
  return tx.rows(sql<GradeRow>`
    select distinct on (party_id) party_id, grade, as_of
    from ratings.ratings
    where party_id = any(${partyIds}::uuid[]) and as_of <= ${asOf}::date and (not ${before}::boolean or as_of < ${asOf}::date)
    order by party_id, as_of desc, recorded_at desc`);
}

/** `body`: JSON on one line. */
export type NewRating = { partyId: string; version: number; grade: string; score: number | null; body: string };

/**
 * Keeps ratings as of a day; returns those that are news. The same result as the newest one of the last `keepDays` days is not kept
 * again: with 0 the whole answer of the same day is compared, else score, grade and rulebook.
 */
export async function insertRatings(
  tx: Tx,
  tenantId: string,
  rows: readonly NewRating[],
  how: { asOf: Day; at: Date; eventId: string; keepDays: number },
): Promise<Set<string>> {
  const kept = await tx.rows<{ party_id: string }>(sql<{ party_id: string }>`
    insert into ratings.ratings (tenant_id, party_id, as_of, recorded_at, rulebook_version, grade, score, body, event_id)
    select ${tenantId}::uuid, n.party_id, ${how.asOf}::date, ${how.at}::timestamptz, n.version, n.grade, n.score, n.body,
           ${how.eventId}::uuid
    from rows from (
      unnest(${rows.map((row) => row.partyId)}::uuid[]), unnest(${rows.map((row) => row.version)}::int[]),
      unnest(${rows.map((row) => row.grade)}::text[]), unnest(${rows.map((row) => row.score)}::int[]),
      -- One text, a line a rating: an array of texts full of quotes takes longer to escape than to store.
      string_to_table(${rows.map((row) => row.body).join('\n')}::text, chr(10))
    ) as n(party_id, version, grade, score, body)
    left join lateral (
      select r.rulebook_version, r.grade, r.score, r.body from ratings.ratings r
      where r.tenant_id = ${tenantId}::uuid and r.party_id = n.party_id
        and r.as_of between ${how.asOf}::date - ${how.keepDays}::int and ${how.asOf}::date
      order by r.as_of desc, r.recorded_at desc limit 1
    ) last on true
    where last.grade is null
       or (last.rulebook_version, last.grade, last.score) is distinct from (n.version, n.grade, n.score)
       or (${how.keepDays}::int = 0 and last.body is distinct from n.body)
    returning party_id`);
  return new Set(kept.map((row) => row.party_id));
}

/** Of today's row, beside the grade: what the list of ratings filters by. */
export type CurrentRating = Pick<NewRating, 'partyId' | 'grade' | 'score'> & {
  decidedBy: string;
  pdPpm: number | null;
  completenessPpm: number;
  confidence: string;
  capped: boolean;
  card: string;
};
export type MovedRow = { party_id: string; from_grade: string; to_grade: string };

/** What the ledger page joins; an older day never overwrites a newer one. Returns whose grade is another than before. */
export async function keepCurrent(
  tx: Tx,
  tenantId: string,
  rows: readonly CurrentRating[],
  how: { asOf: Day; at: Date },
): Promise<MovedRow[]> {
  // Two answers put together here: joined in one statement, each row was held against each other one until the tables had been measured.
  const [before, kept] = await Promise.all([
    tx.rows(sql<{ party_id: string; grade: string }>`
      select party_id, grade from ratings.current
      where tenant_id = ${tenantId}::uuid and party_id = any(${rows.map((row) => row.partyId)}::uuid[])`),
    tx.rows(sql<{ party_id: string; grade: string }>`
      insert into ratings.current as c (tenant_id, party_id, as_of, recorded_at, grade, score, decided_by, pd_ppm, completeness_ppm, confidence,
                                        capped, card, grade_before, changed_on)
      select ${tenantId}::uuid, n.party_id, ${how.asOf}::date, ${how.at}::timestamptz, n.grade, n.score, n.decided_by, n.pd_ppm,
             n.completeness_ppm, n.confidence, n.capped, n.card, null, null
      from unnest(
        ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.grade)}::text[], ${rows.map((row) => row.score)}::int[],
        ${rows.map((row) => row.decidedBy)}::text[], ${rows.map((row) => row.pdPpm)}::int[],
        ${rows.map((row) => row.completenessPpm)}::int[], ${rows.map((row) => row.confidence)}::text[],
        ${rows.map((row) => row.capped)}::boolean[], ${rows.map((row) => row.card)}::text[]
      ) as n(party_id, grade, score, decided_by, pd_ppm, completeness_ppm, confidence, capped, card)
      on conflict (tenant_id, party_id) do update
      set as_of = excluded.as_of, recorded_at = excluded.recorded_at, grade = excluded.grade, score = excluded.score,
          decided_by = excluded.decided_by, pd_ppm = excluded.pd_ppm, completeness_ppm = excluded.completeness_ppm,
          confidence = excluded.confidence, capped = excluded.capped, card = excluded.card,
          grade_before = case when c.grade = excluded.grade then c.grade_before else c.grade end,
          changed_on = case when c.grade = excluded.grade then c.changed_on else excluded.as_of end
      where c.as_of < excluded.as_of
         or (c.as_of = excluded.as_of and (c.grade, c.score, c.decided_by, c.pd_ppm, c.completeness_ppm, c.confidence, c.capped, c.card)
             is distinct from (excluded.grade, excluded.score, excluded.decided_by, excluded.pd_ppm, excluded.completeness_ppm,
                               excluded.confidence, excluded.capped, excluded.card))
      returning c.party_id, c.grade`),
  ]);
  const gradeBefore = new Map(before.map((row) => [row.party_id, row.grade]));
  return kept
    .flatMap((row): MovedRow[] => {
      const from = gradeBefore.get(row.party_id);
      return from === undefined || from === row.grade ? [] : [{ party_id: row.party_id, from_grade: from, to_grade: row.grade }];
    })
    .sort((a, b) => (a.party_id < b.party_id ? -1 : 1));
}

export type NewChallenge = {
  partyId: string;
  challenger: string;
  score: number | null;
  grade: string;
  pdPpm: number | null;
  championGrade: string;
  championScore: number | null;
};

/** What watching models made of the same facts; once a day each, the last run counts. */
export async function insertChallenges(
  tx: Tx,
  tenantId: string,
  rows: readonly NewChallenge[],
  how: { asOf: Day; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into ratings.challenges (tenant_id, party_id, challenger, as_of, recorded_at, score, grade, pd_ppm, champion_grade, champion_score)
    select ${tenantId}::uuid, n.party_id, n.challenger, ${how.asOf}::date, ${how.at}::timestamptz, n.score, n.grade, n.pd_ppm,
           n.champion_grade, n.champion_score
    from unnest(
      ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.challenger)}::text[], ${rows.map((row) => row.score)}::int[],
      ${rows.map((row) => row.grade)}::text[], ${rows.map((row) => row.pdPpm)}::int[],
      ${rows.map((row) => row.championGrade)}::text[], ${rows.map((row) => row.championScore)}::int[]
    ) as n(party_id, challenger, score, grade, pd_ppm, champion_grade, champion_score)
    on conflict (tenant_id, challenger, as_of, party_id) do update
    set recorded_at = excluded.recorded_at, score = excluded.score, grade = excluded.grade, pd_ppm = excluded.pd_ppm,
        champion_grade = excluded.champion_grade, champion_score = excluded.champion_score`);
}

export type RatingRow = {
  as_of: Day;
  recorded_at: Date;
  rulebook_version: number;
  grade: string;
  score: number | null;
  body: Record<string, unknown>;
};

export function ratingOn(tx: Tx, partyId: string, asOf: AsOf): Promise<RatingRow | null> {
  return tx.maybe(sql<RatingRow>`
    select as_of, recorded_at, rulebook_version, grade, score, body::jsonb from ratings.ratings
    where party_id = ${partyId} and as_of <= ${asOf.day}::date and ${knownBy(asOf, 'recorded_at')}
    order by as_of desc, recorded_at desc
    limit 1`);
}

/** One line a day, newest first: what was recorded last about that day. */
export function history(
  tx: Tx,
  partyId: string,
  asOf: AsOf,
  most: number,
): Promise<{ as_of: Day; grade: string; score: number | null }[]> {
  return tx.rows(sql<{ as_of: Day; grade: string; score: number | null }>`
    select distinct on (as_of) as_of, grade, score from ratings.ratings
    where party_id = ${partyId} and as_of <= ${asOf.day}::date and ${knownBy(asOf, 'recorded_at')}
    order by as_of desc, recorded_at desc
    limit ${most}`);
}

/** Customers for whoever builds a card: the same ones every time, spread over all. */
export function sampleOf(tx: Tx, most: number): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    select party_id from (select distinct party_id from exposure.positions where kind = 'own') own
    order by md5(party_id::text)
    limit ${most}`);
}

/** What a customer owes in the company's currency, for the authority that decides about him. */
export async function exposureOf(tx: Tx, partyId: string, currency: string): Promise<bigint> {
  const row = await tx.one(sql<{ minor: bigint }>`
    select coalesce(sum(exposure_minor), 0)::bigint as minor from exposure.positions
    where kind = 'own' and party_id = ${partyId} and currency = ${currency}`);
  return row.minor;
}

/** Whether two customers stand under the same topmost group on a day. */
export async function sameGroup(tx: Tx, first: string, second: string, asOf: Day): Promise<boolean> {
  const row = await tx.one(sql<{ same: boolean }>`
    with recursive up as (
      select p.party_id as start, p.party_id as node, 0 as steps from unnest(array[${first}::uuid, ${second}::uuid]) as p(party_id)
      union all
      select u.start, m.parent_id, u.steps + 1
      from up u
      join customers.memberships m on m.party_id = u.node and m.valid_from <= ${asOf}::date and (m.valid_to is null or m.valid_to >= ${asOf}::date)
      where u.steps < ${GROUP_STEPS_MAX}
    )
    select exists (select 1 from up a join up b on b.node = a.node where a.start = ${first}::uuid and b.start = ${second}::uuid) as same`);
  return row.same && first !== second;
}

const GROUP_STEPS_MAX = 10;

/** Code of a customer whom the one who asks may see. */
export function partyCode(tx: Tx, partyId: string, ownerId: string | null): Promise<{ code: string } | null> {
  return tx.maybe(sql<{ code: string }>`
    select code from customers.directory
    where party_id = ${partyId} and (${ownerId}::uuid is null or owner_id = ${ownerId}::uuid)`);
}
