// A day, typed as people type days or picked, shown as 2026-11-22 in every language.
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { CSSProperties } from 'react';
import type { Day } from '#base/date.ts';
import { isDay } from '#base/date.ts';

/** What is shown, then what may be typed: 2026-1-5, 20260105, 2026/1/5, 2026年1月5日; without a year it is this year's: 1.5, 1-5, 1月5日. */
const DAY_FORMATS = [
  'YYYY-MM-DD',
  ...['-', '/', '.'].flatMap((mark) =>
    ['M', 'MM'].flatMap((month) => ['D', 'DD'].map((day) => `YYYY${mark}${month}${mark}${day}`)),
  ),
  'YYYYMMDD',
  'YYYY年M月D日',
  ...['-', '/', '.'].flatMap((mark) => ['M', 'MM'].flatMap((month) => ['D', 'DD'].map((day) => `${month}${mark}${day}`))),
  'M月D日',
];

/** A phone's keyboard would cover the calendar: there days are picked, not typed. */
const byTouch = () => globalThis.matchMedia?.('(pointer: coarse)').matches ?? false;

/** `value` and what `onChange` is told: a day, or '' for none; with `keep` there always is one. `min`, `max`: the first and the last day that can be said. */
export function DayField({
  id,
  label,
  value,
  min,
  max,
  keep = false,
  placeholder,
  size,
  className,
  style,
  onChange,
}: {
  id?: string;
  label?: string;
  value?: string | null | undefined;
  min?: Day | undefined;
  max?: Day | undefined;
  keep?: boolean;
  placeholder?: string;
  size?: 'small';
  className?: string;
  style?: CSSProperties;
  onChange?: (value: string) => void;
}) {
  const day = (text: string | null | undefined) => (text && isDay(text) ? dayjs(text) : null);
  const first = day(min);
  const last = day(max);
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      {...(placeholder ? { placeholder } : {})}
      {...(size ? { size } : {})}
      {...(className ? { className } : {})}
      {...(style ? { style } : {})}
      {...(first ? { minDate: first } : {})}
      {...(last ? { maxDate: last } : {})}
      format={DAY_FORMATS}
      allowClear={!keep}
      inputReadOnly={byTouch()}
      value={day(value)}
      onChange={(on) => {
        if (on || !keep) onChange?.(on ? on.format('YYYY-MM-DD') : '');
      }}
    />
  );
}
