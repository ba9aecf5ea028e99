// SQL of drafts of rules and of the versions they become.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type DraftState = 'draft' | 'submitted' | 'approved' | 'rejected' | 'dropped';
export type DraftRow = {
  draft_id: string;
  kind: string;
  note: string;
  body: Record<string, unknown>;
  based_on: number;
  state: DraftState;
  valid_from: Day | null;
  became: number | null;
  made_by_name: string;
  made_at: Date;
  changed_by_name: string;
  changed_at: Date;
  decided_by_name: string | null;
  decided_at: Date | null;
  version: number;
};

const COLUMNS =
  sql.raw(`draft_id, kind, note, body, based_on, state, valid_from, became, made_by_name, made_at, changed_by_name, changed_at,
  decided_by_name, decided_at, version`);

export function drafts(tx: Tx, tenantId: string, kind: string | null): Promise<DraftRow[]> {
  return tx.rows(sql<DraftRow>`
    select ${COLUMNS} from policies.drafts
    where tenant_id = ${tenantId} and state <> 'dropped' and (${kind}::text is null or kind = ${kind}::text)
    order by changed_at desc, draft_id desc
    limit 100`);
}

export function draft(tx: Tx, tenantId: string, draftId: string): Promise<DraftRow | null> {
  return tx.maybe(sql<DraftRow>`select ${COLUMNS} from policies.drafts where tenant_id = ${tenantId} and draft_id = ${draftId}`);
}

export function draftForUpdate(tx: Tx, tenantId: string, draftId: string): Promise<DraftRow | null> {
  return tx.maybe(
    sql<DraftRow>`select ${COLUMNS} from policies.drafts where tenant_id = ${tenantId} and draft_id = ${draftId} for update`,
  );
}

export async function insertDraft(
  tx: Tx,
  tenantId: string,
  row: { draftId: string; kind: string; note: string; body: string; basedOn: number; byId: string | null; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into policies.drafts
      (tenant_id, draft_id, kind, note, body, based_on, state, made_by, made_by_name, made_at, changed_by_name, changed_at, version)
    values (${tenantId}, ${row.draftId}, ${row.kind}, ${row.note}, ${row.body}::jsonb, ${row.basedOn}, 'draft', ${row.byId}, ${row.by},
            ${row.at}, ${row.by}, ${row.at}, 1)`);
}

export async function rewriteDraft(
  tx: Tx,
  tenantId: string,
  row: { draftId: string; note: string; body: string; basedOn: number; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    update policies.drafts
    set note = ${row.note}, body = ${row.body}::jsonb, based_on = ${row.basedOn}, state = 'draft', changed_by_name = ${row.by},
        changed_at = ${row.at}, version = version + 1
    where tenant_id = ${tenantId} and draft_id = ${row.draftId}`);
}

export async function moveDraft(
  tx: Tx,
  tenantId: string,
  row: {
    draftId: string;
    state: DraftState;
    validFrom?: Day | null;
    became?: number;
    decidedBy?: string;
    at: Date;
  },
): Promise<void> {
  await tx.run(sql`
    update policies.drafts
    set state = ${row.state}, valid_from = coalesce(${row.validFrom ?? null}::date, valid_from),
        became = coalesce(${row.became ?? null}::int, became), decided_by_name = coalesce(${row.decidedBy ?? null}::text, decided_by_name),
        decided_at = case when ${row.decidedBy ?? null}::text is null then decided_at else ${row.at}::timestamptz end,
        changed_at = ${row.at}, version = version + 1
    where tenant_id = ${tenantId} and draft_id = ${row.draftId}`);
}

export type PastVersion = {
  version: number;
  in_force_from: Date;
  note: string | null;
  made_at: Date;
  approved_by_name: string | null;
  body: Record<string, unknown>;
};

export function versions(tx: Tx, tenantId: string, kind: string): Promise<PastVersion[]> {
  return tx.rows(sql<PastVersion>`
    select version, in_force_from, note, made_at, approved_by_name, body from policies.rulebooks
    where tenant_id = ${tenantId} and kind = ${kind}
    order by version desc
    limit 100`);
}

/** One version after another: two approvals at once take two numbers. */
export async function lockVersions(tx: Tx, tenantId: string, kind: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('rules ' || ${kind} || ' ' || ${tenantId}))`);
}

export async function insertVersion(
  tx: Tx,
  tenantId: string,
  row: {
    kind: string;
    body: string;
    bodyHash: Buffer;
    note: string;
    at: Date;
    from: Date;
    approvedBy: string;
    approvedByName: string;
  },
): Promise<number> {
  const made = await tx.one(sql<{ version: number }>`
    insert into policies.rulebooks
      (tenant_id, kind, version, body, body_hash, made_at, in_force_from, note, approved_by, approved_by_name)
    select ${tenantId}::uuid, ${row.kind}, coalesce(max(version), 0) + 1, ${row.body}::jsonb, ${row.bodyHash}::bytea, ${row.at}, ${row.from},
           ${row.note}, ${row.approvedBy}::uuid, ${row.approvedByName}
    from policies.rulebooks where tenant_id = ${tenantId} and kind = ${row.kind}
    returning version`);
  return made.version;
}
