// SQL of comparisons: our balances on a day by customer and currency, what was compared, its differences and notes.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type OursRow = {
  account_id: string;
  party_id: string;
  code: string;
  name: string;
  entity: string | null;
  currency: string;
  open: bigint;
  unapplied: bigint;
  bills: bigint;
  delivered: bigint;
};

/** Every balance on a day; by our entities where `byEntity`, else entities together. Zero balances are left out. */
export function ours(tx: Tx, on: Day, byEntity: boolean): Promise<OursRow[]> {
  return tx.rows(sql<OursRow>`
    select b.account_id, d.party_id, d.code, d.name, e.code as entity, b.currency, b.open, b.unapplied, b.bills, b.delivered
    from (
      select j.tenant_id, j.account_id, case when ${byEntity} then i.entity_id end as entity_id, i.currency,
             coalesce(sum(j.amount_minor) filter (where j.part = 'open'), 0)::bigint as open,
             coalesce(sum(j.amount_minor) filter (where j.part = 'unapplied'), 0)::bigint as unapplied,
             coalesce(sum(j.amount_minor) filter (where j.part = 'bills'), 0)::bigint as bills,
             coalesce(sum(j.amount_minor) filter (where j.part = 'delivered'), 0)::bigint as delivered
      from exposure.journal j
      join receivables.items i on i.tenant_id = j.tenant_id and i.document_id = j.source_id
      where j.part in ('open', 'unapplied', 'bills', 'delivered') and j.effective_on <= ${on}::date
      group by 1, 2, 3, 4
    ) b
    join exposure.positions a on a.tenant_id = b.tenant_id and a.account_id = b.account_id
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    left join customers.legal_entities e on e.tenant_id = b.tenant_id and e.entity_id = b.entity_id
    where b.open <> 0 or b.unapplied <> 0
    order by d.code, e.code, b.currency`);
}

export type DetailRow = { account_id: string; number: string; minor: bigint };

/** Open items of accounts on a day. */
export function itemsOn(tx: Tx, accountIds: readonly string[], on: Day): Promise<DetailRow[]> {
  return tx.rows(sql<DetailRow>`
    select j.account_id, i.number, j.minor
    from (
      select tenant_id, account_id, source_id, sum(amount_minor)::bigint as minor
      from exposure.journal
      where account_id = any(${accountIds as string[]}::uuid[]) and part = 'open' and effective_on <= ${on}::date
      group by tenant_id, account_id, source_id
      having sum(amount_minor) <> 0
    ) j
    join receivables.items i on i.tenant_id = j.tenant_id and i.document_id = j.source_id
    order by j.account_id, i.number
    limit 50000`);
}

/** Documents that came after the day: what the source may have booked earlier. Signed as they move the balance. */
export function documentsAfter(tx: Tx, accountIds: readonly string[], on: Day, until: Day): Promise<DetailRow[]> {
  return tx.rows(sql<DetailRow>`
    select account_id, number, case when kind = 'invoice' then amount_minor else -amount_minor end as minor
    from receivables.papers
    where account_id = any(${accountIds as string[]}::uuid[]) and kind in ('invoice', 'credit_note', 'receipt') and reverses is null
      and effective_on > ${on}::date and effective_on <= ${until}::date
    order by account_id, number
    limit 50000`);
}

/** Numbers of the invoices of a span of days, for their sequence. */
export function invoiceNumbers(tx: Tx, from: Day, to: Day): Promise<{ number: string }[]> {
  return tx.rows(sql<{ number: string }>`
    select distinct number from receivables.papers
    where kind = 'invoice' and effective_on between ${from}::date and ${to}::date
    limit 200000`);
}

export type ComparisonRow = {
  comparison_id: string;
  as_of: Day;
  source: string;
  file_name: string;
  file_hash: Buffer;
  lines: number;
  agreeing: number;
  differing: number;
  sums: { currency: string; ours: string; theirs: string; difference: string }[];
  missing_numbers: string[];
  at: Date;
  by_name: string;
};

export async function insertComparison(
  tx: Tx,
  tenantId: string,
  byId: string | null,
  row: Omit<ComparisonRow, 'sums' | 'missing_numbers'> & { sums: string; missing_numbers: string },
): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.comparisons
      (tenant_id, comparison_id, as_of, source, file_name, file_hash, lines, agreeing, differing, sums, missing_numbers, at, by_id, by_name)
    values (${tenantId}, ${row.comparison_id}, ${row.as_of}, ${row.source}, ${row.file_name}, ${row.file_hash}, ${row.lines}, ${row.agreeing},
            ${row.differing}, ${row.sums}::jsonb, ${row.missing_numbers}::jsonb, ${row.at}, ${byId}, ${row.by_name})`);
}

export type NewLine = {
  lineNo: number;
  code: string;
  name: string | null;
  partyId: string | null;
  entity: string | null;
  currency: string;
  oursMinor: bigint | null;
  theirsMinor: bigint | null;
  differenceMinor: bigint;
  explanations: string;
};

export async function insertLines(tx: Tx, tenantId: string, comparisonId: string, rows: readonly NewLine[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into reconciliation.comparison_lines
      (tenant_id, comparison_id, line_no, code, name, party_id, entity, currency, ours_minor, theirs_minor, difference_minor, explanations)
    select ${tenantId}::uuid, ${comparisonId}::uuid, n.line_no, n.code, n.name, n.party_id, n.entity, n.currency, n.ours_minor, n.theirs_minor,
           n.difference_minor, n.explanations::jsonb
    from unnest(${rows.map((row) => row.lineNo)}::int[], ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.name)}::text[],
                ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.entity)}::text[], ${rows.map((row) => row.currency)}::text[],
                ${rows.map((row) => row.oursMinor)}::bigint[], ${rows.map((row) => row.theirsMinor)}::bigint[],
                ${rows.map((row) => row.differenceMinor)}::bigint[], ${rows.map((row) => row.explanations)}::text[])
         as n(line_no, code, name, party_id, entity, currency, ours_minor, theirs_minor, difference_minor, explanations)`);
}

const COMPARISON = sql.raw(
  `comparison_id, as_of, source, file_name, file_hash, lines, agreeing, differing, sums, missing_numbers, at, by_name`,
);

export function comparisonsPage(tx: Tx, before: { at: Date; id: string } | null, limit: number): Promise<ComparisonRow[]> {
  return tx.rows(sql<ComparisonRow>`
    select ${COMPARISON} from reconciliation.comparisons
    where ${before?.at ?? null}::timestamptz is null
       or (at, comparison_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid)
    order by at desc, comparison_id desc
    limit ${limit}`);
}

export function comparisonById(tx: Tx, id: string): Promise<ComparisonRow | null> {
  return tx.maybe(sql<ComparisonRow>`select ${COMPARISON} from reconciliation.comparisons where comparison_id = ${id}`);
}

export type LineRow = {
  line_no: number;
  code: string;
  name: string | null;
  party_id: string | null;
  entity: string | null;
  currency: string;
  ours_minor: bigint | null;
  theirs_minor: bigint | null;
  difference_minor: bigint;
  explanations: { code: string; facts: Record<string, string> }[];
  state: 'noted' | 'settled' | null;
  note: string | null;
  note_by: string | null;
};

/** Differences with their newest note, the largest first; of one salesperson's customers where a scope is given. */
export function linesOf(tx: Tx, comparisonId: string, ownerId: string | null, limit: number): Promise<LineRow[]> {
  return tx.rows(sql<LineRow>`
    select l.line_no, l.code, l.name, l.party_id, l.entity, l.currency, l.ours_minor, l.theirs_minor, l.difference_minor, l.explanations,
           n.state, n.note, n.by_name as note_by
    from reconciliation.comparison_lines l
    left join customers.directory d on d.tenant_id = l.tenant_id and d.party_id = l.party_id
    left join lateral (
      select state, note, by_name from reconciliation.comparison_notes n
      where n.tenant_id = l.tenant_id and n.comparison_id = l.comparison_id and n.line_no = l.line_no
      order by n.at desc, n.note_id desc limit 1
    ) n on true
    where l.comparison_id = ${comparisonId} and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    order by abs(l.difference_minor) desc, l.line_no
    limit ${limit}`);
}

export async function insertNote(
  tx: Tx,
  tenantId: string,
  row: {
    noteId: string;
    comparisonId: string;
    line: number;
    state: string;
    note: string;
    at: Date;
    byId: string | null;
    by: string;
  },
): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.comparison_notes (tenant_id, note_id, comparison_id, line_no, state, note, at, by_id, by_name)
    values (${tenantId}, ${row.noteId}, ${row.comparisonId}, ${row.line}, ${row.state}, ${row.note}, ${row.at}, ${row.byId}, ${row.by})`);
}

export function lineExists(tx: Tx, comparisonId: string, line: number): Promise<{ line_no: number } | null> {
  return tx.maybe(sql<{ line_no: number }>`
    select line_no from reconciliation.comparison_lines where comparison_id = ${comparisonId} and line_no = ${line}`);
}

export function openLines(tx: Tx, comparisonId: string): Promise<{ open: number }> {
  return tx.one(sql<{ open: number }>`
    select count(*)::int as open from reconciliation.comparison_lines l
    where l.comparison_id = ${comparisonId}
      and not exists (select 1 from reconciliation.comparison_notes n
                      where n.tenant_id = l.tenant_id and n.comparison_id = l.comparison_id and n.line_no = l.line_no and n.state = 'settled')`);
}
