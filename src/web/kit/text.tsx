// The smallest words of a page: an amount, a day, a grade, a mark of risk, a key cap.
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import type { Day } from '#base/date.ts';
import { daysBetween } from '#base/date.ts';
import type { RiskStep } from '#web/theme/tokens.ts';
import type { MoneyFormat, MoneyValue } from './figures.ts';
import { DASH, formatMoney, formatPercent, isMissing, toMoney, unitOf } from './figures.ts';
import { useAsOf, useReading } from './reading.tsx';

/** What stands where a value is not known: a dash that says why. */
export function MissingText({ why }: { why?: string | undefined }) {
  const { t } = useReading();
  const text = why ?? t('kit.missing');
  return (
    <Tooltip title={text}>
      <span className="x-missing" aria-label={text}>
        {DASH}
      </span>
    </Tooltip>
  );
}

export type MoneyTextProps = Partial<Pick<MoneyFormat, 'decimals' | 'sign'>> & {
  readonly value: MoneyValue;
  readonly strong?: boolean;
  /** Shows the unit after the number; in tables the unit stands in the heading instead. */
  readonly withUnit?: boolean;
  readonly missing?: string;
  readonly risk?: RiskStep | undefined;
};

/** An amount in the reader's unit; the exact amount is on hover, a true zero is pale, a missing one a dash with its reason. */
export function MoneyText({ value, strong, withUnit, missing, decimals, sign, risk }: MoneyTextProps) {
  const { scale, lang } = useReading();
  const money = toMoney(value);
  if (!money) return <MissingText why={missing ?? (isMissing(value) ? value.missing : undefined)} />;
  const text = formatMoney(money, { scale, lang, ...(decimals === undefined ? {} : { decimals }), ...(sign ? { sign } : {}) });
  const exact = `${formatMoney(money, { scale: 'one', lang })} ${unitOf(money.currency, 'one', lang)}`;
  const look = `x-num${strong ? ' x-strong' : ''}${money.minor === 0n ? ' x-zero' : ''}${risk ? ` x-risk-text-${risk}` : ''}`;
  return (
    <span className={look} title={exact}>
      {text}
      {withUnit && <span className="x-unit">{unitOf(money.currency, scale, lang)}</span>}
    </span>
  );
}

/** Parts per million as a percentage; null is missing. */
export function PercentText({
  ppm,
  decimals = 1,
  missing,
}: {
  ppm: number | null | undefined;
  decimals?: number;
  missing?: string;
}) {
  if (ppm === null || ppm === undefined) return <MissingText why={missing} />;
  return <span className="x-num">{formatPercent(ppm, decimals)}</span>;
}

/** How far a day lies from another: 逾期 47 天, 3 天后, 今天. */
export function useRelativeDay(): (on: Day, asOf: Day, kind?: 'plain' | 'due') => string {
  const { t } = useReading();
  return (on, asOf, kind = 'plain') => {
    const days = daysBetween(on, asOf);
    if (days === 0) return t('kit.today');
    if (kind === 'due' && days > 0) return t('kit.daysOverdue', { count: days });
    if (days === 1) return t('kit.yesterday');
    if (days === -1) return t('kit.tomorrow');
    return days > 0 ? t('kit.daysAgo', { count: days }) : t('kit.daysAhead', { count: -days });
  };
}

/** A business day; with `relative` its age as of the page's day stands beside it. */
export function DayText({ on, relative, missing }: { on: Day | null | undefined; relative?: 'plain' | 'due'; missing?: string }) {
  const { asOf } = useAsOf();
  const tell = useRelativeDay();
  if (!on) return <MissingText why={missing} />;
  return (
    <span className="x-num">
      {on}
      {relative && <span className="x-aside"> {tell(on, asOf, relative)}</span>}
    </span>
  );
}

/** A grade is a quiet tag: all grades look alike, the letters say it. */
export function GradeTag({ grade, missing }: { grade: string | null | undefined; missing?: string }) {
  return grade ? <span className="x-grade">{grade}</span> : <MissingText why={missing} />;
}

const SHAPES: Readonly<Record<RiskStep, string>> = {
  1: 'M5 1.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6z',
  2: 'M5 1L9.4 9H.6z',
  3: 'M5 .4L9.6 5L5 9.6L.4 5z',
  4: 'M1.4 1.4h7.2v7.2H1.4z',
};

/** ● ▲ ◆ ■: colour, shape and word together, so that none is needed alone. */
export function RiskMark({ step, word, hideWord }: { step: RiskStep; word?: ReactNode; hideWord?: boolean }) {
  const { t } = useReading();
  const name = t(`kit.risk.s${step}`);
  return (
    <span className={`x-risk x-risk-text-${step}`}>
      <svg width="9" height="9" viewBox="0 0 10 10" role="img" aria-label={name}>
        <path d={SHAPES[step]} className={`x-risk-fill-${step}`} />
      </svg>
      {!hideWord && <span>{word ?? name}</span>}
    </span>
  );
}

/** A risk mark on its tint, as beside a customer's name. */
export function RiskTag({ step, word }: { step: RiskStep; word?: ReactNode }) {
  return (
    <span className={`x-risk-tag x-risk-tint-${step}`}>
      <RiskMark step={step} word={word} />
    </span>
  );
}

/** A key cap beside what it does. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd className="x-key">{children}</kbd>;
}

/** A label over a figure, as in the head of a record. */
export function Figure({
  label,
  children,
  aside,
  big,
}: {
  label: ReactNode;
  children: ReactNode;
  aside?: ReactNode;
  big?: boolean;
}) {
  return (
    <div className={big ? 'x-figure x-figure-big' : 'x-figure'}>
      <span className="x-figure-label">{label}</span>
      <span className="x-figure-value">{children}</span>
      {aside && <span className="x-figure-aside">{aside}</span>}
    </div>
  );
}
