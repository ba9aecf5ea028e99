// A bill as pages and callers see it.
import { type Day, daysBetween } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import type { ListRow } from './store.ts';

export function wireBill(row: ListRow, today: Day) {
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  return {
    id: row.document_id,
    number: row.number,
    subRange: row.sub_range,
    type: row.bill_type,
    customer: { code: row.code, name: row.name },
    acceptor: row.acceptor,
    drawer: row.drawer,
    receivedOn: row.received_on,
    dueOn: row.due_on,
    daysToDue: daysBetween(today, row.due_on),
    amount: money(row.amount_minor),
    state: row.state,
    stateOn: row.state_on,
    recourse: row.recourse,
    counted: money(row.counted_minor),
    unapplied: money(row.unapplied_minor),
  };
}
