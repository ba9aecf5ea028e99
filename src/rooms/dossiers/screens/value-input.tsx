// One input for each kind of field, the same on the desk, on a salesperson's phone and on the customer's page.
import { Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { MINOR_MAX } from '#base/money.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import type { FieldItem, Value } from './names.ts';

export type ValueInputProps = {
  readonly id: string;
  readonly field: Pick<FieldItem, 'kind' | 'unit' | 'choices'>;
  readonly currency: string;
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  readonly label: string;
};

export function ValueInput({ id, field, currency, value, onChange, label }: ValueInputProps) {
  const { t, lang } = useReading();
  const text = typeof value === 'string' ? value : typeof value === 'object' ? value.amount : '';
  const give = (next: string) => onChange(next.trim() === '' ? undefined : next);
  switch (field.kind) {
    case 'choice':
      return (
        <Select
          id={id}
          aria-label={label}
          allowClear
          value={text === '' ? null : text}
          onChange={(next: string | null) => onChange(next ?? undefined)}
          options={field.choices.map((each) => ({ value: each.key, label: each[lang] }))}
        />
      );
    case 'yes_no':
      return (
        <Segmented
          aria-label={label}
          value={value === undefined ? '' : String(value)}
          onChange={(next) => onChange(next === '' ? undefined : next === 'true')}
          options={[
            { value: '', label: '—' },
            { value: 'true', label: t('dossiers.facts.yes') },
            { value: 'false', label: t('dossiers.facts.no') },
          ]}
        />
      );
    case 'money':
      return <MoneyValue id={id} label={label} currency={currency} amount={text} onChange={onChange} />;
    case 'day':
      return <DayField id={id} label={label} value={text} onChange={give} />;
    case 'number':
      return (
        <Input
          id={id}
          aria-label={label}
          inputMode="decimal"
          className="x-figure-input"
          value={text}
          suffix={field.unit?.[lang]}
          onChange={(event) => give(event.target.value)}
        />
      );
    case 'text':
      return (
        <Input.TextArea
          id={id}
          aria-label={label}
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={1_000}
          value={text}
          onChange={(event) => give(event.target.value)}
        />
      );
  }
}

/** Shows what is typed, tells what it says; what cannot be read is told as it stands, for the server to refuse. */
function MoneyValue({
  id,
  label,
  currency,
  amount,
  onChange,
}: {
  id: string;
  label: string;
  currency: string;
  amount: string;
  onChange: (value: Value | undefined) => void;
}) {
  const [typed, setTyped] = useState(amount);
  return (
    <AmountInput
      id={id}
      label={label}
      signed
      currency={currency}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        const written = text.trim();
        onChange(written === '' ? undefined : { amount: typedAmount(written, currency, -MINOR_MAX) ?? written, currency });
      }}
    />
  );
}
