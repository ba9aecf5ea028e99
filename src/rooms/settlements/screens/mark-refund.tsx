// Money that is to go back to the customer: marked with a reason, left alone by the rules.
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { markRefund } from '../contract.ts';
import { ReasonModal } from './reason-modal.tsx';
import type { Opened } from './receipt-work.tsx';

export function MarkRefund({ money, onDone }: { money: Opened['money']; onDone: () => void }) {
  const { t, money: amount } = useReading();
  const marking = useAct(markRefund);
  return (
    <ReasonModal
      title={t('settlements.work.refund')}
      help={t('settlements.work.refundHelp')}
      act={t('settlements.work.refundDo', { amount: amount(money.unapplied, { scale: 'one' }) })}
      busy={marking.isPending}
      error={marking.error}
      onAct={(reason) => marking.mutate({ input: { document: money.id, reason } }, { onSuccess: onDone })}
      onDone={onDone}
    />
  );
}
