// Customers or groups named in a rule: found by name, pinyin, code or credit code, kept as their codes and shown by their names.
import { Select } from 'antd';
import { useState } from 'react';
import { find, get } from '#rooms/customers/contract.ts';
import { useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';

export function PartiesField({
  of,
  value,
  onChange,
}: {
  of: 'customers' | 'groups';
  value: readonly string[];
  onChange: (codes: string[]) => void;
}) {
  const { t } = useReading();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const found = useOperation(
    find,
    { text: wanted, kind: of === 'groups' ? 'group' : 'customer' },
    { enabled: wanted !== '', placeholderData: (before) => before },
  );
  const offered = wanted === '' ? [] : (found.data?.customers ?? []);
  return (
    <Select
      mode="multiple"
      aria-label={t(`rules.scope.${of}`)}
      placeholder={t(`rules.scope.${of}`)}
      value={[...value]}
      showSearch={{ filterOption: false, onSearch: setText }}
      notFoundContent={wanted === '' ? t('orders.simulate.customerFind') : t('orders.simulate.notFound', { text: wanted })}
      options={offered.map((each) => ({ value: each.code, label: `${each.name} · ${each.code}` }))}
      labelRender={({ value: code }) => <PartyName code={String(code)} />}
      onChange={(codes) => {
        setText('');
        onChange(codes);
      }}
    />
  );
}

/** The code until the name is known, and where nobody has that code any more. */
function PartyName({ code }: { code: string }) {
  const { data } = useOperation(get, { customer: code });
  return <span data-content>{data ? `${data.customer.name} · ${code}` : code}</span>;
}
