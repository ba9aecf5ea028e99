// A customer's invoices and taxes: sales and purchases by month, season, who stands on the other side, and the returns beside both.
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { returns, vat, withdrawVat } from '../contract.ts';
import { WaitingCards } from './bank-part.tsx';
import { FilesCard, FlowFigures, PartnersCard } from './flow-cards.tsx';
import { PeriodBars } from './period-bars.tsx';
import { EnterReturn, ImportReturns } from './return-forms.tsx';
import { ReturnsCard, YearsCard } from './returns-card.tsx';
import { ImportVat } from './vat-import.tsx';

type Vat = OutputOf<typeof vat>;
const LIST_FIGURES = [
  'vat_sales_12m',
  'vat_sales_growth',
  'vat_margin_12m',
  'vat_top_customer_share',
  'vat_active_months',
  'vat_peak_season',
  'vat_void_share',
  'vat_red_share',
] as const;
const RETURN_FIGURES = [
  'vat_declared_12m',
  'vat_declared_growth',
  'vat_tax_burden',
  'vat_declared_to_invoiced',
  'vat_revenue_to_declared',
  'vat_undeclared_months',
] as const;

export function VatPart({ code }: { code: string }) {
  const { t } = useReading();
  const mayWrite = useMay('files.write');
  const [act, setAct] = useState<'list' | 'returns' | 'key' | null>(null);
  const lists = useOperation(vat, { customer: code });
  const declared = useOperation(returns, { customer: code });
  const acts = mayWrite && (
    <>
      <Button onClick={() => setAct('key')}>{t('flows.returns.key')}</Button>
      <Button onClick={() => setAct('returns')}>{t('flows.returns.import')}</Button>
      <Button type="primary" onClick={() => setAct('list')}>
        {t('flows.vat.import')}
      </Button>
    </>
  );
  const close = () => setAct(null);
  const error = lists.error ?? declared.error;
  const [data, taxes] = [lists.data, declared.data];
  return (
    <>
      {error ? (
        <ErrorState error={error} retry={() => void Promise.all([lists.refetch(), declared.refetch()])} />
      ) : !data || !taxes ? (
        <WaitingCards />
      ) : data.totals.length === 0 && taxes.returns.length === 0 ? (
        <Empty title={t('flows.vat.none')} action={<span className="x-statements-acts">{acts}</span>}>
          {t('flows.vat.noneHelp')}
        </Empty>
      ) : (
        <VatCards code={code} data={data} taxes={taxes} acts={acts} mayWrite={mayWrite} />
      )}
      {act === 'list' && <ImportVat code={code} onClose={close} />}
      {act === 'returns' && <ImportReturns code={code} onClose={close} />}
      {act === 'key' && taxes && <EnterReturn code={code} lines={taxes.lines} onClose={close} />}
    </>
  );
}

function VatCards({
  code,
  data,
  taxes,
  acts,
  mayWrite,
}: {
  code: string;
  data: Vat;
  taxes: OutputOf<typeof returns>;
  acts: ReactNode;
  mayWrite: boolean;
}) {
  const { t } = useReading();
  const [hasList, hasReturns] = [data.totals.length > 0, taxes.returns.length > 0];
  const days = data.totals.flatMap((each) => [each.firstOn, each.lastOn].filter((day) => day !== null)).sort();
  return (
    <div className="x-cards x-statements">
      <div className="x-span-12 x-statements-bar">
        {hasList && <span className="x-caption x-num">{t('flows.covers', { from: days[0] ?? '', to: days.at(-1) ?? '' })}</span>}
        <span className="x-statements-acts">{acts}</span>
      </div>
      {hasList && <FlowFigures readings={data.readings} keys={LIST_FIGURES} currency={data.currency} />}
      {hasReturns && <FlowFigures readings={taxes.readings} keys={RETURN_FIGURES} currency={taxes.currency} />}
      {hasReturns && <ReturnsCard data={taxes} customer={code} mayWrite={mayWrite} />}
      {hasReturns && <YearsCard data={taxes} />}
      {hasList && <ListCards data={data} />}
      <FilesCard files={data.files} withdraw={withdrawVat} mayWrite={mayWrite} />
    </div>
  );
}

function ListCards({ data }: { data: Vat }) {
  const { t } = useReading();
  return (
    <>
      <PeriodBars
        className="x-span-7"
        title={t('flows.vat.months')}
        what={t('flows.month')}
        periods={data.months.map((each) => ({
          key: each.monthOn,
          name: each.monthOn.slice(2, 7),
          long: each.monthOn.slice(0, 7),
        }))}
        series={[
          { key: 'sales', label: t('flows.vat.sales'), fill: 'part2', cells: data.months.map((each) => each.sales.amount) },
          {
            key: 'purchases',
            label: t('flows.vat.purchases'),
            fill: 'part4',
            cells: data.months.map((each) => each.purchases.amount),
          },
        ]}
        currency={data.currency}
      />
      <SeasonCard data={data} />
      <PartnersCard
        className="x-span-6"
        title={(share) => t('flows.vat.customers', { share })}
        none={t('flows.vat.customersNone')}
        partners={data.customers}
      />
      <PartnersCard
        className="x-span-6"
        title={(share) => t('flows.vat.suppliers', { share })}
        none={t('flows.vat.suppliersNone')}
        partners={data.suppliers}
      />
      <TotalsCard data={data} />
    </>
  );
}

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const;
/** A month that sold as much as the average is half as dark as one that sold twice that. */
const DARKEST = 2;

/** Each month against the average of its year: the darker, the more was sold. */
function SeasonCard({ data }: { data: Vat }) {
  const { t } = useReading();
  const years = [...Map.groupBy(data.months, (each) => each.monthOn.slice(0, 4))].map(([year, of]) => {
    const mean = of.reduce((sum, each) => sum + Number(each.sales.amount), 0) / of.length;
    const parts = MONTHS.map((month) => {
      const found = of.find((each) => each.monthOn.slice(5, 7) === month);
      return found && mean > 0 ? Number(found.sales.amount) / mean : null;
    });
    return { year, parts };
  });
  const best = years.at(-2) ?? years.at(-1);
  const peak = best ? best.parts.indexOf(Math.max(...best.parts.map((each) => each ?? 0))) : -1;
  return (
    <Card
      className="x-span-5"
      title={peak < 0 ? t('flows.vat.season') : t('flows.vat.seasonPeak', { month: peak + 1, year: best?.year ?? '' })}
      caption={t('flows.vat.seasonCaption')}
    >
      <table className="x-flow-season">
        <thead>
          <tr>
            <th />
            {MONTHS.map((month) => (
              <th key={month} scope="col">
                {Number(month)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {years.map(({ year, parts }) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              {parts.map((part, at) => (
                <td key={MONTHS[at]} title={part === null ? '' : `${year}-${MONTHS[at]} ${formatPercent(part * 1_000_000, 0)}`}>
                  {part !== null && <i style={{ opacity: Math.min(1, Math.max(0.04, part / DARKEST)) }} />}
                  {part !== null && <span className="x-num">{formatNumber(part * 100)}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function TotalsCard({ data }: { data: Vat }) {
  const { t, unit } = useReading();
  return (
    <Card className="x-span-12" title={t('flows.vat.totals')} caption={unit(data.currency)} flush>
      <div className="x-statement-scroll">
        <table className="x-statement-table">
          <thead>
            <tr>
              <th scope="col">{t('flows.vat.side')}</th>
              {(['net', 'tax', 'count', 'void', 'red', 'partners'] as const).map((each) => (
                <th key={each} scope="col" className="x-end">
                  {t(`flows.vat.${each}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.totals.map((each) => (
              <tr key={each.direction}>
                <th scope="row">{t(each.direction === 'out' ? 'flows.vat.sales' : 'flows.vat.purchases')}</th>
                <td className="x-end">
                  <MoneyText value={each.net} />
                </td>
                <td className="x-end">
                  <MoneyText value={each.tax} />
                </td>
                <td className="x-end x-num">{formatNumber(each.lines)}</td>
                <td className="x-end x-num">{part(each.voids, each.lines + each.voids)}</td>
                <td className="x-end x-num">{part(each.reds, each.lines)}</td>
                <td className="x-end x-num">{formatNumber(each.partners)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const part = (of: number, whole: number): string =>
  `${formatNumber(of)}${whole > 0 ? ` · ${formatPercent((of / whole) * 1_000_000)}` : ''}`;
