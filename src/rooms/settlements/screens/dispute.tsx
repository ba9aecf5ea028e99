// What a customer disputes: marked with amount, kind, reason and day; shown with who and since when; cleared with how it ended.
import { Button, Input, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { WireMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { clearDispute, DISPUTE_KINDS, DISPUTE_OUTCOMES, dispute, disputes } from '../contract.ts';
import { ReasonModal } from './reason-modal.tsx';
import './receipts.css';

export type Disputable = { readonly id: string; readonly number: string; readonly open: WireMoney };
type Dispute = OutputOf<typeof disputes>['rows'][number];
type Kind = (typeof DISPUTE_KINDS)[number];
type Outcome = (typeof DISPUTE_OUTCOMES)[number];

export function RaiseDispute({ found, onDone }: { found: Disputable; onDone: () => void }) {
  const { t, money } = useReading();
  const { today } = useAsOf();
  const [amount, setAmount] = useState(found.open.amount);
  const [kind, setKind] = useState<Kind>('quality');
  const [on, setOn] = useState(today);
  const raising = useAct(dispute);
  const { currency } = found.open;
  const plain = typedAmount(amount, currency);
  return (
    <ReasonModal
      title={t('settlements.dispute.title', { number: found.number })}
      help={t('settlements.dispute.help')}
      act={t('settlements.dispute.do', { amount: plain ?? '…' })}
      busy={raising.isPending}
      ready={plain !== null}
      error={raising.error}
      onAct={(reason) =>
        plain !== null &&
        raising.mutate(
          { input: { document: found.id, amount: { amount: plain, currency }, kind, reason, on } },
          { onSuccess: onDone },
        )
      }
      onDone={onDone}
    >
      <div className="x-enter">
        <label>
          <span>{t('settlements.dispute.amount', { currency, open: money(found.open, { scale: 'one' }) })}</span>
          <AmountInput bare currency={currency} value={amount} onChange={setAmount} />
        </label>
        <label htmlFor="dispute-kind">
          <span>{t('settlements.dispute.kind')}</span>
          <Select
            id="dispute-kind"
            className="x-wide"
            value={kind}
            onChange={setKind}
            options={DISPUTE_KINDS.map((value) => ({ value, label: t(`settlements.dispute.kinds.${value}`) }))}
          />
        </label>
        <label>
          <span>{t('settlements.dispute.on')}</span>
          <DayField value={on} max={today} onChange={(day) => day && setOn(day)} />
        </label>
      </div>
    </ReasonModal>
  );
}

export function ClearDispute({
  found,
  onDone,
}: {
  found: { readonly id: string; readonly number: string; readonly disputed: WireMoney };
  onDone: () => void;
}) {
  const { t, money, unit } = useReading();
  const [outcome, setOutcome] = useState<Outcome>('owed');
  const [note, setNote] = useState('');
  const clearing = useAct(clearDispute);
  const amount = `${money(found.disputed)} ${unit(found.disputed.currency)}`;
  const run = () => {
    const text = note.trim();
    clearing.mutate({ input: { document: found.id, outcome, ...(text ? { note: text } : {}) } }, { onSuccess: onDone });
  };
  return (
    <Modal
      open
      onCancel={onDone}
      title={<span data-content>{t('settlements.dispute.clearTitle', { number: found.number })}</span>}
      footer={
        <Button type="primary" loading={clearing.isPending} onClick={run}>
          {t('settlements.dispute.clearDo')}
        </Button>
      }
    >
      <p className="x-quiet">{t('settlements.dispute.clearHelp', { amount })}</p>
      <Segmented
        vertical
        block
        className="x-gap-top"
        value={outcome}
        onChange={setOutcome}
        options={DISPUTE_OUTCOMES.map((value) => ({ value, label: t(`settlements.dispute.outcomes.${value}`) }))}
      />
      {outcome === 'conceded' || outcome === 'split' ? (
        <p className="x-caption x-gap-top">{t('settlements.dispute.creditNext')}</p>
      ) : null}
      <Input.TextArea
        className="x-gap-top"
        value={note}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('settlements.dispute.note')}
        placeholder={t('settlements.dispute.note')}
        onChange={(event) => setNote(event.target.value)}
      />
      <Refusal error={clearing.error} />
    </Modal>
  );
}

/** Kind and reason in a line. */
export function useDisputeText(): (row: Pick<Dispute, 'kind' | 'reason'>) => string {
  const { t } = useReading();
  return (row) =>
    row.reason === null ? t('settlements.dispute.fromFile') : `${t(`settlements.dispute.kinds.${row.kind}`)} · ${row.reason}`;
}

/** Of one document: the dispute that stands and those before it; nothing where there never was one. */
export function DisputeStory({ id }: { id: string }) {
  const { t, money, unit } = useReading();
  const told = useDisputeText();
  const asked = useOperation(disputes, { document: id, show: 'all', limit: 20 });
  const rows = asked.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      <h3 className="x-gap-top">{t('settlements.dispute.heading')}</h3>
      <ul className="x-disputes">
        {rows.map((row) => (
          <li key={row.id}>
            {row.ended ? (
              <span className="x-quiet">{t(`settlements.dispute.outcomes.${row.ended.outcome}`)}</span>
            ) : (
              <RiskMark
                step={3}
                word={t('settlements.dispute.standing', {
                  amount: `${money(row.disputed)} ${unit(row.disputed.currency)}`,
                  days: row.days,
                })}
              />
            )}
            <p>{told(row)}</p>
            <p className="x-caption">
              {t('settlements.dispute.raised', { on: row.on, by: row.by })}
              {row.ended &&
                ` · ${t('settlements.dispute.ended', { on: row.ended.on, by: row.ended.by, note: row.ended.note ?? '' })}`}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
