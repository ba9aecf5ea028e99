// Contracts and margins as files bring them: facts of a source, refused by row where they contradict what is known, the same again unchanged.
import { assert } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor } from '#base/money.ts';
import { type ContractTerms, type Milestone, milestonesBeyond } from '#engine/contracts.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, ensureParties, NO_ENTITY } from '#rooms/customers/actions.ts';
import { handOf, measures, versionOf } from './enter.ts';
import * as store from './store.ts';
import * as goods from './store-goods.ts';
import { type Body, bodyOf, storedTerms } from './terms.ts';

/** What an import says about a customer; the rest of his master data stays as it is. */
type OfCustomer = {
  readonly row: number;
  readonly customerCode: string;
  readonly customerName: string | null;
  readonly uscc: string | null;
  readonly entity: string | null;
};

export type ContractRow = OfCustomer & {
  readonly number: string;
  readonly name: string | null;
  readonly signedOn: Day | null;
  readonly startsOn: Day | null;
  readonly endsOn: Day | null;
  /** null: a framework. */
  readonly amountMinor: bigint | null;
  readonly currency: string;
  readonly termsDays: number | null;
  readonly retentionPpm: number | null;
  readonly retentionMinor: bigint | null;
  readonly retentionDueOn: Day | null;
  readonly retentionMonths: number | null;
  readonly milestones: readonly Omit<Milestone, 'key' | 'dueDays'>[];
  /** draft, suspended, ended; anything else holds. */
  readonly state: string | null;
  readonly salesperson: string | null;
};

export type MarginRow = OfCustomer & {
  /** `2026-03` */
  readonly month: string;
  readonly salesMinor: bigint;
  readonly costMinor: bigint;
  readonly currency: string;
};

export type RowRefusal = {
  readonly row: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
};
export type Entered = {
  readonly entered: number;
  readonly unchanged: number;
  readonly refused: readonly RowRefusal[];
  /** Rows that were taken in less than whole: `retention_left_out` where the file does not say until when it is kept back. */
  readonly warned: readonly RowRefusal[];
};

/** More at once is a fault of the caller: imports go in chunks. */
const ROWS_MAX = 200_000;
const CHUNK = 5_000;

async function partiesOf(ctx: Ctx, source: string, rows: readonly OfCustomer[]) {
  const named = rows.map((row) => ({
    code: row.customerCode,
    name: row.customerName,
    uscc: row.uscc,
    salesperson: 'salesperson' in row ? (row.salesperson as string | null) : null,
    entity: row.entity,
    termsDays: null,
  }));
  return (await ensureParties(ctx, source, named)).ids;
}

/** What the row says of the agreement. */
function bodyFrom(row: ContractRow): Body | RowRefusal {
  const refuse = (code: string, facts: RowRefusal['facts'] = {}): RowRefusal => ({ row: row.row, code, facts });
  const startsOn = row.startsOn ?? row.signedOn;
  if (startsOn === null) return refuse('contract_start_missing');
  if (row.endsOn !== null && row.endsOn < startsOn) return refuse('end_before_start', { startsOn, endsOn: row.endsOn });
  if (row.termsDays === null) return refuse('contract_terms_missing');
  const share = row.retentionPpm !== null && row.retentionPpm > 0 ? row.retentionPpm : null;
  const amount = row.retentionMinor !== null && row.retentionMinor > 0n ? row.retentionMinor : null;
  if (amount !== null && share === null && row.amountMinor === null) return refuse('retention_needs_amount');
  if (amount !== null && row.amountMinor !== null && amount > row.amountMinor) return refuse('retention_beyond_amount');
  // Until when, nobody guesses: a file that does not say leaves the retention out, with a warning.
  const dated = row.retentionDueOn !== null || row.retentionMonths !== null;
  const kept = dated && (share !== null || amount !== null);
  // Share and amount may both be said: the share is the rule, the amount its arithmetic.
  const retention: ContractTerms['retention'] = kept
    ? {
        sharePpm: share,
        amountMinor: share === null ? amount : null,
        due:
          row.retentionDueOn !== null
            ? { kind: 'on', on: row.retentionDueOn }
            : {
                kind: 'after',
                event: 'invoice',
                months: row.retentionMonths ?? 0,
              },
      }
    : null;
  const terms: ContractTerms = {
    amountMinor: row.amountMinor,
    terms: { kind: 'days', days: row.termsDays },
    retention,
    discount: null,
    lateInterestPpmPerDay: null,
    milestones: row.milestones.map((each, at) => ({ ...each, key: `m${at + 1}`, dueDays: 0 })),
  };
  if (milestonesBeyond(terms) !== null) return refuse('milestones_beyond');
  return {
    title: row.name,
    signedOn: row.signedOn,
    startsOn,
    endsOn: row.endsOn,
    terms,
    buyer: null,
    supplierIsSmall: false,
  };
}

/**
 * Enters contracts of a source. They are facts signed elsewhere, so that no second person is asked; who entered them and from which import
 * stands with the version. A number that is known with the same content is unchanged; with another, the row is refused: an amendment is
 * entered as one. What was kept by hand (discounts, later versions, milestones where the file names none) is no contradiction.
 */
export async function enterContracts(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly ContractRow[],
): Promise<Entered> {
  assert(rows.length <= ROWS_MAX, `at most ${ROWS_MAX} contracts at once`);
  if (rows.length === 0) return { entered: 0, unchanged: 0, refused: [], warned: [] };
  const parties = await partiesOf(ctx, source, rows);
  const entities = await ensureEntities(ctx, [...new Set(rows.map((row) => row.entity ?? NO_ENTITY))], ctx.tenant.currency);
  const keyed = rows.map((row) => ({ row, entityId: entities.get(row.entity ?? NO_ENTITY)!, number: row.number }));
  const key = (each: { entityId: string; number: string }) => `${each.entityId} ${each.number}`;
  const known = new Map<string, store.ContractRow>();
  for (let from = 0; from < keyed.length; from += CHUNK)
    for (const each of await store.contractsByNumber(ctx.tx, keyed.slice(from, from + CHUNK)))
      known.set(key({ entityId: each.entity_id, number: each.number }), each);

  const refused: RowRefusal[] = [];
  const warned: RowRefusal[] = [];
  const fresh = new Map<string, { contract: store.NewContract; body: Body; row: number }>();
  let unchanged = 0;
  for (const { row, entityId, number } of keyed) {
    const body = bodyFrom(row);
    if ('code' in body) {
      refused.push(body);
      continue;
    }
    if (body.terms.retention === null && ((row.retentionPpm ?? 0) > 0 || (row.retentionMinor ?? 0n) > 0n))
      warned.push({ row: row.row, code: 'retention_left_out', facts: { number } });
    const partyId = parties.get(row.customerCode)!;
    const before = known.get(key({ entityId, number }));
    const twin = fresh.get(key({ entityId, number }));
    if (before) {
      const field = conflict(bodyOf(before), body, before.party_id === partyId && before.currency === row.currency);
      if (field === null) unchanged += 1;
      else refused.push({ row: row.row, code: 'conflicts_with_contract', facts: { number, field } });
      continue;
    }
    if (twin) {
      if (conflict(twin.body, body, twin.contract.partyId === partyId && twin.contract.currency === row.currency) === null)
        unchanged += 1;
      else refused.push({ row: row.row, code: 'contract_twice', facts: { number, firstRow: twin.row } });
      continue;
    }
    const contractId = newId();
    fresh.set(key({ entityId, number }), {
      row: row.row,
      body,
      contract: {
        contractId,
        partyId,
        entityId,
        number,
        currency: row.currency,
        state: stateOf(row.state),
        ...measures(body),
        source,
      },
    });
  }
  const made = [...fresh.values()];
  for (let from = 0; from < made.length; from += CHUNK) {
    const chunk = made.slice(from, from + CHUNK);
    await store.insertContracts(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      chunk.map((each) => each.contract),
    );
    await store.insertVersions(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      handOf(ctx, importId),
      chunk.map((each) => versionOf(each.contract.contractId, 1, each.body.startsOn, each.body, null)),
    );
    await store.insertStates(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      ctx.actor.name,
      chunk.map((each) => ({
        contractId: each.contract.contractId,
        state: each.contract.state,
        on: each.body.startsOn,
        reason: null,
      })),
    );
  }
  return { entered: made.length, unchanged, refused, warned };
}

/** A file that says nothing of a state lists contracts that hold. */
function stateOf(state: string | null): store.NewContract['state'] {
  return state === 'draft' || state === 'suspended' || state === 'ended' ? state : 'in_force';
}

/** The first field in which a row contradicts what is known; null: it says the same. */
function conflict(known: Body, said: Body, sameCustomer: boolean): string | null {
  if (!sameCustomer) return 'customer';
  if (known.startsOn !== said.startsOn) return 'startsOn';
  if (said.endsOn !== null && known.endsOn !== said.endsOn) return 'endsOn';
  if (known.terms.amountMinor !== said.terms.amountMinor) return 'amount';
  if (canonical(known.terms.terms) !== canonical(said.terms.terms)) return 'terms';
  if (said.terms.retention && canonical(storedTerms(known).retention) !== canonical(storedTerms(said).retention))
    return 'retention';
  if (said.terms.milestones.length > 0 && milestonesText(known) !== milestonesText(said)) return 'milestones';
  return null;
}

/** Instalments by what they are, in whatever order the rows stand. */
function milestonesText(body: Body): string {
  return body.terms.milestones
    .map(({ name, sharePpm, amountMinor, plannedOn }) => `${name}|${sharePpm}|${amountMinor}|${plannedOn}`)
    .sort()
    .join('\n');
}

/**
 * Enters margins by customer and month. The same again changes nothing; a month that is known with other figures, whoever said them,
 * refuses the row.
 */
export async function enterMargins(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly MarginRow[],
): Promise<Entered> {
  assert(rows.length <= ROWS_MAX, `at most ${ROWS_MAX} months at once`);
  if (rows.length === 0) return { entered: 0, unchanged: 0, refused: [], warned: [] };
  const parties = await partiesOf(ctx, source, rows);
  const refused: RowRefusal[] = [];
  const said = new Map<string, goods.MarginRow & { row: number }>();
  const keyOf = (each: Pick<goods.MarginRow, 'party_id' | 'month' | 'currency'>) =>
    `${each.party_id} ${each.month} ${each.currency}`;
  let unchanged = 0;
  for (const row of rows) {
    const margin = {
      row: row.row,
      party_id: parties.get(row.customerCode)!,
      month: `${row.month}-01`,
      currency: row.currency,
      sales_minor: row.salesMinor,
      cost_minor: row.costMinor,
      source,
    };
    const twin = said.get(keyOf(margin));
    if (!twin) said.set(keyOf(margin), margin);
    else if (twin.sales_minor === margin.sales_minor && twin.cost_minor === margin.cost_minor) unchanged += 1;
    else refused.push({ row: row.row, code: 'margin_twice', facts: { month: row.month, firstRow: twin.row } });
  }
  const all = [...said.values()];
  const fresh: goods.MarginRow[] = [];
  for (let from = 0; from < all.length; from += CHUNK) {
    const chunk = all.slice(from, from + CHUNK);
    const known = new Map((await goods.marginsKnown(ctx.tx, chunk)).map((each) => [keyOf(each), each]));
    for (const each of chunk) {
      const before = known.get(keyOf(each));
      if (!before) fresh.push(each);
      else if (before.sales_minor === each.sales_minor && before.cost_minor === each.cost_minor) unchanged += 1;
      else
        refused.push({
          row: each.row,
          code: 'conflicts_with_margin',
          facts: {
            month: each.month.slice(0, 7),
            known: formatMinor(before.sales_minor - before.cost_minor, before.currency),
            said: formatMinor(each.sales_minor - each.cost_minor, each.currency),
            source: before.source,
          },
        });
    }
  }
  for (let from = 0; from < fresh.length; from += CHUNK) {
    await goods.insertMargins(
      ctx.tx,
      ctx.tenant.id,
      { at: ctx.at, byName: ctx.actor.name, importId },
      fresh.slice(from, from + CHUNK),
    );
  }
  return { entered: fresh.length, unchanged, refused: refused.sort((a, b) => a.row - b.row), warned: [] };
}

export type KeptContract = { readonly number: string; readonly why: 'contract_changed_since'; readonly at: Date };

/** Undo of an import: its contracts are withdrawn, none of them where one was amended, moved or used since (`kept` names those). */
export async function withdrawContracts(
  ctx: Ctx,
  importId: string,
  why: string,
): Promise<{ withdrawn: number; kept: readonly KeptContract[] }> {
  const rows = await store.contractsOfImport(ctx.tx, importId);
  const kept = rows.flatMap((row): KeptContract[] =>
    row.changed_at === null ? [] : [{ number: row.number, why: 'contract_changed_since', at: row.changed_at }],
  );
  if (kept.length > 0) return { withdrawn: 0, kept };
  const ids = rows.map((row) => row.contract_id);
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK);
    await store.withdrawContracts(ctx.tx, chunk);
    await store.insertStates(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      ctx.actor.name,
      chunk.map((contractId) => ({ contractId, state: 'withdrawn', on: ctx.today, reason: why })),
    );
  }
  return { withdrawn: ids.length, kept };
}

/** Undo of an import: its months stand no more, and may be told again. */
export function withdrawImportedMargins(ctx: Ctx, importId: string): Promise<number> {
  return goods.withdrawMargins(ctx.tx, importId, ctx.at);
}
