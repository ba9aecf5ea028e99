// Where a model stands, in a word; what decides or was stopped stands out.
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';

export type ModelState = 'draft' | 'validated' | 'approved' | 'live' | 'shadow' | 'retired' | 'stopped';

export function StateTag({ state }: { state: ModelState }) {
  const { t } = useReading();
  if (state === 'live') return <RiskMark step={1} word={t('models.state.live')} />;
  if (state === 'stopped') return <RiskMark step={4} word={t('models.state.stopped')} />;
  return <span className="x-grade">{t(`models.state.${state}`)}</span>;
}
