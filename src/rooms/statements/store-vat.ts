// SQL of VAT: lists handed in on a customer's page, returns by period, and what many customers had declared as known on a day.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { type Known, members, recorded, vatLines } from './store-known.ts';

export type VatFileRow = {
  vat_file_id: string;
  party_id: string;
  file_name: string;
  file_sha256: string;
  first_on: Day;
  last_on: Day;
  lines: number;
  entered_by: string;
  recorded_at: Date;
};

export async function insertVatFile(tx: Tx, tenantId: string, row: VatFileRow): Promise<void> {
  await tx.run(sql`
    insert into statements.vat_files
      (tenant_id, vat_file_id, party_id, file_name, file_sha256, first_on, last_on, lines, entered_by, recorded_at)
    values (${tenantId}, ${row.vat_file_id}, ${row.party_id}, ${row.file_name}, ${row.file_sha256}, ${row.first_on}::date,
            ${row.last_on}::date, ${row.lines}, ${row.entered_by}, ${row.recorded_at})`);
}

export function vatFiles(tx: Tx, partyIds: readonly string[]): Promise<VatFileRow[]> {
  return tx.rows(sql<VatFileRow>`
    select f.vat_file_id, f.party_id, f.file_name, f.file_sha256, f.first_on, f.last_on, f.lines, f.entered_by, f.recorded_at
    from statements.vat_files f
    where f.party_id = any(${partyIds}::uuid[]) and f.withdrawn_at is null
    order by f.recorded_at desc
    limit 200`);
}

/** The file by its id; `owner`: only of his customers. */
export function vatFileById(tx: Tx, id: string, owner: string | null): Promise<{ party_id: string } | null> {
  return tx.maybe(sql<{ party_id: string }>`
    select f.party_id
    from statements.vat_files f
    join customers.everybody d on d.tenant_id = f.tenant_id and d.party_id = f.party_id
    where f.vat_file_id = ${id}::uuid and f.withdrawn_at is null and (${owner}::uuid is null or d.owner_id = ${owner}::uuid)`);
}

export async function withdrawVatFile(tx: Tx, id: string, by: string, at: Date): Promise<void> {
  await tx.run(sql`update statements.vat_files set withdrawn_by = ${by}, withdrawn_at = ${at} where vat_file_id = ${id}::uuid`);
}

export type ReturnRow = {
  return_id: string;
  ends_on: Day;
  months: 1 | 3;
  currency: string;
  amounts: Record<string, string>;
  source: 'file' | 'keyed';
  file_name: string | null;
  entered_by: string;
  recorded_at: Date;
};

/** The returns that count, latest first: of each period the last recorded, unless that withdrew it. */
export function returnsInForce(tx: Tx, partyIds: readonly string[], most: number): Promise<ReturnRow[]> {
  return tx.rows(sql<ReturnRow>`
    select l.return_id, l.ends_on, l.months, l.currency, l.amounts, l.source, l.file_name, l.entered_by, l.recorded_at
    from (
      select distinct on (r.ends_on)
        r.return_id, r.ends_on, r.months, r.currency, r.amounts, r.source, r.file_name, r.entered_by, r.recorded_at
      from statements.vat_returns r
      where r.party_id = any(${partyIds}::uuid[])
      order by r.ends_on desc, r.recorded_at desc, r.return_id desc) l
    where l.source <> 'withdrawn'
    order by l.ends_on desc
    limit ${most}`);
}

export type NewReturn = Omit<ReturnRow, 'entered_by' | 'recorded_at'> & { file_sha256: string | null };

export async function insertReturns(
  tx: Tx,
  tenantId: string,
  partyId: string,
  by: string,
  at: Date,
  rows: readonly NewReturn[],
): Promise<void> {
  const of = <Key extends keyof NewReturn>(key: Key) => rows.map((row) => row[key]);
  await tx.run(sql`
    insert into statements.vat_returns
      (tenant_id, return_id, party_id, ends_on, months, currency, amounts, source, file_name, file_sha256, entered_by, recorded_at)
    select ${tenantId}, n.return_id, ${partyId}, n.ends_on, n.months, n.currency, n.amounts, n.source, n.file_name, n.file_sha256, ${by}, ${at}
    from unnest(${of('return_id')}::uuid[], ${of('ends_on')}::date[], ${of('months')}::smallint[], ${of('currency')}::text[],
                ${rows.map((row) => JSON.stringify(row.amounts))}::jsonb[], ${of('source')}::text[], ${of('file_name')}::text[],
                ${of('file_sha256')}::text[])
      as n(return_id, ends_on, months, currency, amounts, source, file_name, file_sha256)`);
}

/** A row that stands last for the period and says nothing, with why. */
export async function withdrawReturn(
  tx: Tx,
  tenantId: string,
  row: { returnId: string; partyId: string; endsOn: Day; months: number; currency: string; reason: string; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into statements.vat_returns
      (tenant_id, return_id, party_id, ends_on, months, currency, amounts, source, reason, entered_by, recorded_at)
    values (${tenantId}, ${row.returnId}, ${row.partyId}, ${row.endsOn}, ${row.months}, ${row.currency}, '{}'::jsonb, 'withdrawn',
            ${row.reason}, ${row.by}, ${row.at})`);
}

export type ReturnKnownRow = { stands_as: string; ends_on: Day; months: 1 | 3; amounts: Record<string, string> };

/** Returns of three years that were there by the day: recorded by its end, or due, which is the fifteenth of the month after. */
export function returnsKnown(tx: Tx, known: Known, dayEnd: Date): Promise<ReturnKnownRow[]> {
  return tx.rows(sql<ReturnKnownRow>`
    with ${members(known.partyIds)}
    select l.stands_as, l.ends_on, l.months, l.amounts from (
    select distinct on (m.stands_as, v.ends_on) m.stands_as, v.ends_on, v.months, v.amounts, v.source
    from members m
    join statements.vat_returns v on v.party_id = m.party_id
    where v.ends_on between ${known.asOf}::date - 1100 and ${known.asOf}::date and v.currency = ${known.currency} ${recorded(known.knownAt)}
      and (v.recorded_at < ${dayEnd}::timestamptz or v.ends_on + 15 <= ${known.asOf}::date)
    order by m.stands_as, v.ends_on, v.recorded_at desc, v.return_id desc) l
    where l.source <> 'withdrawn'
    order by l.stands_as, l.ends_on`);
}

export type InvoicedRow = { party_id: string; first_on: Day; last_on: Day; month_end: Day; net_minor: bigint };

/** Valid sales of each calendar month of the lists, net of tax, with the days between which the list reaches. */
export function invoicedByMonth(tx: Tx, known: Known): Promise<InvoicedRow[]> {
  return tx.rows(sql<InvoicedRow>`
    with ${vatLines(known)}
    select l.stands_as as party_id, e.first_on, e.last_on,
           (date_trunc('month', l.issued_on::timestamp) + interval '1 month - 1 day')::date as month_end,
           coalesce(sum(l.net_minor) filter (where not l.void and l.direction = 'out'), 0)::bigint as net_minor
    from lines l
    join ends e on e.stands_as = l.stands_as
    group by 1, 2, 3, 4`);
}
