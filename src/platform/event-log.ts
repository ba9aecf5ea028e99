// The log row of each committed call.
import { encode } from '#base/codec.ts';
import type { Actor, Note } from './context.ts';
import { fixed, type Tx } from './sql.ts';

export type LogRow = {
  readonly eventId: string;
  readonly actor: Actor;
  readonly operation: string;
  readonly inputHash: Buffer;
  readonly note: Note;
};

/** Appends the log rows of a transaction in one statement. */
export async function appendEvents(tx: Tx, tenantId: string, at: Date, rows: readonly LogRow[]): Promise<void> {
  await tx.run(
    fixed`
    insert into platform.events
      (tenant_id, event_id, at, actor_kind, actor_id, actor_name, operation, subject_kind, subject_id, party_id, input_hash, reasons, facts)
    select ${tenantId}::uuid, e.event_id, ${at}::timestamptz, e.actor_kind, e.actor_id, e.actor_name, e.operation, e.subject_kind, e.subject_id,
           e.party_id, e.input_hash, e.reasons::jsonb, e.facts::jsonb
    from unnest(
      ${rows.map((row) => row.eventId)}::uuid[], ${rows.map((row) => row.actor.kind)}::text[], ${rows.map((row) => row.actor.id)}::uuid[],
      ${rows.map((row) => row.actor.name)}::text[], ${rows.map((row) => row.operation)}::text[],
      ${rows.map((row) => row.note.subject?.kind ?? null)}::text[], ${rows.map((row) => row.note.subject?.id ?? null)}::uuid[],
      ${rows.map((row) => row.note.partyId ?? null)}::uuid[], ${rows.map((row) => row.inputHash)}::bytea[],
      ${rows.map((row) => textOf(row.note.reasons))}::text[], ${rows.map((row) => textOf(row.note.facts))}::text[]
    ) as e(event_id, actor_kind, actor_id, actor_name, operation, subject_kind, subject_id, party_id, input_hash, reasons, facts)`,
    'append_events',
  );
}

export function textOf(value: unknown): string | null {
  return value === undefined ? null : encode(value);
}
