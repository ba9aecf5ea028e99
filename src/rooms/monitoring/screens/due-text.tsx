// How long until an alert is due, on the tint of its urgency; past it, how late.
import { useReading } from '#web/kit/reading.tsx';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

export function DueText({ at }: { at: string }) {
  const { t } = useReading();
  const hours = (new Date(at).getTime() - Date.now()) / HOUR_MS;
  const size = Math.abs(hours);
  const left =
    size >= 2 * DAY_HOURS
      ? t('alerts.days', { count: Math.floor(size / DAY_HOURS) })
      : t('alerts.hours', { count: Math.max(1, Math.round(size)) });
  const step = hours < 0 ? 4 : hours < 8 ? 3 : null;
  return (
    <span className={step ? `x-num x-risk-text-${step}` : 'x-num'} title={at}>
      {t(hours < 0 ? 'alerts.duePast' : 'alerts.dueIn', { left })}
    </span>
  );
}
