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
    select ${tenantId}::uuid, n.party_id, ${how.asOf}::date, ${how.at}::timestamptz, n.version, n.grade, n.score, n.body::jsonb,
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
       or (${how.keepDays}::int = 0 and last.body is distinct from n.body::jsonb)
    returning party_id`);
  return new Set(kept.map((row) => row.party_id));
}

/** What the ledger page joins; an older day never overwrites a newer one. */
export async function keepCurrent(
  tx: Tx,
  tenantId: string,
  rows: readonly Pick<NewRating, 'partyId' | 'grade' | 'score'>[],
  how: { asOf: Day; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into ratings.current as c (tenant_id, party_id, as_of, recorded_at, grade, score)
    select ${tenantId}::uuid, n.party_id, ${how.asOf}::date, ${how.at}::timestamptz, n.grade, n.score
    from unnest(${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.grade)}::text[], ${rows.map((row) => row.score)}::int[])
         as n(party_id, grade, score)
    on conflict (tenant_id, party_id) do update
    set as_of = excluded.as_of, recorded_at = excluded.recorded_at, grade = excluded.grade, score = excluded.score
    where c.as_of < excluded.as_of or (c.as_of = excluded.as_of and (c.grade, c.score) is distinct from (excluded.grade, excluded.score))`);
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
    select as_of, recorded_at, rulebook_version, grade, score, body from ratings.ratings
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
