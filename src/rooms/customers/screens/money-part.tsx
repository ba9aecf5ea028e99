// Of one customer: the bills of his that we hold or have passed on, when the next falls due and with whom, and money that is not applied yet.
import { Link } from '@tanstack/react-router';
import { list, overview } from '#rooms/bills/contract.ts';
import { unapplied } from '#rooms/settlements/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { DayText, RiskMark } from '#web/kit/text.tsx';

const BILLS_SHOWN = 3;

export function MoneyPart({ code }: { code: string }) {
  const { t, money, unit } = useReading();
  const bills = useOperation(overview, { customer: code });
  const next = useOperation(list, { customer: code, view: 'held', limit: BILLS_SHOWN });
  const waiting = useOperation(unapplied, { customer: code, limit: 1 });
  if (!bills.data || !next.data || !waiting.data) return null;
  const sum = (rows: readonly { readonly amount: string; readonly currency: string }[]) =>
    rows.map((each) => `${money(each)} ${unit(each.currency)}`).join(t('kit.separator'));
  const views = bills.data.views.filter(
    (each) => each.bills > 0 && (each.view === 'held' || each.view === 'passed' || each.view === 'dishonoured'),
  );
  const { totals } = waiting.data;
  if (views.length === 0 && totals.length === 0) return null;
  return (
    <Card className="x-span-12" title={t('bills.work.customer')}>
      <div className="x-lines x-lines-ruled">
        {totals.map((each) => (
          <div key={each.currency}>
            <Link to="/receipts" search={{ f_customer: code }}>
              {t('settlements.work.waiting', { count: each.count })}
            </Link>
            <span className="x-num">{sum([each.unapplied])}</span>
          </div>
        ))}
        {views.map((each) => (
          <div key={each.view}>
            <Link to="/bills" search={{ view: each.view, f_customer: code }}>
              {each.view === 'dishonoured' ? (
                <RiskMark step={4} word={t('bills.work.dishonoured', { count: each.bills })} />
              ) : (
                t('bills.work.some', { view: t(`bills.views.${each.view}`), count: each.bills })
              )}
            </Link>
            <span className="x-num">{sum(each.amounts)}</span>
          </div>
        ))}
        {next.data.bills.map((bill) => (
          <div key={bill.id} className="x-quiet">
            <span data-content>
              <DayText on={bill.dueOn} relative="due" /> {t(`bills.type.${bill.type}`)} · {bill.acceptor}
            </span>
            <span className="x-num">{sum([bill.amount])}</span>
          </div>
        ))}
      </div>
    </Card>
  );
}
