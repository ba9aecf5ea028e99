// SQL of one customer's lists: bank lines taken in and withdrawn, months, other sides, totals.
import type { Day } from '#base/date.ts';
import type { FindingLine } from '#engine/bank-findings.ts';
import type { BankClass } from '#engine/bank-profile.ts';
import type { VatDirection } from '#engine/vat-profile.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type BankFileRow = {
  bank_file_id: string;
  party_id: string;
  account: string;
  currency: string;
  file_name: string;
  file_sha256: string;
  first_on: Day;
  last_on: Day;
  lines: number;
  entered_by: string;
  recorded_at: Date;
};

export async function insertBankFile(tx: Tx, tenantId: string, row: BankFileRow): Promise<void> {
  await tx.run(sql`
    insert into statements.bank_files
      (tenant_id, bank_file_id, party_id, account, currency, file_name, file_sha256, first_on, last_on, lines, entered_by, recorded_at)
    values (${tenantId}, ${row.bank_file_id}, ${row.party_id}, ${row.account}, ${row.currency}, ${row.file_name}, ${row.file_sha256},
            ${row.first_on}::date, ${row.last_on}::date, ${row.lines}, ${row.entered_by}, ${row.recorded_at})`);
}

export type NewBankLine = {
  id: string;
  on: Day;
  place: number;
  occurrence: number;
  inMinor: bigint;
  outMinor: bigint;
  balanceMinor: bigint | null;
  otherSide: string;
  purpose: string;
  class: BankClass;
};

/** Lines that stand already are left as they are; answers how many are new. */
export function insertBankLines(tx: Tx, tenantId: string, file: BankFileRow, rows: readonly NewBankLine[]): Promise<number> {
  const of = <Key extends keyof NewBankLine>(key: Key) => rows.map((row) => row[key]);
  const amounts = (key: 'inMinor' | 'outMinor' | 'balanceMinor') =>
    rows.map((row) => (row[key] === null ? null : String(row[key])));
  return tx.run(sql`
    insert into statements.bank_lines
      (tenant_id, bank_line_id, bank_file_id, party_id, account, currency, on_day, place, occurrence, in_minor, out_minor, balance_minor,
       other_side, purpose, class, recorded_at)
    select ${tenantId}, n.id, ${file.bank_file_id}, ${file.party_id}, ${file.account}, ${file.currency}, n.on_day, n.place, n.occurrence,
           n.in_minor, n.out_minor, n.balance_minor, n.other_side, n.purpose, n.class, ${file.recorded_at}
    from unnest(${of('id')}::uuid[], ${of('on')}::date[], ${of('place')}::int[], ${of('occurrence')}::int[], ${amounts('inMinor')}::bigint[],
                ${amounts('outMinor')}::bigint[], ${amounts('balanceMinor')}::bigint[], ${of('otherSide')}::text[], ${of('purpose')}::text[],
                ${of('class')}::text[])
      as n(id, on_day, place, occurrence, in_minor, out_minor, balance_minor, other_side, purpose, class)
    on conflict (tenant_id, party_id, account, on_day, in_minor, out_minor, coalesce(balance_minor, -1), other_side, purpose, occurrence)
      where withdrawn_at is null do nothing`);
}

export function bankFiles(tx: Tx, partyIds: readonly string[]): Promise<BankFileRow[]> {
  return tx.rows(sql<BankFileRow>`
    select f.bank_file_id, f.party_id, f.account, f.currency, f.file_name, f.file_sha256, f.first_on, f.last_on, f.lines, f.entered_by,
      f.recorded_at
    from statements.bank_files f
    where f.party_id = any(${partyIds}::uuid[]) and f.withdrawn_at is null
    order by f.recorded_at desc
    limit 200`);
}

/** The file by its id; `owner`: only of his customers. */
export function bankFileById(tx: Tx, id: string, owner: string | null): Promise<{ party_id: string } | null> {
  return tx.maybe(sql<{ party_id: string }>`
    select f.party_id
    from statements.bank_files f
    join customers.everybody d on d.tenant_id = f.tenant_id and d.party_id = f.party_id
    where f.bank_file_id = ${id}::uuid and f.withdrawn_at is null and (${owner}::uuid is null or d.owner_id = ${owner}::uuid)`);
}

export async function withdrawBankFile(tx: Tx, id: string, by: string, at: Date): Promise<number> {
  await tx.run(sql`update statements.bank_files set withdrawn_by = ${by}, withdrawn_at = ${at} where bank_file_id = ${id}::uuid`);
  return tx.run(sql`
    update statements.bank_lines set withdrawn_at = ${at} where bank_file_id = ${id}::uuid and withdrawn_at is null`);
}

export type BankMonthRow = { month_on: Day; in_minor: bigint; out_minor: bigint };

export function bankMonths(tx: Tx, partyIds: readonly string[], currency: string, most: number): Promise<BankMonthRow[]> {
  return tx.rows(sql<BankMonthRow>`
    select date_trunc('month', l.on_day::timestamp)::date as month_on,
           coalesce(sum(l.in_minor) filter (where l.class = 'trade'), 0)::bigint as in_minor,
           coalesce(sum(l.out_minor) filter (where l.class not in ('own', 'returned')), 0)::bigint as out_minor
    from statements.bank_lines l
    where l.party_id = any(${partyIds}::uuid[]) and l.currency = ${currency} and l.withdrawn_at is null
    group by 1
    order by 1 desc
    limit ${most}`);
}

export type PartnerRow = { name: string; minor: bigint; lines: number };

/** Who paid, or was paid, most in the year before the statement's last day; trade only. */
export function bankPartners(
  tx: Tx,
  partyIds: readonly string[],
  currency: string,
  side: 'in' | 'out',
  lastOn: Day,
  most: number,
): Promise<PartnerRow[]> {
  const amount = sql.raw(side === 'in' ? 'l.in_minor' : 'l.out_minor');
  return tx.rows(sql<PartnerRow>`
    select l.other_side as name, sum(${amount})::bigint as minor, count(*)::int as lines
    from statements.bank_lines l
    where l.party_id = any(${partyIds}::uuid[]) and l.currency = ${currency} and l.withdrawn_at is null and l.class = 'trade'
      and l.other_side <> '' and ${amount} > 0 and l.on_day > ${lastOn}::date - 365
    group by l.other_side
    order by minor desc, name
    limit ${most}`);
}

export type ReturnedRow = { on_day: Day; minor: bigint; other_side: string; purpose: string };

export function bankReturned(tx: Tx, partyIds: readonly string[], currency: string, most: number): Promise<ReturnedRow[]> {
  return tx.rows(sql<ReturnedRow>`
    select l.on_day, (l.in_minor + l.out_minor)::bigint as minor, l.other_side, l.purpose
    from statements.bank_lines l
    where l.party_id = any(${partyIds}::uuid[]) and l.currency = ${currency} and l.withdrawn_at is null and l.class = 'returned'
    order by l.on_day desc, l.place desc
    limit ${most}`);
}

/** The newest lines of the year before the statement's last day, oldest first, as they stand in their accounts. */
export async function bankLinesOfYear(
  tx: Tx,
  partyIds: readonly string[],
  currency: string,
  lastOn: Day,
  most: number,
): Promise<FindingLine[]> {
  const rows = await tx.rows(sql<{
    account: string;
    on_day: Day;
    in_minor: bigint;
    out_minor: bigint;
    balance_minor: bigint | null;
    other_side: string;
    class: BankClass;
  }>`
    select l.account, l.on_day, l.in_minor, l.out_minor, l.balance_minor, l.other_side, l.class
    from statements.bank_lines l
    where l.party_id = any(${partyIds}::uuid[]) and l.currency = ${currency} and l.withdrawn_at is null
      and l.on_day > ${lastOn}::date - 365
    order by l.on_day desc, l.recorded_at desc, l.place desc
    limit ${most}`);
  return rows.toReversed().map((row) => ({
    account: row.account,
    on: row.on_day,
    inMinor: row.in_minor,
    outMinor: row.out_minor,
    balanceMinor: row.balance_minor,
    otherSide: row.other_side,
    class: row.class,
  }));
}

export type VatTotalRow = {
  direction: VatDirection;
  lines: number;
  voids: number;
  reds: number;
  net_minor: bigint;
  tax_minor: bigint;
  gross_minor: bigint;
  partners: number;
  first_on: Day | null;
  last_on: Day | null;
};

export function vatTotals(tx: Tx, partyIds: readonly string[], currency: string): Promise<VatTotalRow[]> {
  return tx.rows(sql<VatTotalRow>`
    select v.direction, (count(*) filter (where not v.void))::int as lines, (count(*) filter (where v.void))::int as voids,
           (count(*) filter (where v.red and not v.void))::int as reds,
           coalesce(sum(v.net_minor) filter (where not v.void), 0)::bigint as net_minor,
           coalesce(sum(v.tax_minor) filter (where not v.void), 0)::bigint as tax_minor,
           coalesce(sum(v.gross_minor) filter (where not v.void), 0)::bigint as gross_minor,
           (count(distinct v.other_side) filter (where not v.void))::int as partners,
           min(v.issued_on) filter (where not v.void) as first_on, max(v.issued_on) filter (where not v.void) as last_on
    from dossiers.vat_lines v
    where v.party_id = any(${partyIds}::uuid[]) and v.currency = ${currency}
    group by v.direction
    order by v.direction desc`);
}

export function vatMonths(
  tx: Tx,
  partyIds: readonly string[],
  currency: string,
  most: number,
): Promise<{ month_on: Day; out_minor: bigint; in_minor: bigint }[]> {
  return tx.rows(sql<{ month_on: Day; out_minor: bigint; in_minor: bigint }>`
    select date_trunc('month', v.issued_on::timestamp)::date as month_on,
           coalesce(sum(v.net_minor) filter (where v.direction = 'out'), 0)::bigint as out_minor,
           coalesce(sum(v.net_minor) filter (where v.direction = 'in'), 0)::bigint as in_minor
    from dossiers.vat_lines v
    where v.party_id = any(${partyIds}::uuid[]) and v.currency = ${currency} and not v.void
    group by 1
    order by 1 desc
    limit ${most}`);
}

/** Other sides with most net of tax in the year before the list's last day. */
export function vatTop(
  tx: Tx,
  partyIds: readonly string[],
  currency: string,
  direction: VatDirection,
  lastOn: Day,
  most: number,
): Promise<PartnerRow[]> {
  return tx.rows(sql<PartnerRow>`
    select v.other_side as name, sum(v.net_minor)::bigint as minor, count(*)::int as lines
    from dossiers.vat_lines v
    where v.party_id = any(${partyIds}::uuid[]) and v.currency = ${currency} and v.direction = ${direction} and not v.void
      and v.other_side <> '' and v.issued_on > ${lastOn}::date - 365
    group by v.other_side
    having sum(v.net_minor) > 0
    order by minor desc, name
    limit ${most}`);
}
