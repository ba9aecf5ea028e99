// SQL of imports that have ended: what was taken in, what was refused, what was touched, and the answers remembered by name.
import type { RawCell } from '#base/raw-table.ts';
import { sql, type Tx } from '#platform/sql.ts';
import type { Filled } from '#rooms/customers/actions.ts';
import type { ActRow } from './acts.ts';
import type { Findings } from './working.ts';

export type ImportState = 'reading' | 'staged' | 'applying' | 'applied' | 'refused' | 'cancelled' | 'undone';

export type NewImport = {
  importId: string;
  kind: string;
  source: string;
  fileName: string;
  fileHash: Buffer;
  fileBytes: number;
  template: string | null;
  answers: string;
  goodRowsOnly: boolean;
  state: ImportState;
  byId: string | null;
  byName: string;
};

export async function insertImport(tx: Tx, tenantId: string, at: Date, row: NewImport): Promise<void> {
  await tx.run(sql`
    insert into imports.imports
      (tenant_id, import_id, kind, source, file_name, file_hash, file_bytes, template, answers, good_rows_only, state, by_id, by_name,
       recorded_at, accepted, unchanged, refused, skipped, customers_added, runs, changes, sums, warnings)
    values (${tenantId}, ${row.importId}, ${row.kind}, ${row.source}, ${row.fileName}, ${row.fileHash}, ${row.fileBytes}, ${row.template},
            ${row.answers}::jsonb, ${row.goodRowsOnly}, ${row.state}, ${row.byId}, ${row.byName}, ${at}, 0, 0, 0, 0, 0, 0, '{}', '[]', '[]')`);
}

export type Ended = {
  importId: string;
  kind: string;
  state: ImportState;
  confirmedBy: string | null;
  findings: string;
  accepted: number;
  unchanged: number;
  refused: number;
  skipped: number;
  customersAdded: number;
  sums: string;
  warnings: string;
  changes: string;
  fault: string | null;
};

/** What the work found, and the state it leaves the import in; only by the run it belongs to, and only where nobody cancelled it. */
export function endRun(tx: Tx, at: Date, runId: string | null, row: Ended): Promise<number> {
  const over = row.state !== 'staged';
  return tx.run(sql`
    update imports.imports
    set state = ${row.state}, kind = ${row.kind}, findings = ${row.findings}::jsonb, accepted = ${row.accepted}, unchanged = ${row.unchanged},
        refused = ${row.refused}, skipped = ${row.skipped}, customers_added = ${row.customersAdded}, sums = ${row.sums}::jsonb,
        warnings = ${row.warnings}::jsonb, changes = ${row.changes}::jsonb, fault = ${row.fault}::jsonb,
        confirmed_by = coalesce(${row.confirmedBy}, confirmed_by), ended_at = ${over ? at : null}::timestamptz,
        run_id = null, runs = 0, phase = null, phase_at = null, done_rows = null, total_rows = null, beat_at = null
    where import_id = ${row.importId} and run_id is not distinct from ${runId}::uuid and cancel_asked_at is null`);
}

export type RefusalRow = {
  row: number;
  line: number;
  column: string | null;
  code: string;
  value: string | null;
  facts: string | null;
  cells: string | null;
};

export async function insertRefusals(
  tx: Tx,
  tenantId: string,
  importId: string,
  after: number,
  rows: readonly RefusalRow[],
): Promise<void> {
  await tx.run(sql`
    insert into imports.refusals (tenant_id, import_id, refusal_no, row_no, line_no, column_name, code, value, facts, cells)
    select ${tenantId}::uuid, ${importId}::uuid, ${after}::int + n.no, n.row_no, n.line_no, n.column_name, n.code, n.value, n.facts::jsonb, n.cells::jsonb
    from unnest(${rows.map((row) => row.row)}::int[], ${rows.map((row) => row.line)}::int[], ${rows.map((row) => row.column)}::text[],
                ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.value)}::text[], ${rows.map((row) => row.facts)}::text[],
                ${rows.map((row) => row.cells)}::text[])
         with ordinality as n(row_no, line_no, column_name, code, value, facts, cells, no)`);
}

export async function dropRefusals(tx: Tx, importId: string): Promise<void> {
  await tx.run(sql`delete from imports.refusals where import_id = ${importId}`);
}

export type KeptRefusal = {
  row_no: number;
  line_no: number | null;
  column_name: string | null;
  code: string;
  value: string | null;
  facts: Record<string, string | number> | null;
  cells: RawCell[] | null;
};

export function refusalsOf(tx: Tx, importId: string, limit: number): Promise<KeptRefusal[]> {
  return tx.rows(sql<KeptRefusal>`
    select row_no, line_no, column_name, code, value, facts, cells from imports.refusals
    where import_id = ${importId} order by refusal_no limit ${limit}`);
}

export async function insertFilled(tx: Tx, tenantId: string, importId: string, fillings: readonly Filled[]): Promise<void> {
  await tx.run(sql`
    insert into imports.filled (tenant_id, import_id, party_id, before, after)
    select ${tenantId}::uuid, ${importId}::uuid, n.party_id, n.before::jsonb, n.after::jsonb
    from unnest(${fillings.map((each) => each.partyId)}::uuid[], ${fillings.map((each) => JSON.stringify(each.before))}::text[],
                ${fillings.map((each) => JSON.stringify(each.after))}::text[])
         as n(party_id, before, after)`);
}

export async function insertActs(tx: Tx, tenantId: string, importId: string, rows: readonly ActRow[]): Promise<void> {
  for (const [at, row] of rows.entries()) {
    await tx.run(sql`
      insert into imports.acts (tenant_id, import_id, act_no, act, subjects, facts)
      values (${tenantId}, ${importId}, ${at + 1}, ${row.act}, ${row.subjects}::uuid[], ${JSON.stringify(row.facts)}::jsonb)`);
  }
}

export function actsOf(tx: Tx, importId: string): Promise<ActRow[]> {
  return tx.rows(sql<ActRow>`select act, subjects, facts from imports.acts where import_id = ${importId} order by act_no`);
}

export async function filledBy(tx: Tx, importId: string): Promise<Filled[]> {
  const rows = await tx.rows(sql<{ party_id: string; before: Filled['before']; after: Filled['after'] }>`
    select party_id, before, after from imports.filled where import_id = ${importId} order by party_id`);
  return rows.map((row) => ({ partyId: row.party_id, before: row.before, after: row.after }));
}

export type ImportRow = {
  import_id: string;
  file_name: string;
  file_bytes: bigint;
  file_hash: Buffer;
  source: string;
  kind: string;
  template: string | null;
  answers: Record<string, string>;
  good_rows_only: boolean;
  by_id: string | null;
  by_name: string;
  recorded_at: Date;
  accepted: number;
  unchanged: number;
  refused: number;
  skipped: number;
  customers_added: number;
  sums: { amount: string; currency: string }[];
  changes: Record<string, number>;
  state: ImportState;
  fault: Fault | null;
  phase: string | null;
  phase_at: Date | null;
  done_rows: number | null;
  total_rows: number | null;
  beat_at: Date | null;
  cancel_asked_at: Date | null;
  confirmed_by: string | null;
  ended_at: Date | null;
  undone_by: string | null;
  undone_why: string | null;
};
export type Fault = { readonly code: string; readonly message: string; readonly facts: Readonly<Record<string, unknown>> };

const COLUMNS =
  sql.raw(`import_id, file_name, file_bytes, file_hash, source, kind, template, answers, good_rows_only, by_id, by_name, recorded_at,
       accepted, unchanged, refused, skipped, customers_added, sums, changes, state, fault, phase, phase_at, done_rows, total_rows, beat_at,
       cancel_asked_at, confirmed_by, ended_at, undone_by, undone_why`);

export function importsPage(tx: Tx, before: { at: Date; id: string } | null, limit: number): Promise<ImportRow[]> {
  return tx.rows(sql<ImportRow>`
    select ${COLUMNS}
    from imports.imports
    where ${before?.at ?? null}::timestamptz is null or (recorded_at, import_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid)
    order by recorded_at desc, import_id desc
    limit ${limit}`);
}

export function importById(tx: Tx, importId: string): Promise<ImportRow | null> {
  return tx.maybe(sql<ImportRow>`select ${COLUMNS} from imports.imports where import_id = ${importId}`);
}

/** The row is held until the transaction ends: whoever changes its state waits for who changes it now. */
export function importForUpdate(tx: Tx, importId: string): Promise<ImportRow | null> {
  return tx.maybe(sql<ImportRow>`select ${COLUMNS} from imports.imports where import_id = ${importId} for update`);
}

export async function findingsOf(tx: Tx, importId: string): Promise<Findings | null> {
  const row = await tx.maybe(
    sql<{ findings: Findings | null }>`select findings from imports.imports where import_id = ${importId}`,
  );
  return row?.findings ?? null;
}

export type Twin = {
  import_id: string;
  source: string;
  by_name: string;
  recorded_at: Date;
  state: ImportState;
  sheet: string | null;
};

/** Other sources of which imports stand, the latest first. */
export async function sourcesBeside(tx: Tx, source: string, most: number): Promise<string[]> {
  const rows = await tx.rows(sql<{ source: string }>`
    select source from imports.imports where state = 'applied' and source <> ${source}
    group by source order by max(recorded_at) desc limit ${most}`);
  return rows.map((row) => row.source);
}

/** The same bytes before: applied, or waiting to be. */
export function twinsOf(tx: Tx, importId: string, fileHash: Buffer, most: number): Promise<Twin[]> {
  return tx.rows(sql<Twin>`
    select import_id, source, by_name, recorded_at, state, answers->>'sheet' as sheet from imports.imports
    where file_hash = ${fileHash} and import_id <> ${importId} and state in ('reading', 'staged', 'applying', 'applied')
    order by recorded_at desc limit ${most}`);
}

export type Template = { name: string; kind: string; source: string | null; answers: Record<string, string>; used_at: Date };

export async function templateByName(tx: Tx, name: string): Promise<Template | null> {
  return tx.maybe(sql<Template>`
    select name, kind, body->>'source' as source, body->'answers' as answers, used_at from imports.templates where name = ${name}`);
}

export async function keepTemplate(tx: Tx, tenantId: string, at: Date, template: Omit<Template, 'used_at'>): Promise<void> {
  const { name, kind, source, answers } = template;
  await tx.run(sql`
    insert into imports.templates (tenant_id, name, kind, body, used_at)
    values (${tenantId}, ${name}, ${kind}, ${JSON.stringify({ source, answers })}::jsonb, ${at})
    on conflict (tenant_id, name) do update set kind = excluded.kind, body = excluded.body, used_at = excluded.used_at`);
}

export function forgetTemplate(tx: Tx, name: string): Promise<number> {
  return tx.run(sql`delete from imports.templates where name = ${name}`);
}

export function templates(tx: Tx, most: number): Promise<Template[]> {
  return tx.rows(sql<Template>`
    select name, kind, body->>'source' as source, body->'answers' as answers, used_at
    from imports.templates order by used_at desc limit ${most}`);
}

/** Agreed terms of customers, of those that have any. */
export function termsOf(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; terms_days: number }[]> {
  return tx.rows(sql<{ party_id: string; terms_days: number }>`
    select party_id, terms_days from customers.directory where party_id = any(${partyIds}::uuid[]) and terms_days is not null`);
}
