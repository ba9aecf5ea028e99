// SQL of suspected pairs and merges: who shares a key with whom, what stands on both, what was decided.
import { sql, type Tx } from '#platform/sql.ts';

export type Candidate = { party_id: string; code: string; name: string; uscc: string | null; core_key: string };

/**
 * Other customers that share the core of a name or a credit code with one of these. A key that more than `most` others share says nothing.
 * Grouped and not joined: a table that is just being filled looks nearly empty to the planner, and a join would read it once a customer.
 */
export async function sharing(
  tx: Tx,
  tenantId: string,
  asked: readonly { partyId: string; coreKey: string; uscc: string | null }[],
  most: number,
  limit: number,
): Promise<(Candidate & { asked_id: string })[]> {
  const ids = asked.map((each) => each.partyId);
  const cores = new Set(asked.flatMap(({ coreKey }) => (coreKey === '' ? [] : [coreKey])));
  const codes = new Set(asked.flatMap(({ uscc }) => (uscc === null ? [] : [uscc])));
  const sharers = (column: 'core_key' | 'uscc', keys: ReadonlySet<string>) =>
    tx.rows(sql<{ key: string; sharers: string[] }>`
      select o.${sql.ref(column)} as key, array_agg(o.party_id order by o.party_id) as sharers
      from customers.parties o
      where o.tenant_id = ${tenantId} and o.${sql.ref(column)} = any(${[...keys]}::text[]) and o.kind = 'customer' and o.merged_into is null
      group by o.${sql.ref(column)}
      having count(*) <= ${most + 1} and (count(*) > 1 or not bool_or(o.party_id = any(${ids}::uuid[])))`);
  const byCore = new Map((cores.size === 0 ? [] : await sharers('core_key', cores)).map((row) => [row.key, row.sharers]));
  const byCode = new Map((codes.size === 0 ? [] : await sharers('uscc', codes)).map((row) => [row.key, row.sharers]));
  const pairs = asked
    .flatMap((each) => {
      const met = new Set([...(byCore.get(each.coreKey) ?? []), ...(byCode.get(each.uscc ?? '') ?? [])]);
      met.delete(each.partyId);
      return [...met].map((partyId) => ({ asked_id: each.partyId, partyId }));
    })
    .slice(0, limit);
  if (pairs.length === 0) return [];
  const found = await tx.rows(sql<Candidate>`
    select party_id, code, name, uscc, core_key from customers.parties
    where tenant_id = ${tenantId} and party_id = any(${[...new Set(pairs.map((pair) => pair.partyId))]}::uuid[])`);
  const byId = new Map(found.map((row) => [row.party_id, row]));
  return pairs.map(({ asked_id, partyId }) => ({ ...byId.get(partyId)!, asked_id }));
}

export function partiesByUscc(
  tx: Tx,
  tenantId: string,
  codes: readonly string[],
): Promise<{ uscc: string; party_id: string; code: string; name: string }[]> {
  return tx.rows(sql`
    select p.uscc, p.party_id, p.code, p.name
    from customers.parties p
    where p.tenant_id = ${tenantId} and p.uscc = any(${codes}::text[]) and p.kind = 'customer' and p.merged_into is null`);
}

export async function insertSourceCodes(
  tx: Tx,
  tenantId: string,
  source: string,
  rows: readonly { code: string; partyId: string }[],
): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.code < b.code ? -1 : 1));
  await tx.run(sql`
    insert into customers.source_codes (tenant_id, source, code, party_id)
    select ${tenantId}::uuid, ${source}, n.code, n.party_id
    from unnest(${sorted.map((each) => each.code)}::text[], ${sorted.map((each) => each.partyId)}::uuid[]) as n(code, party_id)
    on conflict (tenant_id, source, code) do nothing`);
}

export type NewPair = { pairId: string; lowId: string; highId: string; scorePpm: number; evidence: string };

/** Pairs that were met before stay as they were decided. Returns how many are new. */
export function insertPairs(tx: Tx, tenantId: string, at: Date, foundBy: string, pairs: readonly NewPair[]): Promise<number> {
  return tx.run(sql`
    insert into customers.duplicates (tenant_id, pair_id, low_id, high_id, score_ppm, evidence, found_by, found_at, state, version)
    select ${tenantId}::uuid, n.pair_id, n.low_id, n.high_id, n.score_ppm, n.evidence::jsonb, ${foundBy}, ${at}::timestamptz, 'open', 1
    from unnest(${pairs.map((each) => each.pairId)}::uuid[], ${pairs.map((each) => each.lowId)}::uuid[],
                ${pairs.map((each) => each.highId)}::uuid[], ${pairs.map((each) => each.scorePpm)}::int[],
                ${pairs.map((each) => each.evidence)}::text[]) as n(pair_id, low_id, high_id, score_ppm, evidence)
    on conflict (tenant_id, low_id, high_id) do nothing`);
}

/** Customers whose keys were never made, or made from another name. */
export function unkeyed(tx: Tx, tenantId: string, most: number): Promise<{ party_id: string; name: string }[]> {
  return tx.rows(sql<{ party_id: string; name: string }>`
    select party_id, name from customers.parties where tenant_id = ${tenantId} and core_key is null order by party_id limit ${most}`);
}

export async function writeKeys(
  tx: Tx,
  tenantId: string,
  rows: readonly { partyId: string; nameKey: string; coreKey: string }[],
): Promise<void> {
  await tx.run(sql`
    update customers.parties p set name_key = n.name_key, core_key = n.core_key
    from unnest(${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.nameKey)}::text[],
                ${rows.map((row) => row.coreKey)}::text[]) as n(party_id, name_key, core_key)
    where p.tenant_id = ${tenantId} and p.party_id = n.party_id`);
}

export function everyCustomer(
  tx: Tx,
  tenantId: string,
  most: number,
): Promise<{ party_id: string; name: string; uscc: string | null }[]> {
  return tx.rows(sql<{ party_id: string; name: string; uscc: string | null }>`
    select party_id, name, uscc from customers.parties
    where tenant_id = ${tenantId} and kind = 'customer' and merged_into is null
    order by created_at desc, party_id
    limit ${most}`);
}

export type PairRow = {
  pair_id: string;
  low_id: string;
  high_id: string;
  score_ppm: number;
  found_by: 'import' | 'page' | 'look';
  found_at: Date;
  state: 'open' | 'later' | 'different' | 'merged';
  later_until: string | null;
  decided_at: Date | null;
  decided_by_name: string | null;
  reason: string | null;
  version: number;
};

const PAIR = sql.raw(`d.pair_id, d.low_id, d.high_id, d.score_ppm, d.found_by, d.found_at, d.state, d.later_until, d.decided_at,
  d.decided_by_name, d.reason, d.version`);

export function pairsPage(
  tx: Tx,
  tenantId: string,
  filter: { state: string; partyId: string | null; today: string },
  after: { scorePpm: number; id: string } | null,
  limit: number,
): Promise<PairRow[]> {
  // What was put off comes back on its day.
  const state =
    filter.state === 'open'
      ? sql`(d.state = 'open' or (d.state = 'later' and d.later_until <= ${filter.today}::date))`
      : filter.state === 'later'
        ? sql`d.state = 'later' and d.later_until > ${filter.today}::date`
        : sql`d.state = ${filter.state}`;
  return tx.rows(sql<PairRow>`
    select ${PAIR} from customers.duplicates d
    join customers.parties a on a.tenant_id = d.tenant_id and a.party_id = d.low_id
    join customers.parties b on b.tenant_id = d.tenant_id and b.party_id = d.high_id
    where d.tenant_id = ${tenantId} and ${state}
      and (d.state not in ('open', 'later') or (a.merged_into is null and b.merged_into is null))
      and (${filter.partyId}::uuid is null or d.low_id = ${filter.partyId}::uuid or d.high_id = ${filter.partyId}::uuid)
      and (${after?.scorePpm ?? null}::int is null
           or (d.score_ppm, d.pair_id) < (${after?.scorePpm ?? null}::int, ${after?.id ?? null}::uuid))
    order by d.score_ppm desc, d.pair_id desc
    limit ${limit}`);
}

export function openPairs(tx: Tx, tenantId: string, today: string): Promise<{ open: number }> {
  return tx.one(sql<{ open: number }>`
    select count(*)::int as open
    from customers.duplicates d
    join customers.parties a on a.tenant_id = d.tenant_id and a.party_id = d.low_id and a.merged_into is null
    join customers.parties b on b.tenant_id = d.tenant_id and b.party_id = d.high_id and b.merged_into is null
    where d.tenant_id = ${tenantId} and (d.state = 'open' or (d.state = 'later' and d.later_until <= ${today}::date))`);
}

export function pairForUpdate(tx: Tx, tenantId: string, pairId: string): Promise<PairRow | null> {
  return tx.maybe(sql<PairRow>`
    select ${PAIR} from customers.duplicates d where d.tenant_id = ${tenantId} and d.pair_id = ${pairId} for no key update`);
}

export type PairEnd = { state: string; until: string | null; by: string | null; byName: string; reason: string | null; at: Date };

export async function decidePair(tx: Tx, tenantId: string, pairId: string, end: PairEnd): Promise<void> {
  await tx.run(sql`
    update customers.duplicates
    set state = ${end.state}, later_until = ${end.until}, decided_at = ${end.at}, decided_by = ${end.by}, decided_by_name = ${end.byName},
        reason = ${end.reason}, version = version + 1
    where tenant_id = ${tenantId} and pair_id = ${pairId}`);
}

/** The pair of two customers, where somebody suspected it, is decided with them. */
export async function decidePairOf(tx: Tx, tenantId: string, low: string, high: string, end: PairEnd): Promise<void> {
  await tx.run(sql`
    update customers.duplicates
    set state = ${end.state}, later_until = null, decided_at = ${end.at}, decided_by = ${end.by}, decided_by_name = ${end.byName},
        reason = ${end.reason}, version = version + 1
    where tenant_id = ${tenantId} and low_id = ${low} and high_id = ${high}`);
}

export type SideRow = {
  party_id: string;
  code: string;
  name: string;
  uscc: string | null;
  industry: string | null;
  region: string | null;
  owner_name: string | null;
  terms_days: number | null;
  since_on: string | null;
  created_at: Date;
  group_name: string | null;
  other_codes: string[];
  last_sale_on: string | null;
};

export function sides(tx: Tx, tenantId: string, partyIds: readonly string[], today: string): Promise<SideRow[]> {
  return tx.rows(sql<SideRow>`
    select p.party_id, p.code, p.name, p.uscc, p.industry, p.region, p.owner_name, p.terms_days, p.since_on, p.created_at,
           (select m.parent_name from customers.memberships m
            where m.tenant_id = p.tenant_id and m.party_id = p.party_id and m.valid_from <= ${today}::date
              and (m.valid_to is null or m.valid_to >= ${today}::date) limit 1) as group_name,
           array(select s.source || ' ' || s.code from customers.source_codes s
                 where s.tenant_id = p.tenant_id and s.party_id = p.party_id order by s.source, s.code limit 20) as other_codes,
           (select max(r.issued_on) from receivables.papers r
            where r.tenant_id = p.tenant_id and r.party_id = p.party_id and r.kind = 'invoice') as last_sale_on
    from customers.parties p
    where p.tenant_id = ${tenantId} and p.party_id = any(${partyIds}::uuid[])`);
}

export type Balance = {
  party_id: string;
  currency: string;
  exposure_minor: bigint;
  overdue_minor: bigint;
  cap_mode: string;
  cap_minor: bigint | null;
  open_items: number;
};

export function balances(tx: Tx, tenantId: string, partyIds: readonly string[]): Promise<Balance[]> {
  return tx.rows(sql<Balance>`
    select a.party_id, a.currency, a.exposure_minor, a.overdue_minor, a.cap_mode, a.cap_minor,
           (select count(*)::int from receivables.items i
            where i.tenant_id = a.tenant_id and i.account_id = a.account_id and i.open_minor <> 0) as open_items
    from exposure.positions a
    where a.tenant_id = ${tenantId} and a.party_id = any(${partyIds}::uuid[]) and a.kind = 'own'
    order by a.currency`);
}

/** Both rows, locked in order of their ids: two merges never wait for each other in a ring. */
export function lockBoth(
  tx: Tx,
  tenantId: string,
  one: string,
  other: string,
): Promise<{ party_id: string; merged_into: string | null }[]> {
  return tx.rows(sql<{ party_id: string; merged_into: string | null }>`
    select party_id, merged_into from customers.parties
    where tenant_id = ${tenantId} and party_id in (${one}::uuid, ${other}::uuid)
    order by party_id
    for no key update`);
}

/** Everybody who answers as this customer today, he himself not among them. */
export function mergedInto(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[],
): Promise<{ party_id: string; survivor_id: string }[]> {
  return tx.rows(sql<{ party_id: string; survivor_id: string }>`
    select party_id, survivor_id from customers.survivors where tenant_id = ${tenantId} and survivor_id = any(${partyIds}::uuid[])`);
}

export async function setMerged(tx: Tx, tenantId: string, partyId: string, into: string | null, at: Date | null): Promise<void> {
  await tx.run(sql`
    update customers.parties set merged_into = ${into}, merged_at = ${at}, version = version + 1
    where tenant_id = ${tenantId} and party_id = ${partyId}`);
}

/** Why a customer cannot be merged away just now: frozen while the survivor is not, a case waiting for a decision. */
export function standingOf(
  tx: Tx,
  tenantId: string,
  survivorId: string,
  mergedId: string,
): Promise<{ frozen: boolean; cases: string[] }> {
  return tx.one(sql<{ frozen: boolean; cases: string[] }>`
    select exists (select 1 from limits.standing_freezes f where f.tenant_id = ${tenantId} and f.party_id = ${mergedId})
             and not exists (select 1 from limits.standing_freezes f where f.tenant_id = ${tenantId} and f.party_id = ${survivorId}) as frozen,
           array(select c.kind from approvals.open_cases c where c.tenant_id = ${tenantId} and c.party_id = ${mergedId} limit 10) as cases`);
}

/** Documents of the one side settled by documents of the other since they were merged, and not reversed. */
export function settledAcross(
  tx: Tx,
  tenantId: string,
  familyIds: readonly string[],
  since: Date,
): Promise<{ from_number: string; to_number: string; amount_minor: bigint; currency: string }[]> {
  return tx.rows(sql`
    select f.number as from_number, t.number as to_number, sum(s.amount_minor)::bigint as amount_minor, t.currency
    from receivables.papers own
    join receivables.settlements s on s.tenant_id = own.tenant_id and (s.from_document = own.document_id or s.to_document = own.document_id)
    join receivables.papers f on f.tenant_id = s.tenant_id and f.document_id = s.from_document
    join receivables.papers t on t.tenant_id = s.tenant_id and t.document_id = s.to_document
    where own.tenant_id = ${tenantId} and own.party_id = any(${familyIds}::uuid[]) and s.recorded_at >= ${since}
      and (f.party_id = any(${familyIds}::uuid[])) <> (t.party_id = any(${familyIds}::uuid[]))
    group by f.number, t.number, t.currency
    having sum(s.amount_minor) <> 0
    limit 20`);
}

export type MergeRow = {
  merge_id: string;
  survivor_id: string;
  merged_id: string;
  reason: string;
  kept: Record<string, unknown>;
  state: 'proposed' | 'done' | 'rejected' | 'undone';
  proposed_at: Date;
  proposed_by_name: string;
  done_at: Date | null;
  done_by_name: string | null;
  event_id: string | null;
  undone_at: Date | null;
  undone_by_name: string | null;
  undo_reason: string | null;
};

const MERGE =
  sql.raw(`m.merge_id, m.survivor_id, m.merged_id, m.reason, m.kept, m.state, m.proposed_at, m.proposed_by_name, m.done_at,
  m.done_by_name, m.event_id, m.undone_at, m.undone_by_name, m.undo_reason`);

export async function insertMerge(
  tx: Tx,
  tenantId: string,
  at: Date,
  row: { mergeId: string; survivorId: string; mergedId: string; reason: string; kept: string; by: string | null; byName: string },
): Promise<void> {
  await tx.run(sql`
    insert into customers.merges
      (tenant_id, merge_id, survivor_id, merged_id, reason, kept, state, proposed_at, proposed_by, proposed_by_name, version)
    values (${tenantId}, ${row.mergeId}, ${row.survivorId}, ${row.mergedId}, ${row.reason}, ${row.kept}::jsonb, 'proposed', ${at}, ${row.by},
            ${row.byName}, 1)`);
}

export function mergeForUpdate(tx: Tx, tenantId: string, mergeId: string): Promise<MergeRow | null> {
  return tx.maybe(sql<MergeRow>`
    select ${MERGE} from customers.merges m where m.tenant_id = ${tenantId} and m.merge_id = ${mergeId} for no key update`);
}

export function standingMerge(tx: Tx, tenantId: string, mergedId: string): Promise<MergeRow | null> {
  return tx.maybe(sql<MergeRow>`
    select ${MERGE} from customers.merges m
    where m.tenant_id = ${tenantId} and m.merged_id = ${mergedId} and m.state in ('proposed', 'done')`);
}

export async function endProposal(
  tx: Tx,
  tenantId: string,
  mergeId: string,
  end: { state: 'rejected'; byName: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    update customers.merges set state = ${end.state}, done_at = ${end.at}, done_by_name = ${end.byName}, version = version + 1
    where tenant_id = ${tenantId} and merge_id = ${mergeId}`);
}

export async function markDone(
  tx: Tx,
  tenantId: string,
  mergeId: string,
  done: { at: Date; on: string; byName: string; eventId: string; kept: string },
): Promise<void> {
  await tx.run(sql`
    update customers.merges
    set state = 'done', done_at = ${done.at}, done_on = ${done.on}, done_by_name = ${done.byName}, event_id = ${done.eventId},
        kept = ${done.kept}::jsonb, version = version + 1
    where tenant_id = ${tenantId} and merge_id = ${mergeId}`);
}

export async function markUndone(
  tx: Tx,
  tenantId: string,
  mergeId: string,
  undone: { at: Date; byName: string; reason: string },
): Promise<void> {
  await tx.run(sql`
    update customers.merges
    set state = 'undone', undone_at = ${undone.at}, undone_by_name = ${undone.byName}, undo_reason = ${undone.reason}, version = version + 1
    where tenant_id = ${tenantId} and merge_id = ${mergeId}`);
}

export function mergesPage(
  tx: Tx,
  tenantId: string,
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<(MergeRow & { survivor_code: string; survivor_name: string; merged_code: string; merged_name: string })[]> {
  return tx.rows(sql`
    select ${MERGE}, s.code as survivor_code, s.name as survivor_name, o.code as merged_code, o.name as merged_name
    from customers.merges m
    join customers.parties s on s.tenant_id = m.tenant_id and s.party_id = m.survivor_id
    join customers.parties o on o.tenant_id = m.tenant_id and o.party_id = m.merged_id
    where m.tenant_id = ${tenantId}
      and (${before?.at ?? null}::timestamptz is null or (m.proposed_at, m.merge_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by m.proposed_at desc, m.merge_id desc
    limit ${limit}`);
}
