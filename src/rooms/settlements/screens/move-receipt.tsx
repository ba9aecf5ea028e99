// A receipt belongs to another customer: a parent that paid for its subsidiary, or money that was claimed.
import { useState } from 'react';
import { CustomerField } from '#rooms/customers/screens/customer-field.tsx';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { reassign } from '../contract.ts';
import { ReasonModal } from './reason-modal.tsx';
import type { Opened } from './receipt-work.tsx';

export function MoveReceipt({ money, onDone }: { money: Opened['money']; onDone: () => void }) {
  const { t, money: shown } = useReading();
  const [customer, setCustomer] = useState('');
  const moving = useAct(reassign);
  return (
    <ReasonModal
      title={t('settlements.move.title', { number: money.number })}
      help={t('settlements.move.help', { name: money.customer.name })}
      act={t('settlements.move.do', { amount: shown(money.amount, { scale: 'one' }) })}
      busy={moving.isPending || customer === ''}
      error={moving.error}
      onAct={(reason) => moving.mutate({ input: { document: money.id, customer, reason } }, { onSuccess: onDone })}
      onDone={onDone}
    >
      <div className="x-enter">
        <label htmlFor="move-customer">
          <span>{t('settlements.move.to')}</span>
          <CustomerField id="move-customer" value={customer} onChange={setCustomer} without={money.customer.code} />
        </label>
      </div>
    </ReasonModal>
  );
}
