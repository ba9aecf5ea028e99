// One bill of a list: its short number, its state in words, what may be done with it.
import { actsFrom, type BillAct } from '#engine/bills.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { list } from '../contract.ts';

export type BillRow = OutputOf<typeof list>['bills'][number];

/** What may be done with a bill on a day, as the server will judge it. */
export function mayDo(bill: BillRow, today: string): BillAct[] {
  const facts = { type: bill.type, amountMinor: 0n, receivedOn: bill.receivedOn, dueOn: bill.dueOn };
  return actsFrom(facts, { state: bill.state, on: bill.stateOn, recourse: bill.recourse }, today);
}

/** A bill's number is 30 digits: its end tells bills apart. */
export function shortNumber(bill: Pick<BillRow, 'number' | 'subRange'>): string {
  const end = bill.number.length > 14 ? `…${bill.number.slice(-10)}` : bill.number;
  return bill.subRange === null ? end : `${end} [${bill.subRange}]`;
}

export function StateText({ bill }: { bill: Pick<BillRow, 'state' | 'recourse'> }) {
  const { t } = useReading();
  const word = t(`bills.state.${bill.state}`);
  const passed = bill.state === 'endorsed' || bill.state === 'discounted';
  if (bill.state === 'dishonoured' || bill.state === 'claimed') return <RiskMark step={4} word={word} />;
  return (
    <span>
      {word}
      {passed && <span className="x-caption"> {bill.recourse ? t('bills.withRecourse') : t('bills.withoutRecourse')}</span>}
    </span>
  );
}
