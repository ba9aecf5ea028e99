// Statement letters of the demo company: some sent, some confirmed, one in dispute, as a month after quarter's end looks.
import { addMonths, monthEnd, monthStart } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import { answer } from '#rooms/reconciliation/answering.ts';
import { make, outlook } from '#rooms/reconciliation/letters.ts';
import { send } from '#rooms/reconciliation/sending.ts';

const LETTERS = 12;
const SENT = 9;
const AGREED = 5;

/** Letters as of the end of last month for those who owe most. */
export async function enterLetters(ctx: Ctx): Promise<void> {
  const to = monthEnd(addMonths(monthStart(ctx.today), -1));
  const from = `${to.slice(0, 4)}-01-01`;
  const { rows } = await outlook(ctx, { from, to });
  const chosen = rows.filter((row) => row.items > 0).slice(0, LETTERS);
  if (chosen.length === 0) return;
  const letters = chosen.map((row) => ({ customer: row.customer.code, entity: row.entity.code, currency: row.currency }));
  const { made } = await make(ctx, { from, to, letters });
  const sent = made.slice(0, SENT).map((each) => each.id);
  await send(ctx, { letters: sent, by: 'courier', evidence: 'SF1403 7725 1186' });
  for (const letter of sent.slice(0, AGREED)) {
    await answer(ctx, { letter, outcome: 'agreed', on: ctx.today, signed: true, sealed: true });
  }
  const [disputed] = sent.slice(AGREED);
  if (disputed === undefined) return;
  await answer(ctx, {
    letter: disputed,
    outcome: 'differs',
    on: ctx.today,
    signed: true,
    differences: [
      { number: '10 月返利 · October rebate', theirs: '-18600.00', ours: '0.00', why: '返利未入账 · rebate not booked' },
    ],
  });
}
