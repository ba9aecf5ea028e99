// Credit status that comes by file: of each row what is new is recorded, what stands already changes nothing; an undone import takes it back.
import { addDays, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx, Note } from '#platform/context.ts';
import { appendEvents } from '#platform/event-log.ts';
import { creditStateChanged } from './contract-credit-states.ts';
import { AHEAD_DAYS, live, saidOf, writing } from './credit-states.ts';
import { searchKey } from './names.ts';
import { type PartyRow, resolveParties } from './parties.ts';
import * as parties from './store.ts';
import * as store from './store-credit-states.ts';

const CHUNK = 5_000;

/** One state as a file says it. An `until`, `noticeBy` or `stoppedOn` left out is as it was. Amounts in minor units, above zero. */
export type FileState =
  | { readonly kind: 'dunning'; readonly level: number }
  | { readonly kind: 'promise'; readonly amountMinor: bigint; readonly currency: string; readonly dueOn: Day }
  | {
      readonly kind: 'insurance';
      /** Null: the file does not say whether the cover was stopped. */
      readonly stopped: boolean | null;
      readonly stoppedOn: Day | null;
      readonly noticeBy: Day | null;
      readonly until: Day | null;
    }
  | { readonly kind: 'review'; readonly dueOn: Day }
  | { readonly kind: 'cover'; readonly amountMinor: bigint; readonly currency: string; readonly until: Day | null }
  /** Nothing of the kind stands any more; of a promise or cover: in this currency. */
  | { readonly kind: store.CreditStateRow['kind']; readonly over: true; readonly currency: string | null };

export type FileStates = {
  readonly row: number;
  /** A code, or the name where the file has no codes. */
  readonly customer: string;
  readonly byName: boolean;
  /** Since when it is so; null: the file does not say, and today is meant for what is new. */
  readonly on: Day | null;
  readonly note: string | null;
  readonly states: readonly FileState[];
};

type Refused = {
  readonly row: number;
  readonly code: string;
  readonly value?: string;
  readonly facts?: Readonly<Record<string, string | number>>;
};

/**
 * Records what the rows say that does not stand already, set-based. Refusals of rows: customer_unknown, customer_ambiguous, date_future,
 * day_out_of_range, promise_before_made, cover_ended_before, duplicate_number (one customer under two codes, told two things).
 */
export async function enterCreditStates(
  ctx: Ctx,
  importId: string,
  rows: readonly FileStates[],
): Promise<{ entered: number; unchanged: number; refused: readonly Refused[] }> {
  const known = await whoIsNamed(ctx, rows);
  const partyIds = [...known.values()].flatMap((party) => (party === 'ambiguous' ? [] : [party.party_id]));
  const stands = new Map((await live(ctx, [...new Set(partyIds)])).map((row) => [keyOf(row.party_id, row), row]));
  const told = new Map<string, { readonly row: number; readonly print: string }>();
  const refused: Refused[] = [];
  const fresh: store.NewCreditState[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const party = known.get(row.customer);
    if (!party || party === 'ambiguous') {
      refused.push({ row: row.row, code: party ? 'customer_ambiguous' : 'customer_unknown', value: row.customer });
      continue;
    }
    const said = row.states.map((state) => {
      const key = keyOf(party.party_id, { kind: state.kind, currency: 'currency' in state ? state.currency : null });
      return { key, next: stateOf(ctx, party.party_id, row, state, stands.get(key)), before: stands.get(key) };
    });
    const anew = said.filter(({ next, before }) => saysMore(row, next, before));
    const twice = said.find(({ key, next }) => told.has(key) && told.get(key)!.print !== printOf(next));
    const fault = twice
      ? { code: 'duplicate_number', value: row.customer, facts: { firstRow: told.get(twice.key)!.row } }
      : faultOf(ctx, anew);
    if (fault) {
      refused.push({ row: row.row, ...fault });
      continue;
    }
    const first = anew.filter(({ key }) => !told.has(key));
    for (const { key, next } of said) if (!told.has(key)) told.set(key, { row: row.row, print: printOf(next) });
    if (first.length === 0) unchanged += 1;
    for (const { next } of first) fresh.push(next);
  }
  for (let at = 0; at < fresh.length; at += CHUNK) {
    await store.insert(ctx.tx, ctx.tenant.id, fresh.slice(at, at + CHUNK), writing(ctx, importId));
    ctx.progress(at, fresh.length, 'credit-states');
  }
  await onTimelines(
    ctx,
    'customers.record-credit-state',
    fresh.map((state) => ({ partyId: state.partyId, facts: saidOf(state) })),
  );
  tell(
    ctx,
    fresh.map((state) => state.partyId),
  );
  return { entered: fresh.length, unchanged, refused };
}

/** Undo of an import: what it said counts as never said, and what stood before stands again. */
export async function withdrawCreditStates(ctx: Ctx, importId: string, why: string): Promise<number> {
  const gone = await store.withdraw(ctx.tx, ctx.tenant.id, why, { ...writing(ctx, importId), importId });
  await onTimelines(
    ctx,
    'customers.credit-state-withdrawn',
    [...new Set(gone.map((row) => row.party_id))].map((partyId) => ({ partyId, facts: { reason: why } })),
  );
  tell(
    ctx,
    gone.map((row) => row.party_id),
  );
  return gone.length;
}

/** In each customer's own timeline too: the import itself is about none of them. */
async function onTimelines(ctx: Ctx, operation: string, notes: readonly Note[]): Promise<void> {
  for (let at = 0; at < notes.length; at += CHUNK) {
    const some = notes.slice(at, at + CHUNK);
    await appendEvents(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      some.map((note) => ({ eventId: newId(), actor: ctx.actor, operation, inputHash: Buffer.alloc(0), note })),
    );
  }
}

function tell(ctx: Ctx, partyIds: readonly string[]): void {
  if (partyIds.length > 0) ctx.emit(creditStateChanged, { partyIds: [...new Set(partyIds)] });
}

function keyOf(partyId: string, { kind, currency }: { kind: string; currency: string | null }): string {
  return `${partyId} ${kind} ${currency ?? ''}`;
}

/** By code; where the file has names alone, by the name of exactly one customer. */
async function whoIsNamed(ctx: Ctx, rows: readonly FileStates[]): Promise<Map<string, PartyRow | 'ambiguous'>> {
  const known = await resolveParties(ctx, [...new Set(rows.map((row) => row.customer))]);
  const names = new Map(
    rows.flatMap((row) => (row.byName && !known.has(row.customer) ? [[row.customer, searchKey(row.customer)] as const] : [])),
  );
  if (names.size === 0) return known;
  const bearers = Map.groupBy(
    await parties.customersByNameKey(ctx.tx, ctx.tenant.id, [...new Set(names.values())]),
    (row) => row.name_key,
  );
  for (const [name, key] of names) {
    const [first, second] = bearers.get(key) ?? [];
    if (first && key !== '') known.set(name, second ? 'ambiguous' : first);
  }
  return known;
}

function stateOf(
  ctx: Ctx,
  partyId: string,
  row: FileStates,
  state: FileState,
  before: store.CreditStateRow | undefined,
): store.NewCreditState {
  const blank = { level: null, amount_minor: null, currency: null, due_on: null, stopped_on: null, until_on: null };
  const common = {
    ...blank,
    stateId: newId(),
    partyId,
    kind: state.kind,
    ended: false,
    effective_on: row.on ?? ctx.today,
    note: row.note?.slice(0, NOTE_MAX) ?? null,
  };
  if ('over' in state) return { ...common, ended: true, currency: state.currency };
  switch (state.kind) {
    case 'dunning':
      return { ...common, level: state.level, until_on: before?.level === state.level ? before.until_on : null };
    case 'promise':
      return { ...common, amount_minor: state.amountMinor, currency: state.currency, due_on: state.dueOn };
    case 'review':
      return { ...common, due_on: state.dueOn };
    case 'cover':
      return {
        ...common,
        amount_minor: state.amountMinor,
        currency: state.currency,
        until_on: state.until ?? before?.until_on ?? null,
      };
    case 'insurance': {
      // Said to be stopped without a day: since the day known, else since it is said. Said to be in force: no stop stands any more.
      const stopped = state.stoppedOn ?? (state.stopped === false ? null : (before?.stopped_on ?? null));
      return {
        ...common,
        stopped_on: stopped ?? (state.stopped ? common.effective_on : null),
        due_on: state.noticeBy ?? before?.due_on ?? null,
        until_on: state.until ?? before?.until_on ?? null,
      };
    }
  }
}

const NOTE_MAX = 500;

const TOLD = ['level', 'amount_minor', 'due_on', 'stopped_on', 'until_on'] as const;

function printOf(state: store.NewCreditState | store.CreditStateRow): string {
  return `${String(state.ended)} ${TOLD.map((field) => String(state[field] ?? '')).join(' ')}`;
}

/** Whether a state adds to what stands; a day or a note counts only where the file has one. */
function saysMore(row: FileStates, next: store.NewCreditState, before: store.CreditStateRow | undefined): boolean {
  if (!before) return !next.ended;
  if (printOf(next) !== printOf(before)) return true;
  return (row.on !== null && row.on !== before.effective_on) || (next.note !== null && next.note !== before.note);
}

/** The first thing wrong with what is new. */
function faultOf(ctx: Ctx, anew: readonly { readonly next: store.NewCreditState }[]): Omit<Refused, 'row'> | null {
  const farthest = addDays(ctx.today, AHEAD_DAYS);
  const earliest = addDays(ctx.today, -AHEAD_DAYS);
  for (const { next } of anew) {
    const on = next.effective_on;
    if (on > ctx.today) return { code: 'date_future', value: on };
    const off = [on, next.due_on, next.stopped_on, next.until_on].find(
      (day) => day !== null && (day > farthest || day < earliest),
    );
    if (off) return { code: 'day_out_of_range', value: off };
    if (next.kind === 'promise' && next.due_on !== null && next.due_on < on)
      return { code: 'promise_before_made', value: next.due_on, facts: { dueOn: next.due_on, on } };
    if (next.kind === 'cover' && next.until_on !== null && next.until_on < on)
      return { code: 'cover_ended_before', value: next.until_on, facts: { until: next.until_on, on } };
  }
  return null;
}
