// The state of a letter in one line: what it waits for, and since when.
import type { OutputOf } from '#platform/operation.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { letters } from '../contract.ts';

export type LetterRow = OutputOf<typeof letters>['letters'][number];

const LATE_DAYS = 15;

export function LetterState({ row }: { row: LetterRow }) {
  const { t } = useReading();
  const word = t(`reconciliation.state.${row.state}`);
  if (row.state === 'differs') {
    return <RiskMark step={3} word={`${word} · ${t('reconciliation.openDifferences', { count: row.openDifferences })}`} />;
  }
  if (row.state === 'sent' && row.waitingDays !== null) {
    const waited = t('reconciliation.waited', { count: row.waitingDays });
    return row.waitingDays > LATE_DAYS ? (
      <RiskMark step={2} word={`${word} · ${waited}`} />
    ) : (
      <span>
        {word} <span className="x-aside">{waited}</span>
      </span>
    );
  }
  return <span>{word}</span>;
}
