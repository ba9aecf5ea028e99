// The shadow report: of the checks made while nothing was held, which would have been held, and by which rule.
import { Link } from '@tanstack/react-router';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { addDays } from '#base/date.ts';
import { ratioPpm } from '#base/ratio.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { FigureCell, ReportPage } from '#web/kit/report-page.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { reasonName } from '#web/words/reason-text.ts';
import { shadowReport } from '../contract.ts';
import { OrdersTabs } from './orders-tabs.tsx';

/** As the report itself looks back where nobody says otherwise. */
const DAYS_BACK = 30;
const OUTCOMES = ['clear', 'held', 'refused'] as const;

type Report = OutputOf<typeof shadowReport>;

export function ShadowReport() {
  const may = useMay('orders.read');
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="shadow" />
      <div className="x-orders-page">{may ? <Ask /> : <NoPermission />}</div>
    </div>
  );
}

function Ask() {
  const { t } = useReading();
  const { today } = useAsOf();
  const [state, setState] = useListState();
  const from = state.filters['from'] ?? addDays(today, -DAYS_BACK);
  const to = state.filters['to'] ?? today;
  const asked = useOperation(shadowReport, { from, to }, { placeholderData: (before) => before });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data)
    return (
      <div className="x-cards">
        <div className="x-span-12">
          <LoadingCard lines={8} />
        </div>
      </div>
    );
  const held = heldOf(asked.data);
  const scope = (
    <DatePicker.RangePicker
      value={[dayjs(from), dayjs(to)]}
      maxDate={dayjs(today)}
      allowClear={false}
      aria-label={`${t('orders.shadow.from')} ${t('orders.shadow.to')}`}
      onChange={(days) => {
        const [first, last] = days ?? [];
        if (first && last) setState({ ...state, filters: { from: first.format('YYYY-MM-DD'), to: last.format('YYYY-MM-DD') } });
      }}
    />
  );
  if (asked.data.checks === 0) {
    return (
      <ReportPage title={t('orders.tabs.shadow')} caption={t('orders.shadow.caption', { from, to })} scope={scope}>
        <Empty
          title={t('orders.shadow.none')}
          action={
            <Link to="/orders/simulate">
              <Button>{t('guide.shadow.simulate')}</Button>
            </Link>
          }
        >
          {t('orders.shadow.noneHelp')}
        </Empty>
      </ReportPage>
    );
  }
  return (
    <ReportPage
      title={t('orders.shadow.title', { checks: asked.data.checks, held })}
      caption={t('orders.shadow.caption', { from, to })}
      scope={scope}
      actions={
        <Link to="/guide">
          <Button>{t('orders.shadow.goLive')}</Button>
        </Link>
      }
      figures={<Outcomes report={asked.data} />}
    >
      <ReasonTable report={asked.data} />
    </ReportPage>
  );
}

function heldOf(report: Report): number {
  return report.outcomes.filter((each) => each.outcome !== 'clear').reduce((sum, each) => sum + each.checks, 0);
}

function Outcomes({ report }: { report: Report }) {
  const { t, unit } = useReading();
  return (
    <>
      {OUTCOMES.map((outcome) => {
        const one = report.outcomes.find((each) => each.outcome === outcome);
        const checks = one?.checks ?? 0;
        return (
          <FigureCell
            key={outcome}
            label={t(`orders.wouldBe.${outcome}`)}
            value={formatNumber(checks)}
            change={t('orders.shadow.shareOf', { share: formatPercent(ratioPpm(BigInt(checks), BigInt(report.checks)) ?? 0) })}
            compared={one?.amounts.map((each) => (
              <span key={each.currency}>
                <MoneyText value={each} /> {unit(each.currency)}{' '}
              </span>
            ))}
          />
        );
      })}
    </>
  );
}

function ReasonTable({ report }: { report: Report }) {
  const { t, lang } = useReading();
  if (report.reasons.length === 0) return null;
  const most = Math.max(...report.reasons.map((each) => each.checks));
  return (
    <div className="x-cards">
      <Card className="x-span-12" title={t('orders.shadow.reasons')} caption={t('orders.shadow.ruled')} flush>
        <div className="x-orders-scroll">
          <table className="x-plain">
            <thead>
              <tr>
                <th scope="col">{t('orders.shadow.reasonsHead.rule')}</th>
                <th scope="col" className="x-end">
                  {t('orders.shadow.reasonsHead.checks')}
                </th>
                <th scope="col" className="x-end">
                  {t('orders.shadow.reasonsHead.share')}
                </th>
                <th scope="col" style={{ width: '45%' }} aria-hidden="true" />
              </tr>
            </thead>
            <tbody>
              {report.reasons.map((each) => (
                <tr key={each.code}>
                  <td>{reasonName({ code: each.code }, t, lang)}</td>
                  <td className="x-end x-num">{formatNumber(each.checks)}</td>
                  <td className="x-end x-num">{formatPercent(ratioPpm(BigInt(each.checks), BigInt(report.checks)) ?? 0)}</td>
                  <td>
                    <span className="x-share-bar">
                      <i style={{ width: `${(each.checks / most) * 100}%` }} />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </div>
  );
}
