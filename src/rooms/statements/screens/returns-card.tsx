// What was declared to the tax office: month by month beside the invoices, year by year beside the income statement.
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { type returns, withdrawReturn } from '../contract.ts';
import { WithdrawDialog } from './flow-cards.tsx';

type Returns = OutputOf<typeof returns>;

/** A twentieth apart is rounding and timing; a fifth is a question. */
const NEAR_PPM = 50_000;
const FAR_PPM = 200_000;
const stepOf = (ppm: number): RiskStep | null => (Math.abs(ppm) > FAR_PPM ? 3 : Math.abs(ppm) > NEAR_PPM ? 2 : null);

function Difference({ ppm }: { ppm: number | null }) {
  if (ppm === null) return <MissingText />;
  const step = stepOf(ppm);
  const text = <span className="x-num">{formatPercent(ppm, 1, 'always')}</span>;
  return step === null ? text : <RiskMark step={step} word={text} />;
}

export function ReturnsCard({ data, customer, mayWrite }: { data: Returns; customer: string; mayWrite: boolean }) {
  const { t, unit } = useReading();
  const acting = useAct(withdrawReturn);
  const [leaving, setLeaving] = useState<Returns['returns'][number] | null>(null);
  const period = (each: Returns['returns'][number]) =>
    each.months === 3 ? t('flows.returns.quarter', { until: each.endsOn.slice(0, 7) }) : each.endsOn.slice(0, 7);
  const close = () => {
    setLeaving(null);
    acting.reset();
  };
  const off = data.returns.filter((each) => each.differencePpm !== null && Math.abs(each.differencePpm) > NEAR_PPM).length;
  const compared = data.returns.filter((each) => each.differencePpm !== null).length;
  const title =
    compared === 0
      ? t('flows.returns.title', { count: data.returns.length })
      : off === 0
        ? t('flows.returns.agree', { count: compared })
        : t('flows.returns.differ', { count: off, of: compared });
  return (
    <Card className={data.years.length > 0 ? 'x-span-8' : 'x-span-12'} title={title} caption={unit(data.currency)} flush>
      {data.missingMonths.length > 0 && (
        <p className="x-flow-missing">
          <RiskMark
            step={2}
            word={t('flows.returns.missing', {
              count: data.missingMonths.length,
              months: data.missingMonths
                .slice(0, 6)
                .map((day) => day.slice(0, 7))
                .join(', '),
            })}
          />
        </p>
      )}
      <div className="x-statement-scroll x-flow-returns">
        <table className="x-statement-table">
          <thead>
            <tr>
              <th scope="col">{t('flows.returns.period')}</th>
              <th scope="col" className="x-end">
                {t('flows.returns.sales')}
              </th>
              <th scope="col" className="x-end">
                {t('flows.returns.invoiced')}
              </th>
              <th scope="col" className="x-end">
                {t('flows.returns.difference')}
              </th>
              <th scope="col" className="x-end">
                {t('flows.returns.payable')}
              </th>
              <th scope="col">{t('flows.returns.faults')}</th>
              {mayWrite && <th scope="col" aria-label={t('flows.withdraw')} />}
            </tr>
          </thead>
          <tbody>
            {data.returns.map((each) => (
              <tr key={each.endsOn}>
                <th scope="row" className="x-num">
                  {period(each)}
                </th>
                <td className="x-end">
                  <MoneyText value={each.sales} />
                </td>
                <td className="x-end">
                  <MoneyText value={each.invoiced} missing={t('flows.returns.noList')} />
                </td>
                <td className="x-end">
                  <Difference ppm={each.differencePpm} />
                </td>
                <td className="x-end">
                  <MoneyText value={each.payable} />
                </td>
                <td>
                  {each.faults.map((fault) => (
                    <div key={fault.code}>
                      <RiskMark step={2} word={t(`flows.returns.fault.${fault.code}`)} />{' '}
                      <MoneyText value={fault.difference} sign="always" />
                    </div>
                  ))}
                </td>
                {mayWrite && (
                  <td className="x-end">
                    <Button size="small" type="text" onClick={() => setLeaving(each)}>
                      {t('flows.withdraw')}
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {leaving && (
        <WithdrawDialog
          title={t('flows.returns.withdrawTitle', { period: period(leaving) })}
          label={t('flows.returns.withdrawDo', { period: period(leaving) })}
          acting={acting}
          onWithdraw={(reason) => acting.mutate({ input: { customer, endsOn: leaving.endsOn, reason } }, { onSuccess: close })}
          onClose={close}
        />
      )}
    </Card>
  );
}

export function YearsCard({ data }: { data: Returns }) {
  const { t, unit } = useReading();
  const [latest] = data.years;
  if (!latest) return null;
  const ppm = latest.differencePpm;
  const year = latest.endsOn.slice(0, 4);
  return (
    <Card
      className="x-span-4"
      title={
        ppm === null || stepOf(ppm) === null
          ? t('flows.returns.yearNear', { year })
          : t(ppm > 0 ? 'flows.returns.yearMore' : 'flows.returns.yearLess', { year, share: formatPercent(Math.abs(ppm), 0) })
      }
      caption={unit(data.currency)}
      flush
    >
      <table className="x-statement-table">
        <thead>
          <tr>
            <th scope="col">{t('flows.returns.year')}</th>
            <th scope="col" className="x-end">
              {t('flows.returns.declared')}
            </th>
            <th scope="col" className="x-end">
              {t('flows.returns.revenue')}
            </th>
            <th scope="col" className="x-end">
              {t('flows.returns.difference')}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.years.map((each) => (
            <tr key={each.endsOn}>
              <th scope="row" title={t(`statements.scope.${each.scope}`)}>
                {each.endsOn.slice(0, 4)}
              </th>
              <td className="x-end">
                <MoneyText value={each.declared} />
              </td>
              <td className="x-end">
                <MoneyText value={each.revenue} />
              </td>
              <td className="x-end">
                <Difference ppm={each.differencePpm} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
