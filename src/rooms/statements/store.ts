// All SQL of statements: what was read, names learned, ratios beside others', standard values.
import type { Day } from '#base/date.ts';
import type { StatementKind } from '#engine/statements/lines.ts';
import type { RatioKey } from '#engine/statements/ratios.ts';
import type { Opinion, Scope } from '#engine/statements/sheet-said.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type StatementRow = {
  statement_id: string;
  kind: StatementKind;
  ends_on: Day;
  months: number;
  scope: Scope;
  currency: string;
  opinion: Opinion | null;
  published_on: Day | null;
  amounts: Record<string, string>;
  /** What the form prints of the period it is compared with. */
  beside: Record<string, string> | null;
  /** Read from the column of the year before on a later form. */
  compared: boolean;
  rounding_minor: bigint;
  source: 'file' | 'keyed';
  file_name: string | null;
  entered_by: string;
  recorded_at: Date;
};

export type NewStatement = Omit<StatementRow, 'recorded_at' | 'entered_by'> & { file_sha256: string | null };

/** The statements that count, of a customer and those merged into him; `knownAt` null: now. */
export function inForce(tx: Tx, partyIds: readonly string[], knownAt: Date | null, most: number): Promise<StatementRow[]> {
  return tx.rows(sql<StatementRow>`
    select distinct on (s.scope, s.ends_on, s.kind)
      s.statement_id, s.kind, s.ends_on, s.months, s.scope, s.currency, s.opinion, s.published_on, s.amounts, s.beside, s.compared, s.rounding_minor,
      s.source, s.file_name, s.entered_by, s.recorded_at
    from statements.statements s
    where s.party_id = any(${partyIds}::uuid[]) and (${knownAt}::timestamptz is null or s.recorded_at <= ${knownAt}::timestamptz)
    order by s.scope, s.ends_on desc, s.kind, s.recorded_at desc, s.statement_id desc
    limit ${most}`);
}

export async function insertStatements(
  tx: Tx,
  tenantId: string,
  partyId: string,
  by: string,
  at: Date,
  rows: readonly NewStatement[],
): Promise<void> {
  const of = <Key extends keyof NewStatement>(key: Key) => rows.map((row) => row[key]);
  await tx.run(sql`
    insert into statements.statements
      (tenant_id, statement_id, party_id, kind, ends_on, months, scope, currency, opinion, published_on, amounts, beside, compared, rounding_minor,
       source, file_name, file_sha256, entered_by, recorded_at)
    select ${tenantId}, n.statement_id, ${partyId}, n.kind, n.ends_on, n.months, n.scope, n.currency, n.opinion, n.published_on, n.amounts,
           n.beside, n.compared, n.rounding_minor, n.source, n.file_name, n.file_sha256, ${by}, ${at}
    from unnest(${of('statement_id')}::uuid[], ${of('kind')}::text[], ${of('ends_on')}::date[], ${of('months')}::smallint[],
                ${of('scope')}::text[], ${of('currency')}::text[], ${of('opinion')}::text[], ${of('published_on')}::date[],
                ${rows.map((row) => JSON.stringify(row.amounts))}::jsonb[],
                ${rows.map((row) => (row.beside === null ? null : JSON.stringify(row.beside)))}::jsonb[], ${of('compared')}::boolean[], ${rows.map((row) => String(row.rounding_minor))}::bigint[],
                ${of('source')}::text[], ${of('file_name')}::text[], ${of('file_sha256')}::text[])
      as n(statement_id, kind, ends_on, months, scope, currency, opinion, published_on, amounts, beside, compared, rounding_minor, source, file_name, file_sha256)`);
}

export function aliases(tx: Tx, partyIds: readonly string[]): Promise<{ name: string; line: string }[]> {
  return tx.rows(sql<{ name: string; line: string }>`
    select distinct on (a.name) a.name, a.line
    from statements.aliases a
    where a.party_id = any(${partyIds}::uuid[])
    order by a.name, a.recorded_at desc, a.alias_id desc`);
}

export async function insertAliases(
  tx: Tx,
  tenantId: string,
  partyId: string,
  by: string,
  at: Date,
  rows: readonly { id: string; name: string; line: string }[],
): Promise<void> {
  await tx.run(sql`
    insert into statements.aliases (tenant_id, alias_id, party_id, name, line, entered_by, recorded_at)
    select ${tenantId}, n.id, ${partyId}, n.name, n.line, ${by}, ${at}
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.name)}::text[], ${rows.map((row) => row.line)}::text[])
      as n(id, name, line)`);
}

export type RatioRow = { scope: Scope; ends_on: Day; months: number; ratio: RatioKey; micro: number };

/** A customer's ratios made anew: what stood goes, what follows from the statements that count comes. */
export async function replaceRatios(tx: Tx, tenantId: string, partyId: string, rows: readonly RatioRow[]): Promise<void> {
  await tx.run(sql`delete from statements.ratios where tenant_id = ${tenantId} and party_id = ${partyId}`);
  await tx.run(sql`
    insert into statements.ratios (tenant_id, party_id, scope, ends_on, months, ratio, micro)
    select ${tenantId}, ${partyId}, n.scope, n.ends_on, n.months, n.ratio, n.micro
    from unnest(${rows.map((row) => row.scope)}::text[], ${rows.map((row) => row.ends_on)}::date[], ${rows.map((row) => row.months)}::smallint[],
                ${rows.map((row) => row.ratio)}::text[], ${rows.map((row) => String(row.micro))}::bigint[])
      as n(scope, ends_on, months, ratio, micro)`);
}

/** How many other customers have each ratio for a period that ended within a year of `day`, and how many of them lie below `micro`. */
export function amongOthers(
  tx: Tx,
  partyIds: readonly string[],
  day: Day,
  ratios: readonly { ratio: string; micro: number }[],
): Promise<{ ratio: string; others: number; below: number; above: number }[]> {
  return tx.rows(sql<{ ratio: string; others: number; below: number; above: number }>`
    with latest as (
      select distinct on (r.ratio, r.party_id) r.ratio, r.party_id, r.micro
      from statements.ratios r
      where r.ratio = any(${ratios.map((each) => each.ratio)}::text[])
        and r.ends_on between ${day}::date - 366 and ${day}::date
        and not r.party_id = any(${partyIds}::uuid[])
      order by r.ratio, r.party_id, r.ends_on desc, r.scope
    )
    select n.ratio, count(l.party_id)::int as others, count(l.party_id) filter (where l.micro < n.micro)::int as below,
           count(l.party_id) filter (where l.micro > n.micro)::int as above
    from unnest(${ratios.map((each) => each.ratio)}::text[], ${ratios.map((each) => String(each.micro))}::bigint[]) as n(ratio, micro)
    join latest l on l.ratio = n.ratio
    group by n.ratio`);
}

export type StandardRow = {
  ratio: RatioKey;
  year: number;
  source: string;
  excellent: number;
  good: number;
  average: number;
  low: number;
  poor: number;
};

/** The newest standard values of an industry not later than a year. */
export function standards(tx: Tx, industry: string, year: number): Promise<StandardRow[]> {
  return tx.rows(sql<StandardRow>`
    select distinct on (s.ratio) s.ratio, s.year, s.source, s.excellent::float8 as excellent, s.good::float8 as good,
      s.average::float8 as average, s.low::float8 as low, s.poor::float8 as poor
    from statements.standards s
    where s.industry = ${industry} and s.year <= ${year}
    order by s.ratio, s.year desc, s.recorded_at desc, s.standard_id desc`);
}

export async function insertStandards(
  tx: Tx,
  tenantId: string,
  about: { industry: string; year: number; source: string; by: string; at: Date },
  rows: readonly (Omit<StandardRow, 'year' | 'source'> & { id: string })[],
): Promise<void> {
  const of = (key: 'excellent' | 'good' | 'average' | 'low' | 'poor') => rows.map((row) => String(row[key]));
  await tx.run(sql`
    insert into statements.standards
      (tenant_id, standard_id, industry, year, ratio, excellent, good, average, low, poor, source, entered_by, recorded_at)
    select ${tenantId}, n.id, ${about.industry}, ${about.year}, n.ratio, n.excellent, n.good, n.average, n.low, n.poor, ${about.source},
           ${about.by}, ${about.at}
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.ratio)}::text[], ${of('excellent')}::bigint[],
                ${of('good')}::bigint[], ${of('average')}::bigint[], ${of('low')}::bigint[], ${of('poor')}::bigint[])
      as n(id, ratio, excellent, good, average, low, poor)`);
}
