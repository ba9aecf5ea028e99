// What waits of money and bills: receipts to be applied, bills to be presented, dishonoured ones, what customers dispute.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { overview, reminders } from '#rooms/bills/contract.ts';
import { disputes, unapplied } from '#rooms/settlements/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';

const REMINDERS_MAX = 200;

export function CashCard() {
  const { t, money, unit } = useReading();
  const may = useMay('ledger.read');
  const waiting = useOperation(unapplied, { limit: 1 }, { enabled: may });
  const told = useOperation(reminders, { limit: REMINDERS_MAX }, { enabled: may });
  const bills = useOperation(overview, {}, { enabled: may });
  const disputed = useOperation(disputes, { limit: 1 }, { enabled: may });
  if (!may || !waiting.data || !told.data || !bills.data || !disputed.data) return null;
  const sum = (rows: readonly { readonly amount: string; readonly currency: string }[]) =>
    rows.map((each) => `${money(each)} ${unit(each.currency)}`).join(t('kit.separator'));
  const urgent = told.data.reminders.filter((each) => each.kind === 'three_days' || each.kind === 'last_day').length;
  const present = told.data.reminders.filter((each) => each.kind !== 'unsaid').length;
  const unsaid = told.data.reminders.length - present;
  const back = bills.data.views.find((each) => each.view === 'dishonoured');
  const { totals } = waiting.data;
  const lines: readonly (readonly [string, ReactNode, string] | null)[] = [
    totals.length > 0
      ? [
          'unapplied',
          <Link key="l" to="/receipts">
            {t('settlements.work.waiting', { count: totals.reduce((count, each) => count + each.count, 0) })}
          </Link>,
          sum(totals.map((each) => each.unapplied)),
        ]
      : null,
    present > 0
      ? [
          'present',
          <Link key="l" to="/bills" search={{ view: 'week' }}>
            {urgent > 0 ? (
              <RiskMark step={3} word={t('bills.work.presentUrgent', { count: present, urgent })} />
            ) : (
              t('bills.work.present', { count: present })
            )}
          </Link>,
          '',
        ]
      : null,
    unsaid > 0
      ? [
          'unsaid',
          <Link key="l" to="/bills" search={{ view: 'overdue' }}>
            {t('bills.work.unsaid', { count: unsaid })}
          </Link>,
          '',
        ]
      : null,
    back && back.bills > 0
      ? [
          'back',
          <Link key="l" to="/bills" search={{ view: 'dishonoured' }}>
            <RiskMark step={4} word={t('bills.work.dishonoured', { count: back.bills })} />
          </Link>,
          sum(back.amounts),
        ]
      : null,
    disputed.data.totals.length > 0
      ? [
          'disputed',
          <Link key="l" to="/receipts" search={{ view: 'disputes' }}>
            {t('settlements.dispute.waiting', {
              count: disputed.data.totals.reduce((count, each) => count + each.count, 0),
            })}
          </Link>,
          sum(disputed.data.totals.map((each) => each.disputed)),
        ]
      : null,
  ];
  const shown = lines.filter((line) => line !== null);
  if (shown.length === 0) return null;
  return (
    <Card title={t('bills.work.title')}>
      <div className="x-lines x-lines-ruled">
        {shown.map(([key, word, amount]) => (
          <div key={key}>
            <span>{word}</span>
            <span className="x-num">{amount}</span>
          </div>
        ))}
      </div>
    </Card>
  );
}
