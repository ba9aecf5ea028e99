// The head of a customer: name and state, who he is, how he stands in figures and in one bar.
import { CheckCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { ratioPpm } from '#base/ratio.ts';
import { ExposureBar } from '#web/kit/bars.tsx';
import { exposureParts, isNegative, isZero } from '#web/kit/exposure-parts.tsx';
import { formatPercent, toMoney } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Figure, GradeTag, MissingText, MoneyText, RiskTag } from '#web/kit/text.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import type { CustomerData, Position } from './customer-data.ts';
import { permanentOf } from './customer-data.ts';

const LEVEL_STEP: Readonly<Record<string, RiskStep>> = { yellow: 2, orange: 3, red: 4 };

/** Grade and what is wrong, gravest first; nothing wrong shows nothing. */
export function HeadTags({ data, position }: { data: CustomerData; position: Position | undefined }) {
  const { t } = useReading();
  const worst = (['red', 'orange', 'yellow'] as const).find((level) => data.alerts.some((each) => each.level === level));
  return (
    <>
      <GradeTag grade={data.rating?.grade} missing={t('customer.notRated')} />
      {data.limits?.freeze && <RiskTag step={4} word={t('customer.state.frozen')} />}
      {position && position.limitMode === 'amount' && isNegative(position.available) && (
        <RiskTag step={4} word={t('customer.state.over')} />
      )}
      {position?.limitExpiredOn && <RiskTag step={3} word={t('customer.state.expired')} />}
      {worst && <RiskTag step={LEVEL_STEP[worst] ?? 2} word={t(`customer.state.${worst}`)} />}
    </>
  );
}

export function HeadCaption({ data }: { data: CustomerData }) {
  const { t } = useReading();
  const { customer } = data;
  const rest = [
    customer.industry,
    customer.region,
    customer.owner === null ? null : t('customer.ownerIs', { name: customer.owner }),
    customer.group?.name ?? null,
    customer.code,
  ].filter((each) => each !== null && each !== '');
  return (
    <span data-content>
      {customer.uscc && (
        <>
          <span className="x-num">{customer.uscc}</span>{' '}
          {customer.usccValid === false ? (
            <WarningOutlined className="x-risk-text-3" title={t('customer.usccWrong')} aria-label={t('customer.usccWrong')} />
          ) : (
            customer.usccValid && <CheckCircleOutlined title={t('customer.usccValid')} aria-label={t('customer.usccValid')} />
          )}
          {rest.length > 0 && ' · '}
        </>
      )}
      {rest.join(' · ')}
    </span>
  );
}

/** How much of the receivables is overdue, as text; null where nothing is open. */
export function overdueShare(position: Position): string | null {
  const open = toMoney(position.parts.open)?.minor ?? 0n;
  const share = ratioPpm(toMoney(position.overdue)?.minor ?? 0n, open);
  return share === null || isZero(position.overdue) ? null : formatPercent(share);
}

export function LimitText({ position }: { position: Position }) {
  const { t } = useReading();
  if (position.limitMode === 'unlimited') return <>{t('kit.unlimited')}</>;
  const why = position.limitExpiredOn ? t('customer.limitExpired', { on: position.limitExpiredOn }) : t('kit.noLimit');
  return <MoneyText value={position.limit} missing={why} />;
}

/** Amber from nine tenths, red past the limit; plain otherwise. */
export function availableRisk(position: Position): RiskStep | undefined {
  if (position.limitMode === 'unlimited') return undefined;
  if (isNegative(position.available)) return 4;
  return position.utilisationPpm !== null && position.utilisationPpm >= 900_000 ? 3 : undefined;
}

export function HeadFigures({ data, position }: { data: CustomerData; position: Position }) {
  const { t, money } = useReading();
  const share = overdueShare(position);
  const disputed = position.kind === 'total' ? undefined : data.disputed.find((each) => each.currency === position.currency);
  const termsDays = data.limits?.termsDays ?? data.customer.termsDays;
  return (
    <>
      <Figure label={t('glossary.exposure')}>
        <MoneyText value={position.exposure} />
      </Figure>
      <Figure label={t('glossary.limit')}>
        <LimitText position={position} />
      </Figure>
      <Figure label={t('glossary.available')}>
        {position.limitMode === 'unlimited' ? (
          <MissingText why={t('kit.unlimited')} />
        ) : (
          <MoneyText value={position.available} risk={availableRisk(position)} />
        )}
      </Figure>
      <Figure
        label={t('glossary.overdue')}
        aside={[
          share,
          position.oldestDays ? t('customer.oldestIs', { days: t('kit.days', { count: position.oldestDays }) }) : null,
          disputed ? t('customer.disputedIs', { amount: money(disputed.disputed) }) : null,
        ]
          .filter((each) => each !== null)
          .join(' · ')}
      >
        <MoneyText value={position.overdue} />
      </Figure>
      <Figure label={t('glossary.terms')}>
        {termsDays === null ? <MissingText why={t('customer.noTerms')} /> : t('kit.days', { count: termsDays })}
      </Figure>
      <Figure label={t('glossary.utilisation')}>
        {position.utilisationPpm === null ? <MissingText why={t('kit.noLimit')} /> : formatPercent(position.utilisationPpm)}
      </Figure>
    </>
  );
}

/** Unit of the amounts and when the limits run out. */
export function HeadNote({ data, position }: { data: CustomerData; position: Position }) {
  const { t, unit } = useReading();
  const inForce = data.limits?.grants.filter((each) => each.inForce && each.currency === position.currency) ?? [];
  const permanent = inForce.find((each) => each.kind === 'permanent');
  const onTop = inForce.find((each) => each.kind !== 'permanent' && each.validTo !== null);
  const notes = [
    unit(position.currency),
    permanent?.validTo ? t('customer.limitUntil', { on: permanent.validTo }) : null,
    onTop?.validTo ? t('customer.temporaryUntil', { on: onTop.validTo }) : null,
    position.limitExpiredOn ? t('customer.limitExpired', { on: position.limitExpiredOn }) : null,
  ];
  return <>{notes.filter((each) => each !== null).join(' · ')}</>;
}

export function HeadBar({ data, position, labelled = true }: { data: CustomerData; position: Position; labelled?: boolean }) {
  const { t } = useReading();
  const permanent = permanentOf(data.limits, position.currency);
  return (
    <ExposureBar
      parts={exposureParts(position.parts, t)}
      limit={position.limit}
      {...(permanent?.amount ? { permanent: permanent.amount } : {})}
      labelled={labelled}
    />
  );
}
