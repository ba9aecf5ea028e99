// Beside a case: exposure under the limit that stands and under the one proposed.

import type { Money } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import type { position } from '#rooms/exposure/contract.ts';
import { ExposureBar, type ExposurePart } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { PART_WORDS } from '#web/kit/exposure-parts.tsx';
import { toMoney } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { limitText } from '#web/words/facts-line.ts';
import type { Case, Proposed } from './proposal.ts';

type Position = OutputOf<typeof position>['positions'][number];

export function CaseSide({ one, proposed, now }: { one: Case; proposed: Proposed; now: Position | undefined }) {
  const reading = useReading();
  const { t, money, unit } = reading;
  if (!now) return null;
  const parts: ExposurePart[] = PART_WORDS.map(({ key, word }) => ({ key, label: t(`glossary.${word}`), value: now.parts[key] }));
  const [exposure, before, after] = [toMoney(now.exposure), toMoney(now.limit), toMoney(proposed.amount)];
  const free = (limit: Money | null) =>
    limit && exposure && limit.currency === exposure.currency
      ? { minor: limit.minor - exposure.minor, currency: limit.currency }
      : null;
  const tops = [exposure, before, after].filter((each) => each !== null).sort((a, b) => (a.minor < b.minor ? 1 : -1));
  const scaleTo = tops[0] ?? null;
  const bar = (label: string, limit: Money | null, shown: string) => {
    const left = free(limit);
    return (
      <div className="x-position-bar">
        <span className="x-position-head">
          <span>{label}</span> <b className="x-num">{shown}</b>
        </span>
        <ExposureBar parts={parts} limit={limit} scaleTo={scaleTo} />
        <small>
          {left === null
            ? t('work.approvals.exposureNow', { amount: money(now.exposure) })
            : left.minor < 0n
              ? t('kit.over', { amount: money({ ...left, minor: -left.minor }) })
              : t('work.approvals.availableNow', { amount: money(left) })}
        </small>
      </div>
    );
  };
  return (
    <Card title={t('work.approvals.exposureNow', { amount: money(now.exposure) })} extra={unit(now.currency)}>
      <div className="x-position-bars">
        {bar(t('work.approvals.now'), before, limitText(now.limitMode, now.limit, reading))}
        {bar(
          t('work.approvals.after'),
          proposed.mode === 'amount' ? after : null,
          limitText(proposed.mode, proposed.amount ?? one.amount, reading),
        )}
      </div>
      <dl className="x-hold-facts">
        <div>
          <dt>{t('glossary.overdue')}</dt>
          <dd>
            <MoneyText value={now.overdue} />
          </dd>
        </div>
        <div>
          <dt>{t('glossary.lastPayment')}</dt>
          <dd>
            <DayText on={now.lastPaidOn} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}
