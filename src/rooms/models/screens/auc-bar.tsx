// How well a model parts good from bad: its AUC with its interval between tossing a coin and never being wrong.
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import { type AucData, aucText, aucWord } from './words.ts';

/** 0.5 is a coin; below it a model is worse than none. */
const LOW = 0.5;
const at = (value: number) => `${Math.max(0, Math.min(1, (value - LOW) / (1 - LOW))) * 100}%`;

export function AucBar({ auc, big }: { auc: AucData | null; big?: boolean }) {
  const { t } = useReading();
  if (!auc || auc.low === null || auc.high === null) return null;
  return (
    <div className="x-lab-auc">
      {big && (
        <strong className="x-lab-big">
          {auc.value === null ? t('lab.auc.notEnough') : t(`lab.auc.word.${aucWord(auc.value)}`, { value: auc.value.toFixed(3) })}
        </strong>
      )}
      <span className="x-lab-auc-track" role="img" aria-label={aucText(auc, t)}>
        <i style={{ left: at(auc.low), right: `calc(100% - ${at(auc.high)})`, background: css('part4') }} />
        {auc.value !== null && <b style={{ left: at(auc.value), background: css('part1') }} />}
      </span>
      <span className="x-lab-auc-axis">
        <small>{t('lab.auc.coin')}</small>
        <small>{t('lab.auc.perfect')}</small>
      </span>
    </div>
  );
}
