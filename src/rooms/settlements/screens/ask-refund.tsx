// Money that is to go back to the customer: how much, to which account, why; a second person decides.
import { Input } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { proposeRefund } from '../contract.ts';
import { ReasonModal } from './reason-modal.tsx';
import type { Opened } from './receipt-work.tsx';

export function AskRefund({ money, onDone }: { money: Opened['money']; onDone: () => void }) {
  const { t } = useReading();
  const { currency } = money.unapplied;
  const [amount, setAmount] = useState(money.unapplied.amount);
  const [payee, setPayee] = useState('');
  const asking = useAct(proposeRefund);
  const plain = typedAmount(amount, currency);
  return (
    <ReasonModal
      title={t('settlements.refund.title', { number: money.number })}
      help={t('settlements.refund.help')}
      act={t('settlements.refund.do', { amount: plain ?? '…' })}
      busy={asking.isPending}
      ready={plain !== null}
      error={asking.error}
      onAct={(reason) =>
        plain !== null &&
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
          <AmountInput bare currency={currency} value={amount} onChange={setAmount} />
        </label>
        <label>
          <span>{t('settlements.refund.payee')}</span>
          <Input value={payee} maxLength={200} onChange={(event) => setPayee(event.target.value)} />
        </label>
      </div>
    </ReasonModal>
  );
}
