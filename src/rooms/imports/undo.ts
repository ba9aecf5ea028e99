// Undo of an import: what it posted is reversed, what it filled in goes back; refused where later facts build on it.
import { Problem } from '#base/assert.ts';
import type { Action } from '#platform/context.ts';
import { takeBackFillings } from '#rooms/customers/actions.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import { takeBackRules } from '#rooms/settlements/applying.ts';
import type * as contract from './contract.ts';
import { importUnknown, refuseOwnScope } from './stage.ts';
import * as store from './store.ts';
import * as undoing from './store-undo.ts';

/** More documents than this are undone by somebody else than who imported them (decision 0014). */
export const UNDO_ALONE_MAX = 1_000;
/** Kinds whose whole effect is documents and master data; an order may have been checked, released and shipped since. */
const UNDONE = new Set(['ledger', 'customers', 'open-items', 'invoices', 'receipts', 'credit-notes']);
/** Named in a refusal; all are counted by whoever looks at the documents. */
const NAMED_MAX = 20;

export const undo: Action<typeof contract.undo> = async (ctx, input) => {
  refuseOwnScope(ctx);
  const row = await store.importForUpdate(ctx.tx, input.import);
  if (!row) throw importUnknown();
  if (row.state !== 'applied') {
    throw new Problem(409, 'not_applied', 'this import was not posted, or is undone already', { facts: { state: row.state } });
  }
  if (!UNDONE.has(row.kind)) {
    throw new Problem(409, 'undo_not_for_kind', 'imports of this kind are corrected order by order', {
      facts: { kind: row.kind },
    });
  }
  const documents = await undoing.postedBy(ctx.tx, row.import_id);
  if (documents.length > UNDO_ALONE_MAX && ctx.actor.id !== null && ctx.actor.id === row.by_id) {
    throw new Problem(403, 'undo_by_another', 'this import posted many documents; somebody else has to undo it', {
      facts: { documents: documents.length, most: UNDO_ALONE_MAX },
    });
  }
  // What rules applied by themselves is no fact of anybody's: it goes first. What people applied stays in the way.
  await takeBackRules(ctx, documents, input.why);
  const later = await undoing.builtOn(ctx.tx, row.import_id, NAMED_MAX);
  if (later.length > 0) {
    throw new Problem(409, 'built_upon', 'later documents build on this import; deal with them first', {
      facts: {
        builtOn: later.map((each) => ({
          number: each.number,
          kind: each.kind,
          withNumber: each.with_number,
          withKind: each.with_kind,
          at: each.recorded_at.toISOString(),
        })),
      },
    });
  }

  // Applications between its own documents, and those it made to earlier ones, go with it.
  const reversed = await reverseAll(ctx, documents, { on: null, why: input.why, unapply: true });
  const restored = await takeBackFillings(ctx, await store.filledBy(ctx.tx, row.import_id));
  await undoing.markUndone(ctx.tx, row.import_id, ctx.actor.name, input.why);
  ctx.note({
    subject: { kind: 'import', id: row.import_id },
    facts: { file: row.file_name, reversed: documents.length, applications: reversed.applications, restored },
  });
  return {
    reversed: documents.length,
    applications: reversed.applications,
    restored,
    customersStay: row.customers_added,
  };
};
