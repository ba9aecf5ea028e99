// What was known of many customers at once on a day: their statements, VAT lists and bank statements, set-based.
import type { Day } from '#base/date.ts';
import type { BankClass } from '#engine/bank-profile.ts';
import type { VatDirection } from '#engine/vat-profile.ts';
import { sql, type Tx } from '#platform/sql.ts';
import type { StatementRow } from './store.ts';

/** `knownAt` null: all that is known now; else what had been recorded by then. Amounts count in one currency. */
export type Known = {
  readonly partyIds: readonly string[];
  readonly asOf: Day;
  readonly knownAt: Date | null;
  readonly currency: string;
};

/** These customers and those merged into them, under whom they stand as. */
export function members(partyIds: readonly string[]) {
  return sql`
    members as (
      select n.party_id, n.party_id as stands_as from unnest(${partyIds}::uuid[]) as n(party_id)
      union all
      select s.party_id, s.survivor_id from customers.survivors s where s.survivor_id = any(${partyIds}::uuid[])
    )`;
}

export const recorded = (knownAt: Date | null) => (knownAt === null ? sql`` : sql`and v.recorded_at <= ${knownAt}::timestamptz`);

/**
 * Statements whose period had ended and that were out: recorded by the end of the day, or published, or four months old, which is when a year's
 * must be filed. Of each form the version last recorded by then, of the last three years.
 */
export function statementsKnown(tx: Tx, known: Known, dayEnd: Date): Promise<(StatementRow & { stands_as: string })[]> {
  return tx.rows(sql<StatementRow & { stands_as: string }>`
    with ${members(known.partyIds)}
    select distinct on (m.stands_as, v.scope, v.ends_on, v.kind)
      m.stands_as, v.statement_id, v.kind, v.ends_on, v.months, v.scope, v.currency, v.opinion, v.published_on, v.amounts, v.beside, v.compared, v.rounding_minor,
      v.source, v.file_name, v.entered_by, v.recorded_at
    from members m
    join statements.statements v on v.party_id = m.party_id
    where v.ends_on between ${known.asOf}::date - 1100 and ${known.asOf}::date ${recorded(known.knownAt)}
      and (v.recorded_at < ${dayEnd}::timestamptz
           or coalesce(v.published_on, (v.ends_on + interval '4 months')::date) <= ${known.asOf}::date)
    order by m.stands_as, v.scope, v.ends_on, v.kind, v.recorded_at desc, v.statement_id desc`);
}

export function vatLines(known: Known) {
  return sql`
    ${members(known.partyIds)},
    lines as materialized (
      select m.stands_as, v.direction, v.other_side, v.issued_on, v.net_minor, v.void, v.red
      from members m
      join dossiers.vat_lines v on v.party_id = m.party_id
      where v.issued_on <= ${known.asOf}::date and v.currency = ${known.currency} ${recorded(known.knownAt)}
    ),
    ends as (select stands_as, min(issued_on) as first_on, max(issued_on) as last_on from lines group by stands_as)`;
}

export type VatSlotRow = {
  party_id: string;
  first_on: Day;
  last_on: Day;
  direction: VatDirection;
  slot: number;
  net_minor: bigint;
  lines: number;
  voids: number;
  reds: number;
  red_minor: bigint;
  months: string[];
};

/** Twelfths of the two years before the last day of each list: slot 0 is the newest. */
export function vatSlots(tx: Tx, known: Known): Promise<VatSlotRow[]> {
  return tx.rows(sql<VatSlotRow>`
    with ${vatLines(known)}
    select l.stands_as as party_id, e.first_on, e.last_on, l.direction, (e.last_on - l.issued_on) * 12 / 365 as slot,
           coalesce(sum(l.net_minor) filter (where not l.void), 0)::bigint as net_minor, (count(*) filter (where not l.void))::int as lines,
           (count(*) filter (where l.void))::int as voids, (count(*) filter (where l.red and not l.void))::int as reds,
           coalesce(sum(-l.net_minor) filter (where l.red and not l.void), 0)::bigint as red_minor,
           coalesce(array_agg(distinct to_char(l.issued_on, 'YYYY-MM')) filter (where not l.void), '{}') as months
    from lines l
    join ends e on e.stands_as = l.stands_as
    where l.issued_on > e.last_on - 730
    group by 1, 2, 3, 4, 5`);
}

export type PartnersRow = {
  party_id: string;
  direction: VatDirection;
  partners: number;
  total_minor: bigint;
  top_minor: bigint;
  top5_minor: bigint;
};

/** Other sides of the newest year with more than nothing. */
export function vatPartners(tx: Tx, known: Known): Promise<PartnersRow[]> {
  return tx.rows(sql<PartnersRow>`
    with ${vatLines(known)},
    partners as (
      select l.stands_as, l.direction, sum(l.net_minor) as minor
      from lines l
      join ends e on e.stands_as = l.stands_as
      where not l.void and l.other_side <> '' and l.issued_on > e.last_on - 365
      group by l.stands_as, l.direction, l.other_side
      having sum(l.net_minor) > 0
    ),
    ranked as (
      select stands_as, direction, minor, row_number() over (partition by stands_as, direction order by minor desc) as place from partners
    )
    select stands_as as party_id, direction, count(*)::int as partners, sum(minor)::bigint as total_minor, max(minor)::bigint as top_minor,
           (sum(minor) filter (where place <= 5))::bigint as top5_minor
    from ranked
    group by stands_as, direction`);
}

function bankLines(known: Known) {
  return sql`
    ${members(known.partyIds)},
    lines as materialized (
      select m.stands_as, v.account, v.on_day, v.place, v.in_minor, v.out_minor, v.balance_minor, v.other_side, v.class
      from members m
      join statements.bank_lines v on v.party_id = m.party_id
      where v.withdrawn_at is null and v.on_day <= ${known.asOf}::date and v.currency = ${known.currency} ${recorded(known.knownAt)}
    ),
    ends as (select stands_as, min(on_day) as first_on, max(on_day) as last_on from lines group by stands_as)`;
}

export type BankSlotRow = {
  party_id: string;
  first_on: Day;
  last_on: Day;
  slot: number;
  class: BankClass;
  in_minor: bigint;
  out_minor: bigint;
  lines: number;
  months: string[];
};

export function bankSlots(tx: Tx, known: Known): Promise<BankSlotRow[]> {
  return tx.rows(sql<BankSlotRow>`
    with ${bankLines(known)}
    select l.stands_as as party_id, e.first_on, e.last_on, (e.last_on - l.on_day) * 12 / 365 as slot, l.class,
           sum(l.in_minor)::bigint as in_minor, sum(l.out_minor)::bigint as out_minor, count(*)::int as lines,
           array_agg(distinct to_char(l.on_day, 'YYYY-MM')) as months
    from lines l
    join ends e on e.stands_as = l.stands_as
    where l.on_day > e.last_on - 730
    group by 1, 2, 3, 4, 5`);
}

export type PayersRow = { party_id: string; partners: number; total_minor: bigint; top_minor: bigint; top5_minor: bigint };

export function bankPayers(tx: Tx, known: Known): Promise<PayersRow[]> {
  return tx.rows(sql<PayersRow>`
    with ${bankLines(known)},
    payers as (
      select l.stands_as, sum(l.in_minor) as minor, row_number() over (partition by l.stands_as order by sum(l.in_minor) desc) as place
      from lines l
      join ends e on e.stands_as = l.stands_as
      where l.class = 'trade' and l.in_minor > 0 and l.other_side <> '' and l.on_day > e.last_on - 365
      group by l.stands_as, l.other_side
    )
    select stands_as as party_id, count(*)::int as partners, sum(minor)::bigint as total_minor, max(minor)::bigint as top_minor,
           (sum(minor) filter (where place <= 5))::bigint as top5_minor
    from payers
    group by stands_as`);
}

export type ClosingRow = { party_id: string; account: string; on_day: Day; balance_minor: bigint };

/** What stood on each account after the last line of each day, of the newest year and a little before, oldest first. */
export function bankClosings(tx: Tx, known: Known): Promise<ClosingRow[]> {
  return tx.rows(sql<ClosingRow>`
    with ${bankLines(known)}
    select distinct on (l.stands_as, l.on_day, l.account) l.stands_as as party_id, l.account, l.on_day, l.balance_minor
    from lines l
    join ends e on e.stands_as = l.stands_as
    where l.balance_minor is not null and l.on_day > e.last_on - 460
    order by l.stands_as, l.on_day, l.account, l.place desc`);
}

/** Whether anybody here has such lists at all: most books have none, and need not be asked chunk by chunk. */
export function listsKept(tx: Tx): Promise<{ statements: boolean; vat: boolean; bank: boolean; returns: boolean }> {
  return tx.one(sql<{ statements: boolean; vat: boolean; bank: boolean; returns: boolean }>`
    select exists (select 1 from statements.statements) as statements, exists (select 1 from dossiers.vat_lines) as vat,
           exists (select 1 from statements.bank_lines where withdrawn_at is null) as bank,
           exists (select 1 from statements.vat_returns) as returns`);
}
