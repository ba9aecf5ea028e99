// Beside the ledger: one customer's bar with its parts, what is overdue, what is going on.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { ratioPpm } from '#base/ratio.ts';
import { alerts } from '#rooms/monitoring/contract.ts';
import { holds } from '#rooms/orders/contract.ts';
import { useOperation } from '#web/api.ts';
import { ExposureBar } from '#web/kit/bars.tsx';
import { exposureParts, PartLines } from '#web/kit/exposure-parts.tsx';
import { formatPercent, oldestFirst, overdueStep, toMoney } from '#web/kit/figures.ts';
import { KeyCaps } from '#web/kit/keys.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Figure, GradeTag, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { reasonText } from '#web/words/reason-text.ts';
import { documents } from '../contract.ts';
import type { LedgerLine } from './ledger-query.ts';

const DOCUMENTS_SHOWN = 4;
/** The list comes newest first; the oldest of so many are shown. */
const DOCUMENTS_READ = 200;
const ALERTS_SHOWN = 3;

export function LedgerPreview({ line }: { line: LedgerLine }) {
  const { t } = useReading();
  const { past } = useAsOf();
  const { customer } = line;
  const facts = [
    customer.owner,
    line.termsDays === null ? null : t('ledger.termsOf', { days: line.termsDays }),
    customer.group,
    customer.code,
  ];
  return (
    <div className="x-preview" data-content>
      <div className="x-preview-title">
        <span>{customer.name}</span> <GradeTag grade={line.grade} missing={t('customer.notRated')} />
      </div>
      <span className="x-caption">{facts.filter((each) => each !== null).join(' · ')}</span>
      {line.frozen && (
        <div>
          <RiskMark step={4} word={t('ledger.frozen')} />
        </div>
      )}
      <section className="x-preview-figures">
        <Figure label={t('glossary.available')} big>
          <MoneyText value={line.available} risk={line.available?.amount.startsWith('-') ? 4 : undefined} />
        </Figure>
        <Figure label={t('glossary.exposure')} big>
          <MoneyText value={line.exposure} />
        </Figure>
        <Figure label={t('glossary.limit')} big>
          {line.limitMode === 'unlimited' ? t('kit.unlimited') : <MoneyText value={line.limit} missing={t('kit.noLimit')} />}
        </Figure>
      </section>
      <section>
        <ExposureBar parts={exposureParts(line, t)} limit={line.limit} />
      </section>
      <section>
        <PartLines of={line} exposure={line.exposure} />
      </section>
      <Overdue line={line} />
      {!past && <Happening line={line} />}
      <Link to="/customers/$code" params={{ code: customer.code }} className="x-preview-open">
        <Button type="primary" tabIndex={-1}>
          {t('ledger.open')} <KeyCaps keys="enter" />
        </Button>
      </Link>
    </div>
  );
}

function Overdue({ line }: { line: LedgerLine }) {
  const { t, money } = useReading();
  const { then } = useAsOf();
  const overdueMinor = toMoney(line.overdue)?.minor ?? 0n;
  const asked = useOperation(
    documents,
    { customer: line.customer.code, show: 'overdue', limit: DOCUMENTS_READ, ...then },
    { enabled: overdueMinor > 0n },
  );
  if (overdueMinor <= 0n) return <section className="x-preview-quiet">{t('ledger.overdueNone')}</section>;
  const share = ratioPpm(overdueMinor, toMoney(line.open)?.minor ?? 0n);
  return (
    <section>
      <h3>{t('ledger.overdueTitle', { amount: money(line.overdue), share: share === null ? '—' : formatPercent(share) })}</h3>
      <div className="x-lines x-lines-ruled">
        {oldestFirst(asked.data?.documents ?? [])
          .slice(0, DOCUMENTS_SHOWN)
          .map((each) => (
            <div key={each.id}>
              <span className="x-cut" title={each.number}>
                {each.number}
              </span>
              <span className="x-lines-end">
                <MoneyText value={each.open} />
                <span className={`x-days x-risk-text-${overdueStep(each.daysPastDue ?? 0)}`}>
                  {t('kit.days', { count: each.daysPastDue ?? 0 })}
                </span>
              </span>
            </div>
          ))}
      </div>
    </section>
  );
}

/** Held orders and open alerts, for those who may see them. */
function Happening({ line }: { line: LedgerLine }) {
  const { t, money, scale, lang } = useReading();
  const customer = line.customer.code;
  const seesHolds = useMay('orders.read');
  const seesAlerts = useMay('alerts.read');
  const held = useOperation(holds, { customer, limit: ALERTS_SHOWN }, { enabled: seesHolds });
  const warned = useOperation(alerts, { customer, state: 'open', limit: ALERTS_SHOWN }, { enabled: seesAlerts });
  const lines = [
    ...(held.data?.holds ?? []).map((each) => ({
      key: each.id,
      to: `/orders?hold=${each.id}`,
      text: t('ledger.heldOrder', { order: each.order, amount: money(each.amount) }),
    })),
    ...(warned.data?.alerts ?? []).map((each) => ({
      key: each.id,
      to: '/alerts',
      text: reasonText({ ...each.facts, code: each.code, level: each.level }, t, { scale, lang }),
    })),
  ];
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{t('ledger.happening')}</h3>
      <div className="x-lines x-lines-ruled">
        {lines.map((each) => (
          <div key={each.key}>
            <span>{each.text}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
