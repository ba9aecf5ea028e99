// Choosing a customer (or a group, where one may stand too) by code, name or credit code: what is typed is looked for, what is chosen is its code.
import { Select } from 'antd';
import { useState } from 'react';
import { useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { find } from '../contract.ts';

export function CustomerField({
  id,
  label,
  value,
  onChange,
  without,
  orGroup = false,
  autoFocus = false,
}: {
  id: string;
  /** Where no label of its own stands above it. */
  label?: string;
  value: string;
  onChange: (code: string) => void;
  /** A code that is not offered: the customer himself. */
  without?: string;
  orGroup?: boolean;
  autoFocus?: boolean;
}) {
  const { t } = useReading();
  const [text, setText] = useState('');
  const wanted = text.trim() || value;
  const sought = orGroup ? { text: wanted } : { text: wanted, kind: 'customer' as const };
  const found = useOperation(find, sought, { enabled: wanted !== '', placeholderData: (before) => before });
  return (
    <Select
      id={id}
      {...(label ? { 'aria-label': label } : {})}
      autoFocus={autoFocus}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('belonging.findCustomer')}
      value={value || undefined}
      onChange={onChange}
      notFoundContent={null}
      options={(found.data?.customers ?? [])
        .filter((each) => each.code !== without)
        .map((each) => ({ value: each.code, label: `${each.name} · ${each.code}` }))}
    />
  );
}
