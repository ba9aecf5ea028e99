// What the night does with bills: says which are to be presented and which nobody spoke of; where the company said so, takes silence for payment.
import { addDays, daysBetween } from '#base/date.ts';
import { mayFollow } from '#engine/bills.ts';
import type { Ctx } from '#platform/context.ts';
import { BillBook, standingOf } from '#rooms/receivables/bill-moves.ts';
import { factsOf } from './act.ts';
import { rulesNow } from './rules.ts';
import * as store from './store.ts';

/** Bills looked at in one night; more than this many unsaid ones are a backlog that the list shows as well. */
const REMIND_MAX = 20_000;
/** Bills acted on under one lock. */
const ASSUME_CHUNK = 1_000;
const ASSUME_MAX = 100_000;
const SOON_DAYS = 10;
const VERY_SOON_DAYS = 3;

/** Reminders: ten and three days before presentation ends, on the last day, and once it has passed in silence. Said once each. */
export async function remind(ctx: Ctx): Promise<void> {
  const rules = await rulesNow(ctx);
  const { today } = ctx;
  const { presentationDays, noticeDays } = rules;
  const rows = await store.toRemind(
    ctx.tx,
    {
      today,
      endsFrom: addDays(today, -presentationDays),
      endsTo: addDays(today, SOON_DAYS - presentationDays),
      presentationDays,
      unsaidBefore: addDays(today, -presentationDays),
    },
    REMIND_MAX,
  );
  const due = rows.flatMap((row): { documentId: string; dueOn: string; kind: store.ReminderKind }[] => {
    const left = daysBetween(today, addDays(row.due_on, presentationDays));
    const kind = kindOf(left, row.held, noticeDays);
    return kind ? [{ documentId: row.document_id, dueOn: row.due_on, kind }] : [];
  });
  const said = due.length === 0 ? 0 : await store.insertReminders(ctx.tx, ctx.tenant.id, today, due);
  if (said > 0) ctx.note({ facts: { bills: said } });
}

function kindOf(daysLeft: number, held: boolean, noticeDays: number): store.ReminderKind | null {
  if (held && daysLeft >= 0) return daysLeft === 0 ? 'last_day' : daysLeft <= VERY_SOON_DAYS ? 'three_days' : 'ten_days';
  return daysLeft < (held ? 0 : -noticeDays) ? 'unsaid' : null;
}

/** Takes silence for payment where the company's rules say from when; without such a rule it does nothing. */
export async function assume(ctx: Ctx): Promise<void> {
  const rules = await rulesNow(ctx);
  if (rules.assumeHonouredAfterDays === null) return;
  const silentFor = Math.max(rules.assumeHonouredAfterDays, rules.presentationDays + rules.noticeDays);
  let done = 0;
  while (done < ASSUME_MAX) {
    const ids = (await store.longSilent(ctx.tx, addDays(ctx.today, -silentFor), ASSUME_CHUNK)).map((row) => row.document_id);
    if (ids.length === 0) break;
    const book = await BillBook.lock(ctx, ids);
    let acted = 0;
    for (const id of ids) {
      const bill = book.bill(id);
      const deed = { act: 'honour' as const, on: ctx.today, assumed: true };
      if (bill && mayFollow(factsOf(bill), standingOf(bill), deed, ctx.today) === null) {
        book.act(bill, deed);
        acted += 1;
      }
    }
    await book.write();
    // What may not be said of a bill today stays silent: it is not asked for again tonight.
    if (acted === 0) break;
    done += acted;
  }
  if (done > 0) ctx.note({ facts: { bills: done, days: silentFor } });
}
