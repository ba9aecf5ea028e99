// A day, typed or picked, as 2026-11-22 in every language; empty text is no day.
import { DatePicker } from 'antd';
import dayjs from 'dayjs';

export function DayInput({
  id,
  label,
  value,
  max,
  onChange,
}: {
  id?: string;
  label?: string;
  value: string;
  max?: string;
  onChange: (value: string) => void;
}) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      format="YYYY-MM-DD"
      value={value === '' ? null : dayjs(value)}
      {...(max ? { maxDate: dayjs(max) } : {})}
      onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : '')}
    />
  );
}
