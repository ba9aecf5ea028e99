// A customer's own bank account: what comes in and goes out by month, how thin the balance runs, who pays, what came back, what is odd.
import { Button } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { epochDay } from '#base/date.ts';
import type { BankFindingCode } from '#engine/bank-findings.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { axisLook, Chart, chartBase, escapeHtml } from '#web/kit/chart.tsx';
import { axisAmount, toNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { useTheme } from '#web/theme/provider.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { bank, withdrawBank } from '../contract.ts';
import { ImportBank } from './bank-import.tsx';
import { FilesCard, FlowFigures, PartnersCard } from './flow-cards.tsx';
import { PeriodBars } from './period-bars.tsx';

type Bank = OutputOf<typeof bank>;
const FIGURES = [
  'bank_inflow_12m',
  'bank_inflow_growth',
  'bank_balance_avg',
  'bank_balance_min',
  'bank_cover_days',
  'bank_low_days_share',
  'bank_loan_repaid_share',
  'bank_wage_months',
] as const;

export function BankPart({ code }: { code: string }) {
  const { t } = useReading();
  const mayWrite = useMay('files.write');
  const [importing, setImporting] = useState(false);
  const asked = useOperation(bank, { customer: code });
  const act = mayWrite && (
    <Button type="primary" onClick={() => setImporting(true)}>
      {t('flows.bank.import')}
    </Button>
  );
  const { data, error } = asked;
  return (
    <>
      {error ? (
        <ErrorState error={error} retry={() => void asked.refetch()} />
      ) : !data ? (
        <WaitingCards />
      ) : data.firstOn === null ? (
        <Empty title={t('flows.bank.none')} action={act}>
          {t('flows.bank.noneHelp')}
        </Empty>
      ) : (
        <BankCards data={data} act={act} mayWrite={mayWrite} />
      )}
      {/* At one place whatever is shown: a form that is mounted anew never hears that its import is done. */}
      {importing && <ImportBank code={code} onClose={() => setImporting(false)} />}
    </>
  );
}

function BankCards({ data, act, mayWrite }: { data: Bank; act: ReactNode; mayWrite: boolean }) {
  const { t } = useReading();
  return (
    <div className="x-cards x-statements">
      <div className="x-span-12 x-statements-bar">
        <span className="x-caption x-num">{t('flows.covers', { from: data.firstOn ?? '', to: data.lastOn ?? '' })}</span>
        <span className="x-statements-acts">{act}</span>
      </div>
      <FlowFigures readings={data.readings} keys={FIGURES} currency={data.currency} />
      <FindingsCard data={data} />
      <PeriodBars
        className="x-span-7"
        title={monthsTitle(data, t)}
        what={t('flows.month')}
        periods={data.months.map((each) => ({
          key: each.monthOn,
          name: each.monthOn.slice(2, 7),
          long: each.monthOn.slice(0, 7),
        }))}
        series={[
          { key: 'in', label: t('flows.bank.in'), fill: 'part2', cells: data.months.map((each) => each.inflow.amount) },
          { key: 'out', label: t('flows.bank.out'), fill: 'part4', cells: data.months.map((each) => each.outflow.amount) },
        ]}
        currency={data.currency}
      />
      <BalanceCard data={data} />
      <ClassesCard data={data} />
      <PartnersCard
        className="x-span-4"
        title={(share) => t('flows.bank.payers', { share })}
        none={t('flows.bank.payersNone')}
        partners={data.payers}
      />
      <PartnersCard
        className="x-span-4"
        title={() => t('flows.bank.payees')}
        none={t('flows.bank.payees')}
        partners={data.payees}
      />
      <ReturnedCard data={data} />
      <FilesCard files={data.files} withdraw={withdrawBank} mayWrite={mayWrite} />
    </div>
  );
}

export function WaitingCards() {
  return (
    <div className="x-cards">
      <div className="x-span-12">
        <LoadingCard lines={2} />
      </div>
      <div className="x-span-7">
        <LoadingCard lines={8} />
      </div>
      <div className="x-span-5">
        <LoadingCard lines={8} />
      </div>
    </div>
  );
}

type T = ReturnType<typeof useReading>['t'];

/** Says in how many of the months less came in than went out. */
function monthsTitle(data: Bank, t: T): string {
  const short = data.months.filter((each) => Number(each.inflow.amount) < Number(each.outflow.amount)).length;
  return t('flows.bank.months', { count: short, of: data.months.length });
}

function BalanceCard({ data }: { data: Bank }) {
  const { tokens } = useTheme();
  const { t, money, lang, scale, unit } = useReading();
  const { balances } = data;
  const option = useMemo(
    () => ({
      ...chartBase(tokens),
      grid: { left: 48, right: 12, top: 12, bottom: 24 },
      tooltip: {
        ...chartBase(tokens).tooltip,
        trigger: 'axis',
        formatter: (held: { dataIndex: number }[]) => {
          const point = balances[held[0]?.dataIndex ?? -1];
          return point ? escapeHtml(`${point.on} ${money(point.balance)}`) : '';
        },
      },
      xAxis: {
        type: 'time',
        ...axisLook(tokens),
        splitLine: { show: false },
        axisLabel: { color: tokens.text3, fontSize: 11, formatter: '{yyyy}-{MM}', hideOverlap: true },
        splitNumber: 4,
      },
      yAxis: {
        type: 'value',
        splitNumber: 3,
        ...axisLook(tokens),
        axisLine: { show: false },
        axisLabel: { color: tokens.text3, fontSize: 11, formatter: (value: number) => axisAmount(value, scale, lang) },
      },
      series: [
        {
          type: 'line',
          symbol: 'none',
          lineStyle: { color: tokens.part2, width: 1.6 },
          areaStyle: { color: tokens.accentTint },
          data: balances.map((each) => [epochDay(each.on) * 86_400_000, toNumber(each.balance)]),
        },
      ],
    }),
    [balances, tokens, money, lang, scale],
  );
  return (
    <ChartCard
      className="x-span-5"
      title={t('flows.bank.balance')}
      caption={unit(data.currency)}
      twin={{
        columns: [t('flows.day'), t('flows.bank.balanceOf')],
        rows: balances.toReversed().map((each) => [each.on, <MoneyText key={each.on} value={each.balance} />]),
      }}
    >
      {balances.length > 1 ? (
        <Chart option={option} height={168} label={t('flows.bank.balance')} />
      ) : (
        <p className="x-quiet">{t('flows.bank.balanceNone')}</p>
      )}
    </ChartCard>
  );
}

/** Questions of bookkeeping are orange, those of money going in circles red. */
const FINDING_STEP: Readonly<Record<BankFindingCode, RiskStep>> = {
  round_trips: 4,
  dressed_balance: 3,
  balance_broken: 3,
  days_missing: 2,
  pays_and_paid: 2,
  round_sums: 2,
};

function FindingsCard({ data }: { data: Bank }) {
  const { t, money, unit } = useReading();
  return (
    <Card
      className="x-span-12"
      title={data.findings.length === 0 ? t('flows.odd.none') : t('flows.odd.title', { count: data.findings.length })}
    >
      {data.findings.length === 0 ? (
        <p className="x-quiet">{t('flows.odd.noneHelp')}</p>
      ) : (
        <ul className="x-statement-signals x-flow-odd">
          {data.findings.map((each) => (
            <li key={`${each.code} ${each.about}`}>
              <RiskMark step={FINDING_STEP[each.code]} word={<b>{t(`flows.odd.name.${each.code}`)}</b>} />
              <small data-content>
                {t(`flows.odd.says.${each.code}`, {
                  count: each.times,
                  about: each.about ?? '',
                  amount: each.amount ? `${money(each.amount)} ${unit(data.currency)}` : '',
                  share: each.sharePpm === null ? '' : `${(each.sharePpm / 10_000).toFixed(1)}%`,
                })}
              </small>
              <small className="x-statement-figures x-num">
                {each.cases
                  .map(
                    (one) =>
                      `${one.until === one.on ? one.on : `${one.on} – ${one.until}`}${one.amount ? ` ${money(one.amount)}` : ''}`,
                  )
                  .join(' · ')}
              </small>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function ClassesCard({ data }: { data: Bank }) {
  const { t, unit } = useReading();
  return (
    <Card className="x-span-4" title={t('flows.bank.classes')} caption={unit(data.currency)} flush>
      <div className="x-statement-scroll">
        <table className="x-statement-table">
          <thead>
            <tr>
              <th scope="col">{t('flows.bank.class')}</th>
              <th scope="col" className="x-end">
                {t('flows.bank.inShort')}
              </th>
              <th scope="col" className="x-end">
                {t('flows.bank.outShort')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.classes.map((each) => (
              <tr key={each.class}>
                <th scope="row">{t(`flows.bank.classOf.${each.class}`)}</th>
                <td className="x-end">
                  <MoneyText value={each.inflow} />
                </td>
                <td className="x-end">
                  <MoneyText value={each.outflow} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function ReturnedCard({ data }: { data: Bank }) {
  const { t, unit } = useReading();
  const { returned } = data;
  if (returned.length === 0) return null;
  return (
    <Card className="x-span-12" title={t('flows.bank.returned', { count: returned.length })} caption={unit(data.currency)} flush>
      <ul className="x-flow-files">
        {returned.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal lines of one day have no other name
          <li key={at}>
            <span className="x-num">{each.on}</span>
            <b data-content>{each.otherSide}</b>
            <small className="x-quiet" data-content>
              {each.purpose}
            </small>
            <span className="x-end">
              <MoneyText value={each.amount} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
