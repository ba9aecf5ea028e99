// A receipt or a credit note entered by hand.
import { Button, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { CustomerField } from '#rooms/customers/screens/customer-field.tsx';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import { enterCreditNote, enterReceipt } from '../contract.ts';

const FIELDS = ['customer', 'amount', 'on', 'reference', 'number'] as const;
type Field = (typeof FIELDS)[number];

export function EnterReceipt({ onDone }: { onDone: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const currency = useSession()?.currency ?? 'CNY';
  const [kind, setKind] = useState<'receipt' | 'credit_note'>('receipt');
  const [values, setValues] = useState<Readonly<Record<Field, string>>>({
    customer: '',
    amount: '',
    on: today,
    reference: '',
    number: '',
  });
  const set = (field: Field, text: string) => setValues((before) => ({ ...before, [field]: text }));
  const receipt = useAct(enterReceipt);
  const credit = useAct(enterCreditNote);
  const act = kind === 'receipt' ? receipt : credit;
  const amount = typedAmount(values.amount, currency);
  const ready = values.customer !== '' && amount !== null && values.on !== '';
  const run = () => {
    if (!ready || amount === null || act.isPending) return;
    const optional = {
      ...(values.reference.trim() ? { reference: values.reference.trim() } : {}),
      ...(values.number.trim() ? { number: values.number.trim() } : {}),
    };
    act.mutate(
      { input: { customer: values.customer.trim(), amount: { amount, currency }, on: values.on, ...optional } },
      { onSuccess: onDone },
    );
  };
  return (
    <Modal
      open
      onCancel={onDone}
      title={t('settlements.enter')}
      footer={
        <Button type="primary" disabled={!ready} loading={act.isPending} onClick={run}>
          {t(kind === 'receipt' ? 'settlements.enterDo' : 'settlements.enterCreditDo', { amount: amount ?? '…' })}
        </Button>
      }
    >
      <p className="x-quiet">{t('settlements.enterHelp')}</p>
      <Segmented
        className="x-gap-top"
        value={kind}
        options={(['receipt', 'credit_note'] as const).map((value) => ({ value, label: t(`customer.docs.kind.${value}`) }))}
        onChange={setKind}
      />
      <div className="x-enter">
        {FIELDS.map((field) => (
          <label key={field} htmlFor={`receipt-${field}`}>
            <span>
              {field === 'customer'
                ? t('settlements.columns.customer')
                : field === 'reference'
                  ? t('kit.optional', { label: t('settlements.fields.reference') })
                  : t(`settlements.fields.${field}`, { currency })}
            </span>
            {field === 'customer' ? (
              <CustomerField id="receipt-customer" value={values.customer} onChange={(code) => set('customer', code)} />
            ) : field === 'on' ? (
              <DayField id="receipt-on" value={values.on} max={today} onChange={(on) => set('on', on)} />
            ) : field === 'amount' ? (
              <AmountInput
                id="receipt-amount"
                bare
                currency={currency}
                value={values.amount}
                onChange={(text) => set('amount', text)}
              />
            ) : (
              <Input
                id={`receipt-${field}`}
                value={values[field]}
                maxLength={field === 'reference' ? 500 : 60}
                onChange={(event) => set(field, event.target.value)}
              />
            )}
          </label>
        ))}
      </div>
      <Refusal error={act.error} />
    </Modal>
  );
}
