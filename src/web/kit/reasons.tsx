// Every reason of a decision with its actual, its threshold, the document behind it and what would clear it.
import type { ReactNode } from 'react';
import { usePhone } from '#web/theme/provider.tsx';
import type { ReasonData } from '#web/words/reason-text.ts';
import { clearsText, factText, reasonHeadline, reasonName, reasonStep, reasonText } from '#web/words/reason-text.ts';
import { ThresholdBar } from './bars.tsx';
import type { MoneyValue } from './figures.ts';
import { isMissing, toNumber } from './figures.ts';
import { useReading } from './reading.tsx';
import { RiskMark } from './text.tsx';

export type ReasonsProps = {
  readonly reasons: readonly ReasonData[];
  /** A link to the document or ledger behind a reason. */
  readonly renderDocument?: (reason: ReasonData) => ReactNode;
  /** What would clear it, in words; the reason's own `clears` otherwise. */
  readonly renderClears?: (reason: ReasonData) => ReactNode;
  /** How many other rules passed. */
  readonly passed?: number;
};

/** A value as a length for a bar; money in whole units, others as they are. */
function lengthOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && !isMissing(value) && 'currency' in value)
    return toNumber(value as MoneyValue);
  return null;
}

export function Reasons({ reasons, renderDocument, renderClears, passed }: ReasonsProps) {
  const { t, scale, lang } = useReading();
  const phone = usePhone();
  const unit = { scale, lang };
  const rows = reasons.map((reason) => ({
    reason,
    step: reasonStep(reason),
    name: reasonName(reason, t, lang),
    text: reasonText(reason, t, unit),
    actual: reasonHeadline(reason, t, unit),
    threshold: factText(reason.threshold, reason, t, unit),
    from: lengthOf(reason.actual),
    against: lengthOf(reason.threshold),
    document: renderDocument?.(reason) ?? (reason.document ? factText(reason.document, { code: '' }, t, unit) : null),
    // What only informs stands in nobody's way.
    clears: renderClears?.(reason) ?? (reason['action'] === 'inform' ? null : clearsText(reason.clears, t, unit)),
  }));
  if (phone) {
    return (
      <ul className="x-reasons-phone">
        {rows.map((each) => (
          <li key={`${each.reason.code} ${each.reason['rule']}`}>
            <RiskMark step={each.step} hideWord />
            <span>
              <strong>{each.name}</strong>
              <small>
                {each.text}
                {each.document && <> · {each.document}</>}
              </small>
            </span>
            <b className={`x-num x-risk-text-${each.step}`}>{each.actual}</b>
          </li>
        ))}
        {passed !== undefined && <li className="x-reasons-passed">{t('kit.passed', { count: passed })}</li>}
      </ul>
    );
  }
  return (
    <table className="x-reasons">
      <thead>
        <tr>
          <th>{t('kit.reasonsHead.reason')}</th>
          <th className="x-end">{t('kit.reasonsHead.actual')}</th>
          <th>{t('kit.reasonsHead.against')}</th>
          <th>{t('kit.reasonsHead.basis')}</th>
          <th>{t('kit.reasonsHead.clears')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the order of reasons is their documented precedence
          <tr key={at}>
            <td>
              <RiskMark step={each.step} word={<strong>{each.name}</strong>} />
              <small>{each.text}</small>
            </td>
            <td className={`x-end x-reason-actual x-risk-text-${each.step}`}>{each.actual}</td>
            <td>
              {each.from !== null && each.against !== null && (
                <ThresholdBar
                  actual={each.from}
                  threshold={each.against}
                  step={each.step}
                  label={t('kit.thresholdAt', { value: each.threshold })}
                />
              )}
            </td>
            <td className="x-reason-paper">{each.document}</td>
            <td>{each.clears}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
