// The overview: five pictures, each titled by what it shows.
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { addDays, addMonths, monthEnd } from '#base/date.ts';
import type { WireMoney } from '#base/money.ts';
import { formatMinor, parseMinor } from '#base/money.ts';
import { ChartCard } from '#web/kit/card.tsx';
import type { DelayDot } from '#web/kit/delay-strip.tsx';
import { DelayStrip } from '#web/kit/delay-strip.tsx';
import { exposureParts, isNegative, isZero, magnitude, PART_WORDS } from '#web/kit/exposure-parts.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import type { LimitNote, LimitPoint } from '#web/kit/limit-steps.tsx';
import { LimitSteps } from '#web/kit/limit-steps.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { LoadingCard } from '#web/kit/states.tsx';
import type { WaterfallStep } from '#web/kit/waterfall.tsx';
import { Waterfall } from '#web/kit/waterfall.tsx';
import { CreditStatusCard } from './credit-status.tsx';
import type { Behaviour, CustomerData, Position } from './customer-data.ts';
import { MONTHS, permanentOf } from './customer-data.ts';
import type { WhyPart } from './exposure-why.tsx';
import { delayFinding, stepFinding, WINDOW } from './findings.ts';
import { RaiseCard, RatingCard } from './rating-cards.tsx';

/** Longest overdue the shipped order check lets pass; the strip marks it. */
const THRESHOLD_DAYS = 30;

export function Overview({
  data,
  position,
  onWhy,
  onTab,
}: {
  data: CustomerData;
  position: Position;
  onWhy: (part: WhyPart) => void;
  onTab: (tab: string) => void;
}) {
  return (
    <div className="x-cards">
      <RoomCard data={data} position={position} onWhy={onWhy} />
      {data.behaviour ? <StepsCard data={data} position={position} behaviour={data.behaviour} /> : <Waiting />}
      {data.behaviour ? <DelayCard data={data} behaviour={data.behaviour} onTab={onTab} /> : <Waiting wide />}
      <RatingCard rating={data.rating} span={6} />
      <RaiseCard rating={data.rating} onOpen={() => onTab('rating')} />
      <CreditStatusCard customer={data.customer} currency={position.currency} />
    </div>
  );
}

function Waiting({ wide }: { wide?: boolean }) {
  return (
    <div className={wide ? 'x-span-12' : 'x-span-6'}>
      <LoadingCard lines={6} />
    </div>
  );
}

function roomTitle(
  position: Position,
  t: ReturnType<typeof useReading>['t'],
  money: (value: WireMoney | null) => string,
): string {
  if (position.limitMode === 'unlimited') return t('customer.room.unlimited', { amount: money(position.exposure) });
  if (position.limitMode === 'none' || !position.available) return t('customer.room.none', { amount: money(position.exposure) });
  if (isNegative(position.available)) return t('customer.room.over', { amount: money(magnitude(position.available)) });
  if (isZero(position.exposure)) return t('customer.room.idle', { amount: money(position.available) });
  return t('customer.room.left', { amount: money(position.available) });
}

function RoomCard({ data, position, onWhy }: { data: CustomerData; position: Position; onWhy: (part: WhyPart) => void }) {
  const { t, money, unit } = useReading();
  const parts = exposureParts(position.parts, t);
  const steps = useMemo<WaterfallStep[]>(() => {
    const fills = new Map(PART_WORDS.map((each) => [each.key as string, each.fill]));
    const permanent = permanentOf(data.limits, position.currency);
    const made: WaterfallStep[] = parts.map((each) => ({
      key: each.key,
      label: each.label,
      value: each.value,
      kind: 'part',
      fill: fills.get(each.key) ?? 'text2',
      hollow: !fills.has(each.key),
    }));
    made.push({ key: 'exposure', label: t('glossary.exposure'), value: position.exposure, kind: 'total' });
    if (position.limitMode === 'amount' && position.limit && position.available) {
      made.push({
        key: 'available',
        label: isNegative(position.available) ? t('glossary.overLimit') : t('glossary.available'),
        value: position.available,
        kind: 'room',
        fill: isNegative(position.available) ? 'risk4' : 'risk3',
        hollow: true,
      });
      made.push({
        key: 'limit',
        label: t('glossary.limit'),
        value: position.limit,
        kind: 'total',
        fill: 'track',
        ...(permanent?.amount ? { split: permanent.amount } : {}),
      });
    }
    return made;
  }, [parts, position, data.limits, t]);
  const title = roomTitle(position, t, money);
  return (
    <ChartCard
      className="x-span-6"
      title={title}
      caption={
        <button type="button" className="x-link" onClick={() => onWhy('exposure')}>
          {t('customer.room.caption', { count: parts.length })}
        </button>
      }
      twin={{
        columns: [t('kit.part'), `${t('kit.amount')} ${unit(position.currency)}`],
        rows: steps.map((each) => [
          parts.some((part) => part.key === each.key) ? (
            <button key={each.key} type="button" className="x-link" onClick={() => onWhy(each.key as WhyPart)}>
              {each.label}
            </button>
          ) : (
            each.label
          ),
          money(each.value),
        ]),
      }}
    >
      <Waterfall steps={steps} label={title} />
    </ChartCard>
  );
}

function StepsCard({ data, position, behaviour }: { data: CustomerData; position: Position; behaviour: Behaviour }) {
  const { t, money } = useReading();
  const { months, asOf } = behaviour;
  const finding = stepFinding(months);
  const permanent = permanentOf(data.limits, position.currency);
  const points = useMemo<LimitPoint[]>(
    () => [
      ...months.slice(0, -1).map((each) => ({ on: monthEnd(`${each.month}-01`), exposure: each.exposure, limit: each.limit })),
      {
        on: asOf,
        exposure: position.exposure,
        limit: position.limit,
        ...(permanent?.amount ? { permanent: permanent.amount } : {}),
      },
    ],
    [months, asOf, position, permanent],
  );
  const notes = useMemo<LimitNote[]>(() => {
    const made: LimitNote[] = [];
    for (const [at, point] of points.entries()) {
      const before = points[at - 1];
      const moved = point.limit && (!before?.limit || moneyKey(before.limit) !== moneyKey(point.limit));
      // The last one stands at the edge, where its words would be cut.
      if (moved && at < points.length - 2) made.push({ on: point.on, at: point.limit, text: money(point.limit) });
    }
    const worst = finding.over === null ? undefined : months[finding.over.at];
    if (worst?.limit && finding.over && finding.over.at < months.length - 1) {
      const over =
        parseMinor(worst.exposure.amount, worst.exposure.currency) - parseMinor(worst.limit.amount, worst.limit.currency);
      made.push({
        on: monthEnd(`${worst.month}-01`),
        at: worst.exposure,
        text: t('customer.steps.overNote', {
          amount: money({ amount: formatMinor(over, worst.exposure.currency), currency: worst.exposure.currency }),
        }),
        over: true,
      });
    }
    return made;
  }, [points, finding, months, money, t]);
  const share = position.utilisationPpm === null ? '—' : formatPercent(position.utilisationPpm);
  const title =
    position.limitMode === 'unlimited'
      ? t('customer.steps.unlimited', { amount: money(position.exposure) })
      : position.limitMode === 'none'
        ? t('customer.steps.none', { amount: money(position.exposure) })
        : finding.moves === 0
          ? t('customer.steps.still', { months: months.length, share })
          : t('customer.steps.moved', { months: months.length, count: finding.moves, share });
  return (
    <ChartCard
      className="x-span-6"
      title={title}
      caption={t('customer.steps.caption')}
      twin={{
        columns: [t('kit.month'), t('glossary.exposure'), t('glossary.limit')],
        rows: points.map((each) => [each.on, money(each.exposure), money(each.limit)]),
      }}
    >
      <LimitSteps points={points} notes={notes} label={title} />
    </ChartCard>
  );
}

function moneyKey(value: LimitPoint['limit']): string {
  return value && 'amount' in value ? value.amount : '';
}

export function useDelayTitle(behaviour: Behaviour): string {
  const { t } = useReading();
  const { asOf } = useAsOf();
  const finding = delayFinding(behaviour.invoices, asOf);
  const days = (value: number) => formatNumber(Math.abs(value), 1);
  switch (finding.kind) {
    case 'none':
      return t('customer.delay.none', { months: MONTHS });
    case 'few':
      return t('customer.delay.few', { months: MONTHS, count: finding.count });
    case 'steady':
      return t(finding.now < 0 ? 'customer.delay.steadyEarly' : 'customer.delay.steady', {
        count: finding.count,
        now: days(finding.now),
      });
    default:
      return t(`customer.delay.${finding.kind}`, {
        count: finding.count,
        now: formatNumber(finding.now, 1),
        before: formatNumber(finding.before, 1),
      });
  }
}

export function useDots(behaviour: Behaviour): DelayDot[] {
  const { asOf } = useAsOf();
  return useMemo(() => {
    const first = addMonths(asOf, -MONTHS);
    return behaviour.invoices
      .filter((each) => each.dueOn >= addDays(first, -1) && (each.settledOn !== null || each.dueOn <= asOf))
      .map((each) => ({
        document: each.number,
        dueOn: each.dueOn,
        daysLate: each.daysLate,
        amount: each.amount,
        paid: each.settledOn !== null,
      }));
  }, [behaviour, asOf]);
}

export function DelayCard({
  data,
  behaviour,
  onTab,
  extra,
}: {
  data: CustomerData;
  behaviour: Behaviour;
  onTab: (tab: string) => void;
  extra?: ReactNode;
}) {
  const { t, money } = useReading();
  const navigate = useNavigate();
  const title = useDelayTitle(behaviour);
  const dots = useDots(behaviour);
  return (
    <ChartCard
      className="x-span-12"
      title={title}
      caption={t('customer.delay.caption', { window: WINDOW })}
      extra={extra}
      twin={{
        columns: [
          t('glossary.invoice'),
          t('glossary.dueOn'),
          t('customer.delay.settledOn'),
          t('glossary.daysLate'),
          t('kit.amount'),
        ],
        rows: behaviour.invoices.map((each) => [
          each.number,
          each.dueOn,
          each.settledOn ?? t('kit.unpaid'),
          each.daysLate,
          money(each.amount),
        ]),
      }}
    >
      {dots.length > 0 ? (
        <DelayStrip
          dots={dots}
          window={WINDOW}
          thresholdDays={THRESHOLD_DAYS}
          label={title}
          onOpen={(number) =>
            void navigate({
              to: '/customers/$code',
              params: { code: data.code },
              search: { view: 'documents', f_show: 'all', f_number: number } as never,
            })
          }
        />
      ) : (
        <Button type="link" onClick={() => onTab('documents')}>
          {t('customer.docs.title.all')}
        </Button>
      )}
    </ChartCard>
  );
}
