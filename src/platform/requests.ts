// Idempotency: one key, one effect, the same bytes again (R4, R5, R6).
import { Problem } from '#base/assert.ts';
import { type LogRow, textOf } from './event-log.ts';
import { fixed, jsonTexts, shared, sql, type Tx } from './sql.ts';

export type Claim = { readonly key: string; readonly operation: string; readonly inputHash: Buffer };
export type Claimed = 'ours' | { readonly answer: Buffer } | { readonly problem: Problem };

/**
 * Claims keys in order, all at once. A key that another transaction holds makes this wait for its end (at most the connection's
 * lock_timeout), so that afterwards the answer can be read. Keys must be distinct.
 */
export async function claim(tx: Tx, tenantId: string, at: Date, claims: readonly Claim[]): Promise<Claimed[]> {
  const sorted = [...claims].sort((a, b) => (a.key < b.key ? -1 : 1));
  const operations = shared(sorted.map((each) => each.operation));
  const won = await tx.rows(
    fixed<{ request_key: string }>`
    insert into platform.requests (tenant_id, request_key, operation, input_hash, claimed_at)
    select ${tenantId}::uuid, c.key, coalesce(c.operation, ${operations.all}::text), c.input_hash, ${at}::timestamptz
    from unnest(${sorted.map((each) => each.key)}::text[], ${sorted.map((each) => each.inputHash)}::bytea[],
                ${operations.each}::text[]) as c(key, input_hash, operation)
    on conflict (tenant_id, request_key) do nothing
    returning request_key`,
    'claim_requests',
  );
  if (won.length === claims.length) return claims.map(() => 'ours');
  const ours = new Set(won.map((row) => row.request_key));
  const others = claims.filter((each) => !ours.has(each.key)).map((each) => each.key);
  const known = await tx.rows(sql<{ request_key: string; operation: string; input_hash: Buffer; answer: Buffer | null }>`
    select request_key, operation, input_hash, answer from platform.requests
    where tenant_id = ${tenantId} and request_key = any(${others}::text[])`);
  const byKey = new Map(known.map((row) => [row.request_key, row]));
  return claims.map((each) => {
    if (ours.has(each.key)) return 'ours';
    const row = byKey.get(each.key);
    if (!row?.answer) return { problem: inProgress() };
    if (row.operation !== each.operation || !row.input_hash.equals(each.inputHash)) return { problem: keyReused() };
    return { answer: row.answer };
  });
}

export async function keepAnswers(tx: Tx, tenantId: string, answers: readonly { key: string; answer: Buffer }[]): Promise<void> {
  await tx.run(
    fixed`
    update platform.requests r set answer = a.answer
    from unnest(${answers.map((each) => each.key)}::text[], ${answers.map((each) => each.answer)}::bytea[]) as a(key, answer)
    where r.tenant_id = ${tenantId} and r.request_key = a.key`,
    'keep_answers',
  );
}

/** `appendEvents` and `keepAnswers` of calls that have both, in one statement: a batch has as many rows of each. `answer`: the JSON text. */
export async function logAnswered(
  tx: Tx,
  tenantId: string,
  at: Date,
  rows: readonly (LogRow & { readonly key: string; readonly answer: string })[],
): Promise<void> {
  const kinds = shared(rows.map((row) => row.actor.kind));
  const actors = shared(rows.map((row) => row.actor.id));
  const names = shared(rows.map((row) => row.actor.name));
  const operations = shared(rows.map((row) => row.operation));
  const subjects = shared(rows.map((row) => row.note.subject?.kind ?? null));
  const reasons = shared(rows.map((row) => textOf(row.note.reasons)));
  await tx.run(
    fixed`
    with told as materialized (
      select * from unnest(
        ${rows.map((row) => row.eventId)}::uuid[], ${rows.map((row) => row.note.subject?.id ?? null)}::uuid[],
        ${rows.map((row) => row.note.partyId ?? null)}::uuid[], ${rows.map((row) => row.inputHash)}::bytea[], ${rows.map((row) => row.key)}::text[],
        string_to_array(${jsonTexts(rows.map((row) => row.answer))}, chr(31)),
        string_to_array(${jsonTexts(rows.map((row) => textOf(row.note.facts)))}, chr(31), chr(1)),
        string_to_array(${jsonTexts(reasons.each)}, chr(31), chr(1)),
        ${kinds.each}::text[], ${actors.each}::uuid[], ${names.each}::text[], ${operations.each}::text[], ${subjects.each}::text[]
      ) as n(event_id, subject_id, party_id, input_hash, key, answer, facts, reasons, actor_kind, actor_id, actor_name, operation, subject_kind)
    ),
    answered as (
      update platform.requests r set answer = convert_to(n.answer, 'UTF8')
      from told n
      where r.tenant_id = ${tenantId}::uuid and r.request_key = n.key
    )
    insert into platform.events
      (tenant_id, event_id, at, actor_kind, actor_id, actor_name, operation, subject_kind, subject_id, party_id, input_hash, reasons, facts)
    select ${tenantId}::uuid, n.event_id, ${at}::timestamptz, coalesce(n.actor_kind, ${kinds.all}::text), coalesce(n.actor_id, ${actors.all}::uuid),
           coalesce(n.actor_name, ${names.all}::text), coalesce(n.operation, ${operations.all}::text),
           coalesce(n.subject_kind, ${subjects.all}::text), n.subject_id, n.party_id, n.input_hash,
           coalesce(n.reasons, ${reasons.all}::text)::jsonb, n.facts::jsonb
    from told n`,
    'log_answered',
  );
}

/** A call that ended in a problem changed nothing: its key is free again for the mended call. */
export async function freeKeys(tx: Tx, tenantId: string, keys: readonly string[]): Promise<void> {
  await tx.run(sql`delete from platform.requests where tenant_id = ${tenantId} and request_key = any(${keys}::text[])`);
}

/** Answers are kept this long; a key may then be used anew. */
export const ANSWERS_KEPT_DAYS = 30;

export async function forgetOldAnswers(tx: Tx, tenantId: string, at: Date): Promise<number> {
  return tx.run(sql`
    delete from platform.requests
    where tenant_id = ${tenantId} and claimed_at < ${at}::timestamptz - make_interval(days => ${ANSWERS_KEPT_DAYS})`);
}

export function inProgress(): Problem {
  return new Problem(409, 'request_in_progress', 'the same request is being worked on; ask again with the same key in a moment', {
    facts: { retryAfterSeconds: 1 },
  });
}

export function keyReused(): Problem {
  return new Problem(
    422,
    'idempotency_key_reused',
    'this idempotency key was used for another request; use a new key for a new request',
  );
}
