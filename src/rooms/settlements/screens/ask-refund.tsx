// Money that is to go back to the customer: how much, to which account, why; a second person decides.
import { Input } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { proposeRefund } from '../contract.ts';
import { ReasonModal } from './reason-modal.tsx';
import type { Opened } from './receipt-work.tsx';

export function AskRefund({ money, onDone }: { money: Opened['money']; onDone: () => void }) {
  const { t } = useReading();
  const { currency } = money.unapplied;
  const [amount, setAmount] = useState(money.unapplied.amount);
  const [payee, setPayee] = useState('');
  const asking = useAct(proposeRefund);
  const plain = amount.replaceAll(/[,，\s]/g, '');
  const right = /^\d{1,16}(\.\d{1,3})?$/.test(plain);
  return (
    <ReasonModal
      title={t('settlements.refund.title', { number: money.number })}
      help={t('settlements.refund.help')}
      act={t('settlements.refund.do', { amount: right ? plain : '…' })}
      busy={asking.isPending || !right}
      error={asking.error}
      onAct={(reason) =>
        asking.mutate(
          {
            input: {
              document: money.id,
              amount: { amount: plain, currency },
              reason,
              ...(payee.trim() ? { payee: payee.trim() } : {}),
            },
          },
          { onSuccess: onDone },
        )
      }
      onDone={onDone}
    >
      <div className="x-enter">
        <label>
          <span>{t('settlements.fields.amount', { currency })}</span>
          <Input
            inputMode="decimal"
            value={amount}
            status={right ? '' : 'error'}
            onChange={(event) => setAmount(event.target.value)}
          />
        </label>
        <label>
          <span>{t('settlements.refund.payee')}</span>
          <Input value={payee} maxLength={200} onChange={(event) => setPayee(event.target.value)} />
        </label>
      </div>
    </ReasonModal>
  );
}
