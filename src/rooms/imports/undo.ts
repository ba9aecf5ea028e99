// Undo of an import of any kind: what it posted is reversed, what it did to what was known goes back; refused where later facts build on it.
import { Problem } from '#base/assert.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { keptBills, takeBackBillActs } from '#rooms/bills/take-back.ts';
import { withdrawContracts, withdrawImportedMargins } from '#rooms/contracts/bulk.ts';
import { groupsOf, linkGroup, takeBackFillings } from '#rooms/customers/actions.ts';
import { withdrawCreditStates } from '#rooms/customers/credit-states-file.ts';
import { withdrawExternalRecords, withdrawVatImport } from '#rooms/dossiers/records.ts';
import { decidedLimits, takeBackLimits } from '#rooms/limits/actions.ts';
import { keptOrders, takeBackCaptures, takeBackOrders } from '#rooms/orders/imported-undo.ts';
import { applyAgain, enterAgain, takeBackStandingOf, takenAgain } from '#rooms/receivables/entering-again.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import { takeBackRules } from '#rooms/settlements/applying.ts';
import { actsFrom } from './acts.ts';
import type * as contract from './contract.ts';
import { importUnknown, refuseOwnScope } from './stage.ts';
import * as store from './store.ts';
import * as undoing from './store-undo.ts';

/** More documents, applications or orders than this are undone by somebody else than who imported them (decision 0014). */
export const UNDO_ALONE_MAX = 1_000;
/** Named in a refusal. */
const NAMED_MAX = 20;

type Acts = ReturnType<typeof actsFrom>;

/** What stands in the way: a document with the later one that builds on it, or a thing with the reason why it stays. */
type InTheWay = {
  readonly number: string;
  readonly at: string;
  readonly why: string;
  readonly kind?: string;
  readonly withNumber?: string;
  readonly withKind?: string;
};

export const undo: Action<typeof contract.undo> = async (ctx, input) => {
  refuseOwnScope(ctx);
  const row = await store.importForUpdate(ctx.tx, input.import);
  if (!row) throw importUnknown();
  if (row.state !== 'applied') {
    throw new Problem(409, 'not_applied', 'this import was not posted, or is undone already', { facts: { state: row.state } });
  }
  const posted = await undoing.postedBy(ctx.tx, row.import_id);
  const documents = posted.map((each) => each.document_id);
  const acts = actsFrom(await store.actsOf(ctx.tx, row.import_id));
  const eventId = acts.eventId ?? posted[0]?.event_id ?? ctx.eventId;
  const touched = Math.max(documents.length, acts.applied.length, acts.orders.length, acts.bills.length);
  if (touched > UNDO_ALONE_MAX && ctx.actor.id !== null && ctx.actor.id === row.by_id) {
    throw new Problem(403, 'undo_by_another', 'this import posted many documents; somebody else has to undo it', {
      facts: { documents: touched, most: UNDO_ALONE_MAX },
    });
  }
  // What rules applied by themselves is no fact of anybody's: it goes first. What people applied stays in the way.
  await takeBackRules(ctx, documents, input.why);
  refuseBuiltUpon([
    ...(await laterOn(ctx, row.import_id)),
    ...(await laterActs(ctx, row.source, acts, [...acts.bills, ...documentsOf(posted, 'bill')], eventId)),
  ]);

  // All or nothing: what refuses from here on takes everything back with it.
  const undone: Record<string, number> = {};
  const count = (word: string, some: number) => {
    if (some > 0) undone[word] = some;
  };
  count('bill_advanced', await takeBackBillActs(ctx, acts.bills, eventId, input.why));
  count('application', await takeBackStandingOf(ctx, acts.applied, input.why));
  // Applications between its own documents, and those it made to earlier ones, go with it.
  const reversed = await reverseAll(ctx, documents, { on: null, why: input.why, unapply: true });
  count('entered_again', await enterAgain(ctx, acts.reversed));
  count('applied_again', await applyAgain(ctx, acts.unapplied));
  count('capture', await takeBackCaptures(ctx, row.source, acts.captures));
  count('order', await takeBackOrders(ctx, row.source, acts.orders, input.why));
  count('group_link', await takeBackLinks(ctx, acts));
  count('limit_asked', await takeBackLimits(ctx, acts.limits));
  await withdrawPapers(ctx, row, input.why, count);
  const restored = await takeBackFillings(ctx, await store.filledBy(ctx.tx, row.import_id));
  await undoing.markUndone(ctx.tx, row.import_id, ctx.actor.name, input.why);
  const applications = reversed.applications + (undone['application'] ?? 0);
  ctx.note({
    subject: { kind: 'import', id: row.import_id },
    facts: { file: row.file_name, reversed: documents.length, restored, ...undone, applications },
  });
  return { reversed: documents.length, applications, restored, customersStay: row.customers_added, undone };
};

function documentsOf(posted: readonly undoing.Posted[], kind: string): string[] {
  return posted.flatMap((each) => (each.kind === kind ? [each.document_id] : []));
}

function refuseBuiltUpon(inTheWay: readonly InTheWay[]): void {
  if (inTheWay.length === 0) return;
  throw new Problem(409, 'built_upon', 'something was done since that builds on this import; deal with it first', {
    facts: { builtOn: inTheWay.slice(0, NAMED_MAX), count: inTheWay.length },
  });
}

/** Applications between the import's documents and others, made since by people. */
async function laterOn(ctx: Ctx, importId: string): Promise<InTheWay[]> {
  return (await undoing.builtOn(ctx.tx, importId, NAMED_MAX)).map((each) => ({
    number: each.number,
    kind: each.kind,
    withNumber: each.with_number,
    withKind: each.with_kind,
    why: 'applied_since',
    at: each.recorded_at.toISOString(),
  }));
}

/** What was done since with the orders, bills and groups that the import changed, and with the numbers that it gave free. */
async function laterActs(ctx: Ctx, source: string, acts: Acts, bills: readonly string[], eventId: string): Promise<InTheWay[]> {
  const named = ({ number, why, at }: { number: string; why: string; at: Date }) => ({ number, why, at: at.toISOString() });
  const groups = await groupsOf(
    ctx,
    acts.links.map((each) => each.partyId),
  );
  const moved = acts.links.filter((each) => groups.get(each.partyId) !== each.groupId).map((each) => each.partyId);
  return [
    ...(await keptBills(ctx, bills, eventId)).map(named),
    ...(await keptOrders(ctx, source, acts.orders, eventId)).map(named),
    ...(await decidedLimits(ctx, acts.limits)).map((each) => named({ ...each, why: 'limit_decided_since' })),
    ...(await takenAgain(ctx, acts.reversed)).map(({ number }) => named({ number, why: 'number_taken_since', at: ctx.at })),
    ...(await undoing.codesOf(ctx.tx, moved)).map(({ code }) => named({ number: code, why: 'group_moved_since', at: ctx.at })),
  ];
}

async function takeBackLinks(ctx: Ctx, acts: Acts): Promise<number> {
  for (const each of acts.links) await linkGroup(ctx, each.partyId, each.beforeId, each.from);
  return acts.links.length;
}

/** What lives in rooms of papers is withdrawn there: it stands in the history and may be told again. */
async function withdrawPapers(
  ctx: Ctx,
  row: store.ImportRow,
  why: string,
  count: (word: string, some: number) => void,
): Promise<void> {
  if (row.kind === 'contracts') {
    const { withdrawn, kept } = await withdrawContracts(ctx, row.import_id, why);
    refuseBuiltUpon(kept.map((each) => ({ ...each, at: each.at.toISOString() })));
    count('contract', withdrawn);
  }
  if (row.kind === 'margins') count('margin', await withdrawImportedMargins(ctx, row.import_id));
  if (row.kind === 'external-records') {
    const { withdrawn, decided } = await withdrawExternalRecords(ctx, row.import_id);
    refuseBuiltUpon(decided.map((each) => ({ ...each, at: each.at.toISOString(), why: 'record_decided_since' })));
    count('external_record', withdrawn);
  }
  if (row.kind === 'credit-states') count('credit_state', await withdrawCreditStates(ctx, row.import_id, why));
  if (row.kind === 'vat-invoices') count('vat_invoice', await withdrawVatImport(ctx, row.import_id));
}
