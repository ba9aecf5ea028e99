// An amount, typed as people type amounts: 1,234.5元, ￥１２００, 1.2万; what cannot be read is said at the field.
import { Input } from 'antd';
import { useState } from 'react';
import { formatMinor } from '#base/money.ts';
import { groupDecimal, MINUS } from './figures.ts';
import { useReading } from './reading.tsx';
import { typedMinor } from './typed-amount.ts';

/** `value` is the text as it was typed: read it by `typedAmount`. Once left, a readable amount stands there as books write it. */
export function AmountInput({
  id,
  label,
  value,
  currency,
  signed = false,
  bare = false,
  autoFocus = false,
  disabled = false,
  placeholder,
  size,
  className,
  onChange,
}: {
  id?: string;
  label?: string;
  value: string;
  currency: string;
  /** Less than nothing may be said. */
  signed?: boolean;
  /** The currency is told beside the field already. */
  bare?: boolean;
  autoFocus?: boolean;
  disabled?: boolean;
  placeholder?: string;
  size?: 'small';
  className?: string;
  onChange: (text: string) => void;
}) {
  const { t } = useReading();
  const [was, setWas] = useState<string | null>(null);
  const minor = typedMinor(value, currency);
  const wrong = value.trim() !== '' && (minor === null || (!signed && minor < 0n));
  return (
    <>
      <Input
        {...(id ? { id } : {})}
        {...(label ? { 'aria-label': label } : {})}
        {...(placeholder ? { placeholder } : {})}
        {...(size ? { size } : {})}
        {...(bare ? {} : { suffix: currency })}
        className={className ? `x-figure-input ${className}` : 'x-figure-input'}
        inputMode="decimal"
        autoComplete="off"
        maxLength={40}
        autoFocus={autoFocus}
        disabled={disabled}
        value={value}
        status={wrong ? 'error' : ''}
        aria-invalid={wrong}
        onChange={(event) => onChange(event.target.value)}
        onFocus={() => setWas(value)}
        onBlur={() => {
          if (minor !== null && !wrong && value !== was) onChange(groupDecimal(formatMinor(minor, currency)).replace(MINUS, '-'));
        }}
      />
      {wrong && (
        <small className="x-field-wrong" role="alert">
          {t('kit.amountWrong', { currency })}
        </small>
      )}
    </>
  );
}
