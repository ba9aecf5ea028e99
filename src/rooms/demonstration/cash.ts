// The daily work of receivables in the demo company: two invoices in dispute, money asked back, bills that are to be presented.
import { Problem } from '#base/assert.ts';
import type { Ctx } from '#platform/context.ts';
import { remind } from '#rooms/bills/actions.ts';
import { raiseDisputes } from '#rooms/settlements/disputes.ts';
import { seenTargets } from '#rooms/settlements/gather.ts';
import { open, unapplied } from '#rooms/settlements/looking.ts';
import { propose } from '#rooms/settlements/refunds.ts';

const DISPUTED = 2;
const LOOKED_AT = 12;

/** Over the receipts that wait: an open invoice beside each of the first is disputed, the smallest is asked back. */
export async function enterCashWork(ctx: Ctx): Promise<void> {
  const { rows } = await unapplied(ctx, { limit: LOOKED_AT });
  let disputed = 0;
  for (const row of rows) {
    if (disputed === DISPUTED) break;
    const { items } = await open(ctx, { id: row.id });
    const item = items.find((each) => each.daysPastDue > 0);
    if (!item) continue;
    const to = (await seenTargets(ctx, [item.id])).get(item.id);
    if (!to || to.disputed_minor > 0n) continue;
    const part = disputed === 0;
    await raiseDisputes(ctx, [
      {
        to,
        amountMinor: part ? to.open_minor / 4n : null,
        kind: part ? 'quality' : 'price',
        reason: part ? '两箱到货破损，客户要求折让 · two boxes arrived damaged' : '单价与合同不符 · price is not as agreed',
        on: to.due_on < ctx.today ? to.due_on : ctx.today,
      },
    ]);
    disputed += 1;
  }
  const last = rows.findLast((row) => row.kind === 'receipt' && row.refund === null);
  if (last) await askBack(ctx, last.id);
  await remind(ctx);
}

/** Another has asked already, or nothing is left: then there is nothing to show. */
async function askBack(ctx: Ctx, document: string): Promise<void> {
  try {
    await propose(ctx, {
      document,
      reason: '客户重复付款，要求退回 · paid twice',
      payee: '原付款账户 · the account it came from',
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
