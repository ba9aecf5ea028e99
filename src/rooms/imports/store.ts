// SQL of the imports: what was taken in, what was refused, and the answers remembered by name.
import { sql, type Tx } from '#platform/sql.ts';

export type ImportRow = {
  importId: string;
  kind: string;
  source: string;
  fileName: string;
  fileHash: Buffer;
  fileBytes: number;
  template: string | null;
  answers: string;
  state: 'applied' | 'refused';
  byId: string | null;
  byName: string;
  accepted: number;
  unchanged: number;
  refused: number;
  skipped: number;
  sums: string;
  warnings: string;
};

export async function insertImport(tx: Tx, tenantId: string, at: Date, row: ImportRow): Promise<void> {
  await tx.run(sql`
    insert into imports.imports
      (tenant_id, import_id, kind, source, file_name, file_hash, file_bytes, template, answers, state, by_id, by_name, recorded_at, accepted,
       unchanged, refused, skipped, sums, warnings)
    values (${tenantId}, ${row.importId}, ${row.kind}, ${row.source}, ${row.fileName}, ${row.fileHash}, ${row.fileBytes}, ${row.template},
            ${row.answers}::jsonb, ${row.state}, ${row.byId}, ${row.byName}, ${at}, ${row.accepted}, ${row.unchanged}, ${row.refused},
            ${row.skipped}, ${row.sums}::jsonb, ${row.warnings}::jsonb)`);
}

export type RefusalRow = {
  row: number;
  line: number;
  column: string | null;
  code: string;
  value: string | null;
  facts: string | null;
};

export async function insertRefusals(tx: Tx, tenantId: string, importId: string, rows: readonly RefusalRow[]): Promise<void> {
  await tx.run(sql`
    insert into imports.refusals (tenant_id, import_id, refusal_no, row_no, line_no, column_name, code, value, facts)
    select ${tenantId}::uuid, ${importId}::uuid, n.no, n.row_no, n.line_no, n.column_name, n.code, n.value, n.facts::jsonb
    from unnest(${rows.map((row) => row.row)}::int[], ${rows.map((row) => row.line)}::int[], ${rows.map((row) => row.column)}::text[],
                ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.value)}::text[], ${rows.map((row) => row.facts)}::text[])
         with ordinality as n(row_no, line_no, column_name, code, value, facts, no)`);
}

export function refusalsOf(
  tx: Tx,
  importId: string,
): Promise<
  {
    row_no: number;
    line_no: number | null;
    column_name: string | null;
    code: string;
    value: string | null;
    facts: Record<string, string | number> | null;
  }[]
> {
  return tx.rows(sql`
    select row_no, line_no, column_name, code, value, facts from imports.refusals
    where import_id = ${importId} order by refusal_no limit 100000`);
}

export type PastImport = {
  import_id: string;
  file_name: string;
  file_bytes: bigint;
  file_hash: Buffer;
  source: string;
  kind: string;
  by_name: string;
  recorded_at: Date;
  accepted: number;
  unchanged: number;
  refused: number;
  skipped: number;
  sums: { amount: string; currency: string }[];
  state: string;
};

export function importsPage(tx: Tx, before: { at: Date; id: string } | null, limit: number): Promise<PastImport[]> {
  return tx.rows(sql<PastImport>`
    select import_id, file_name, file_bytes, file_hash, source, kind, by_name, recorded_at, accepted, unchanged, refused, skipped, sums, state
    from imports.imports
    where ${before?.at ?? null}::timestamptz is null or (recorded_at, import_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid)
    order by recorded_at desc, import_id desc
    limit ${limit}`);
}

export function templateByName(tx: Tx, name: string): Promise<{ body: { answers: Record<string, string> } } | null> {
  return tx.maybe(sql<{ body: { answers: Record<string, string> } }>`select body from imports.templates where name = ${name}`);
}

export async function keepTemplate(tx: Tx, tenantId: string, name: string, kind: string, body: string, at: Date): Promise<void> {
  await tx.run(sql`
    insert into imports.templates (tenant_id, name, kind, body, used_at) values (${tenantId}, ${name}, ${kind}, ${body}::jsonb, ${at})
    on conflict (tenant_id, name) do update set kind = excluded.kind, body = excluded.body, used_at = excluded.used_at`);
}

export function templates(tx: Tx): Promise<{ name: string; kind: string; used_at: Date }[]> {
  return tx.rows(sql<{ name: string; kind: string; used_at: Date }>`
    select name, kind, used_at from imports.templates order by used_at desc limit 200`);
}
