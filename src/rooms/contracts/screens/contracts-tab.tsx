// Of one customer: his contracts, what stands at him unsold, his rebates, and the margin month by month.
import { Link } from '@tanstack/react-router';
import { ratioPpm } from '#base/ratio.ts';
import { useOperation } from '#web/api.ts';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { formatPercent, toMoney, toNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { DayText, MoneyText, PercentText, RiskMark } from '#web/kit/text.tsx';
import { consignments, list, margins, rebates } from '../contract.ts';
import { FulfilmentBar } from './fulfilment-bar.tsx';
import { termsText } from './terms-text.ts';
import './contracts.css';

export function ContractsTab({ code }: { code: string }) {
  return (
    <div className="x-cards">
      <OwnContracts code={code} />
      <Margins code={code} />
      <Goods code={code} />
      <Rebates code={code} />
    </div>
  );
}

function OwnContracts({ code }: { code: string }) {
  const { t } = useReading();
  const asked = useOperation(list, { customer: code, view: 'all', limit: 100 });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data)
    return (
      <div className="x-span-8">
        <LoadingCard lines={6} />
      </div>
    );
  const rows = asked.data.contracts;
  return (
    <Card className="x-span-8" flush title={t('contracts.title')} extra={<Link to="/contracts">{t('contracts.views.all')}</Link>}>
      {rows.length === 0 ? (
        <Empty title={t('contracts.none')}>{t('contracts.noneHelp')}</Empty>
      ) : (
        <ul className="x-items">
          {rows.map((row) => (
            <li key={row.id}>
              <span className="x-items-head">
                <Link to={'/contracts/$id' as never} params={{ id: row.id } as never}>
                  <b data-content>{row.number}</b>
                </Link>
                <span data-content>{row.title}</span>
                <span className="x-caption">{t(`contracts.state.${row.state}`)}</span>
                {row.waiting && <RiskMark step={2} word={t('contracts.waiting')} />}
                <MoneyText value={row.amount} strong withUnit missing={t('contracts.framework')} />
              </span>
              <FulfilmentBar of={row} amount={row.amount} height={8} />
              <span className="x-caption">
                {termsText(row.terms, t)} · {t('contracts.col.outstanding')} <MoneyText value={row.outstanding} /> ·{' '}
                {t('contracts.col.overdue')} <MoneyText value={row.overdue} /> · {t('contracts.col.ends')}{' '}
                <DayText on={row.endsOn} missing={t('contracts.head.open')} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const MONTHS = 12;

function Margins({ code }: { code: string }) {
  const { t, unit } = useReading();
  const { data } = useOperation(margins, { customer: code, months: MONTHS });
  if (!data) return null;
  const currency = data.months.at(-1)?.currency;
  const rows = data.months.filter((each) => each.currency === currency);
  if (rows.length === 0 || !currency)
    return (
      <Card className="x-span-4" title={t('contracts.margin.margin')}>
        <span className="x-quiet">{t('contracts.margin.none')}</span>
      </Card>
    );
  const sum = (key: 'sales' | 'margin') => rows.reduce((total, each) => total + (toMoney(each[key])?.minor ?? 0n), 0n);
  const rate = ratioPpm(sum('margin'), sum('sales'));
  const most = Math.max(...rows.map((each) => toNumber(each.sales) ?? 0), 1);
  return (
    <ChartCard
      className="x-span-4"
      title={t('contracts.margin.finding', { count: rows.length, rate: rate === null ? '—' : formatPercent(rate, 1) })}
      caption={unit(currency)}
      twin={{
        columns: [
          t('contracts.margin.month'),
          t('contracts.margin.sales'),
          t('contracts.margin.margin'),
          t('contracts.margin.rate'),
        ],
        rows: rows.map((each) => [
          each.month,
          <MoneyText key="s" value={each.sales} />,
          <MoneyText key="m" value={each.margin} />,
          <PercentText key="r" ppm={each.marginPpm} />,
        ]),
      }}
    >
      <div className="x-contract-bars" role="img" aria-label={t('contracts.margin.title', { count: rows.length })}>
        {rows.map((each) => {
          const sales = toNumber(each.sales) ?? 0;
          const share = each.marginPpm === null ? 0 : Math.max(0, each.marginPpm / 10_000);
          return (
            <span
              key={each.month}
              title={`${each.month} · ${t('contracts.margin.sales')} ${each.sales.amount} · ${t('contracts.margin.margin')} ${each.margin.amount}`}
              style={{ height: `${Math.max(2, (sales / most) * 100)}%` }}
            >
              <i style={{ height: `${Math.min(100, share)}%` }} />
            </span>
          );
        })}
      </div>
      <span className="x-caption">
        {rows[0]?.month} – {rows.at(-1)?.month} · {rows.at(-1)?.source}
      </span>
    </ChartCard>
  );
}

function Goods({ code }: { code: string }) {
  const { t } = useReading();
  const { data } = useOperation(consignments, { customer: code, limit: 50 });
  if (!data || data.consignments.length === 0) return null;
  return (
    <Card className="x-span-6" flush title={t('contracts.part.goods')}>
      <ul className="x-items">
        {data.consignments.map((each) => (
          <li key={each.id}>
            <span className="x-items-head">
              <b data-content>
                {t(`contracts.goods.kind.${each.kind}`)} {each.number}
              </b>
              <span className="x-caption">
                {each.counts === 'beside' ? t('contracts.goods.beside') : t('contracts.goods.counted')}
              </span>
              <MoneyText value={each.value} strong withUnit />
            </span>
            <span className="x-caption">
              {t('contracts.goods.oldest')} <DayText on={each.oldestOn} relative="plain" /> · {t('contracts.goods.lastCount')}{' '}
              <DayText on={each.lastCountOn} missing={t('contracts.goods.never')} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Rebates({ code }: { code: string }) {
  const { t, money } = useReading();
  const { data } = useOperation(rebates, { customer: code, limit: 50 });
  if (!data || data.rebates.length === 0) return null;
  return (
    <Card className="x-span-6" flush title={t('contracts.part.rebates')}>
      <ul className="x-items">
        {data.rebates.map((each) => (
          <li key={each.id}>
            <span className="x-items-head">
              <b data-content>{each.number}</b>
              <span className="x-caption" data-content>
                {each.customer.name}
              </span>
              <span>
                {t('contracts.rebate.accrued')} <MoneyText value={each.accrued} strong withUnit />
              </span>
            </span>
            <span className="x-caption">
              {t('contracts.rebate.base')} <MoneyText value={each.base} /> · {t('contracts.rebate.credited')}{' '}
              <MoneyText value={each.credited} /> ·{' '}
              {each.excluded
                ? t('contracts.rebate.excluded', { customer: each.excluded.customer, days: each.excluded.overdueDays })
                : each.next
                  ? t('contracts.rebate.next', { missing: money(each.next.missing), rate: formatPercent(each.next.ratePpm, 1) })
                  : t('contracts.rebate.top')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
