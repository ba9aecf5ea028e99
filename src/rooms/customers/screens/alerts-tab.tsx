// Open alerts of one customer, gravest first; they are worked on the alerts' own page.
import { Link } from '@tanstack/react-router';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { reasonName, reasonStep, reasonText } from '#web/words/reason-text.ts';
import type { AlertItem } from './customer-data.ts';

export function AlertsTab({ alerts }: { alerts: readonly AlertItem[] }) {
  const { t, lang, scale } = useReading();
  const { today } = useAsOf();
  if (alerts.length === 0) return <Empty title={t('customer.alertsNone')} />;
  return (
    <div className="x-cards">
      <Card
        className="x-span-8"
        flush
        title={t('customer.alertsTitle', { count: alerts.length })}
        extra={<Link to="/alerts">{t('shell.nav.alerts')}</Link>}
      >
        <ul className="x-items" data-content>
          {alerts.map((each) => {
            const reason = { ...each.facts, code: each.code, level: each.level };
            return (
              <li key={each.id}>
                <span className="x-items-head">
                  <RiskMark step={reasonStep(reason)} word={<b>{reasonName(reason, t, lang)}</b>} />
                  <time className="x-caption">{each.openedOn}</time>
                  <MoneyText value={each.atRisk} strong withUnit />
                </span>
                <span className="x-caption">
                  {reasonText(reason, t, { lang, scale })} · {each.owner ?? t('customer.alertsNobody')} ·{' '}
                  {t('customer.alertsDue', { at: instantText(each.dueAt, today) })}
                </span>
              </li>
            );
          })}
        </ul>
      </Card>
    </div>
  );
}
