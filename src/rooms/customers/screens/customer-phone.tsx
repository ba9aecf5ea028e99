// A customer on a phone: what is available first, then whether an order may go, what is overdue, how he pays; the rest under its tabs.
import { documents } from '#rooms/receivables/contract.ts';
import { useOperation } from '#web/api.ts';
import { Swatch } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { DelayStrip } from '#web/kit/delay-strip.tsx';
import { PART_WORDS } from '#web/kit/exposure-parts.tsx';
import { oldestFirst, overdueStep } from '#web/kit/figures.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { MissingText, MoneyText } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { CreditStatusCard } from './credit-status.tsx';
import type { Behaviour, CustomerData, Position } from './customer-data.ts';
import { availableRisk, HeadBar, HeadTags, LimitText } from './customer-head.tsx';
import { WINDOW } from './findings.ts';
import { MayThisGo } from './may-this-go.tsx';
import { useDelayTitle, useDots } from './overview.tsx';

const OVERDUE_SHOWN = 5;
/** The list comes newest first; the oldest of so many are shown. */
const OVERDUE_READ = 200;
/** Dots that a thumb's width can tell apart. */
const DOTS_SHOWN = 24;

export function PhoneHead({
  data,
  position,
  currencies,
}: {
  data: CustomerData;
  position: Position;
  currencies: React.ReactNode;
}) {
  const { t, unit, scale } = useReading();
  const { customer } = data;
  const termsDays = data.limits?.termsDays ?? customer.termsDays;
  const facts = [
    termsDays === null ? null : t('ledger.termsOf', { days: termsDays }),
    customer.owner === null ? null : t('customer.ownerIs', { name: customer.owner }),
    customer.group?.name ?? null,
  ].filter((each) => each !== null);
  return (
    <Card className="x-phone-head">
      <div className="x-phone-name" data-content>
        <h1>{customer.name}</h1>
        <HeadTags data={data} position={position} />
      </div>
      <p className="x-caption" data-content>
        {facts.join(' · ')}
      </p>
      {currencies}
      <div className="x-phone-available">
        <div>
          <span className="x-figure-label">{t('glossary.available')}</span>
          <strong className={availableRisk(position) ? `x-risk-text-${availableRisk(position)}` : undefined}>
            {position.limitMode === 'unlimited' ? t('kit.unlimited') : <MoneyText value={position.available} />}{' '}
            <small>{unit(position.currency)}</small>
          </strong>
        </div>
        <dl>
          <div>
            <dt>{t('glossary.exposure')}</dt>
            <dd>
              <MoneyText value={position.exposure} strong />
            </dd>
          </div>
          <div>
            <dt>{t('glossary.limit')}</dt>
            <dd>
              <LimitText position={position} />
            </dd>
          </div>
        </dl>
      </div>
      <HeadBar data={data} position={position} labelled={false} />
      <div className="x-phone-parts">
        {PART_WORDS.map(({ key, word, fill }) => (
          <div key={key}>
            <span>
              <Swatch fill={fill} /> {t(`glossary.${word}`)}
            </span>
            <MoneyText value={position.parts[key]} {...(scale === 'one' ? { decimals: 0 } : {})} />
          </div>
        ))}
      </div>
    </Card>
  );
}

export function PhoneOverview({ data, position }: { data: CustomerData; position: Position }) {
  const { past } = useAsOf();
  const mayCheck = useMay('orders.check') && !past;
  return (
    <>
      {mayCheck && (
        <MayThisGo code={data.code} currency={position.currency} termsDays={data.limits?.termsDays ?? data.customer.termsDays} />
      )}
      <PhoneOverdue data={data} position={position} />
      {data.behaviour && <PhoneDelay behaviour={data.behaviour} />}
      <CreditStatusCard customer={data.customer} currency={position.currency} />
    </>
  );
}

function PhoneOverdue({ data, position }: { data: CustomerData; position: Position }) {
  const { t, money } = useReading();
  const isOverdue = (position.oldestDays ?? 0) > 0;
  const { then } = useAsOf();
  const asked = useOperation(
    documents,
    { customer: data.code, show: 'overdue', limit: OVERDUE_READ, ...then },
    { enabled: isOverdue },
  );
  if (!isOverdue) return <Card title={t('ledger.overdueNone')}>{null}</Card>;
  const step = overdueStep(position.oldestDays ?? 0);
  return (
    <Card
      title={t('customer.go.overdueTitle', { amount: money(position.overdue) })}
      extra={
        <b className={`x-risk-text-${step}`}>
          {t('customer.oldestIs', { days: t('kit.days', { count: position.oldestDays ?? 0 }) })}
        </b>
      }
    >
      <div className="x-lines x-lines-ruled" data-content>
        {oldestFirst(asked.data?.documents ?? [])
          .slice(0, OVERDUE_SHOWN)
          .map((each) => (
            <div key={each.id}>
              <span className="x-cut">{each.number}</span>
              <span className="x-lines-end">
                <MoneyText value={each.open} strong />
                <span className={`x-days x-risk-text-${overdueStep(each.daysPastDue ?? 0)}`}>
                  {each.daysPastDue === null ? <MissingText /> : t('kit.days', { count: each.daysPastDue })}
                </span>
              </span>
            </div>
          ))}
      </div>
    </Card>
  );
}

function PhoneDelay({ behaviour }: { behaviour: Behaviour }) {
  const { t } = useReading();
  const title = useDelayTitle(behaviour);
  const dots = useDots(behaviour).slice(-DOTS_SHOWN);
  if (dots.length === 0) return null;
  return (
    <Card title={title} caption={t('customer.delay.captionShort', { count: dots.length })}>
      <DelayStrip dots={dots} window={WINDOW} thresholdDays={30} height={150} label={title} />
    </Card>
  );
}
