// What may be done with a document that stands: write off what is open, reverse it, take one of its applications back.
import { Button } from 'antd';
import { useState } from 'react';
import type { WireMoney } from '#base/money.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useMay } from '#web/shell/session.tsx';
import { proposeWriteOff, reverse, unapply } from '../contract.ts';
import { ClearDispute, RaiseDispute } from './dispute.tsx';
import { ReasonModal } from './reason-modal.tsx';

type Paper = {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly open: WireMoney;
  readonly disputed: WireMoney | null;
  readonly state: string;
};
const REVERSIBLE = new Set(['invoice', 'receipt', 'credit_note', 'write_off', 'discount', 'refund']);
const OWED = new Set(['invoice', 'bill', 'retention']);

export function DocumentActs({ found }: { found: Paper }) {
  const { t } = useReading();
  const mayWrite = useMay('ledger.write');
  const [act, setAct] = useState<'reverse' | 'writeOff' | 'dispute' | 'clear' | null>(null);
  if (!mayWrite || found.state !== 'standing') return null;
  const owed = OWED.has(found.kind) && Number(found.open.amount) > 0;
  if (!owed && !REVERSIBLE.has(found.kind)) return null;
  return (
    <div className="x-preview-acts x-gap-top">
      {owed && !found.disputed && <Button onClick={() => setAct('dispute')}>{t('settlements.dispute.button')}</Button>}
      {found.disputed && (
        <Button type="primary" onClick={() => setAct('clear')}>
          {t('settlements.dispute.clear')}
        </Button>
      )}
      {owed && found.kind === 'invoice' && <Button onClick={() => setAct('writeOff')}>{t('settlements.writeOff.button')}</Button>}
      {REVERSIBLE.has(found.kind) && <Button onClick={() => setAct('reverse')}>{t('settlements.reverse')}</Button>}
      {act === 'dispute' && <RaiseDispute found={found} onDone={() => setAct(null)} />}
      {act === 'clear' && found.disputed && (
        <ClearDispute found={{ ...found, disputed: found.disputed }} onDone={() => setAct(null)} />
      )}
      {act === 'writeOff' && <WriteOff found={found} onDone={() => setAct(null)} />}
      {act === 'reverse' && <Reverse found={found} onDone={() => setAct(null)} />}
    </div>
  );
}

function WriteOff({ found, onDone }: { found: Paper; onDone: () => void }) {
  const { t } = useReading();
  const [amount, setAmount] = useState(found.open.amount);
  const proposing = useAct(proposeWriteOff);
  const { currency } = found.open;
  const plain = typedAmount(amount, currency);
  return (
    <ReasonModal
      title={t('settlements.writeOff.title', { number: found.number })}
      help={t('settlements.writeOff.help')}
      act={t('settlements.writeOff.do', { amount: plain ?? '…' })}
      busy={proposing.isPending}
      ready={plain !== null}
      error={proposing.error}
      onAct={(reason) =>
        plain !== null &&
        proposing.mutate(
          { input: { items: [{ to: found.id, amount: { amount: plain, currency } }], reason } },
          { onSuccess: onDone },
        )
      }
      onDone={onDone}
    >
      <div className="x-enter">
        <label>
          <span>{t('settlements.columns.amount')}</span>
          <AmountInput currency={currency} value={amount} onChange={setAmount} />
        </label>
      </div>
    </ReasonModal>
  );
}

function Reverse({ found, onDone }: { found: Paper; onDone: () => void }) {
  const { t } = useReading();
  const reversing = useAct(reverse);
  return (
    <ReasonModal
      title={t('settlements.reverseDo', { number: found.number })}
      help={t('settlements.reverseHelp')}
      act={t('settlements.reverseDo', { number: found.number })}
      busy={reversing.isPending}
      error={reversing.error}
      onAct={(reason) => reversing.mutate({ input: { document: found.id, unapply: true, reason } }, { onSuccess: onDone })}
      onDone={onDone}
    />
  );
}

export type AppliedLine = { readonly id: string; readonly amount: WireMoney; readonly from: string; readonly to: string };

export function UnapplyButton({ line }: { line: AppliedLine }) {
  const { t, money } = useReading();
  const [asking, setAsking] = useState(false);
  const taking = useAct(unapply);
  if (!useMay('ledger.write')) return null;
  return (
    <>
      <Button size="small" type="link" onClick={() => setAsking(true)}>
        {t('settlements.unapply')}
      </Button>
      {asking && (
        <ReasonModal
          title={`${line.from} → ${line.to}`}
          help={t('settlements.unapplyHelp', { from: line.from, to: line.to })}
          act={t('settlements.unapplyDo', { amount: money(line.amount, { scale: 'one' }) })}
          busy={taking.isPending}
          error={taking.error}
          onAct={(reason) => taking.mutate({ input: { applications: [line.id], reason } }, { onSuccess: () => setAsking(false) })}
          onDone={() => setAsking(false)}
        />
      )}
    </>
  );
}
