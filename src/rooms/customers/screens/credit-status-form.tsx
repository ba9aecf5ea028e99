// The credit status of a customer recorded by hand: one form, whose fields and button follow what is recorded.
import { Button, Checkbox, Form, Input, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { CREDIT_STATE_KINDS, DUNNING_LEVEL_MAX, recordCreditState } from '../contract.ts';
import type { Customer } from './customer-data.ts';

type Kind = (typeof CREDIT_STATE_KINDS)[number];
type Draft = { level: number; amount: string; dueOn: string; stoppedOn: string; until: string; note: string; over: boolean };

const EMPTY: Draft = { level: 1, amount: '', dueOn: '', stoppedOn: '', until: '', note: '', over: false };

export function RecordCreditState({
  customer,
  currency,
  first,
  onClose,
}: {
  customer: Customer;
  currency: string;
  first: Kind;
  onClose: () => void;
}) {
  const { t, lang } = useReading();
  const [kind, setKind] = useState<Kind>(first);
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const recording = useAct(recordCreditState);
  const put = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const amount = typedAmount(draft.amount, currency);
  const ready =
    draft.over ||
    kind === 'dunning' ||
    kind === 'insurance' ||
    ((kind === 'review' || amount !== null) && (kind === 'cover' || draft.dueOn !== ''));
  const value =
    kind === 'promise' || kind === 'cover'
      ? `${amount ?? '…'} ${currency}`
      : kind === 'review'
        ? draft.dueOn || '…'
        : draft.level;
  const send = () => {
    if (!ready) return;
    const note = draft.note.trim();
    const said = draft.over
      ? { ended: true }
      : {
          ...(kind === 'dunning' ? { level: draft.level } : {}),
          ...((kind === 'promise' || kind === 'cover') && amount !== null ? { amount: { amount, currency } } : {}),
          ...(draft.dueOn !== '' && kind !== 'dunning' && kind !== 'cover' ? { dueOn: draft.dueOn } : {}),
          ...(draft.stoppedOn !== '' && kind === 'insurance' ? { stoppedOn: draft.stoppedOn } : {}),
          ...(draft.until !== '' && kind !== 'promise' && kind !== 'review' ? { until: draft.until } : {}),
        };
    recording.mutate({ input: { customer: customer.code, kind, ...said, ...(note ? { note } : {}) } }, { onSuccess: onClose });
  };
  const day = (key: 'dueOn' | 'stoppedOn' | 'until', label: string) => (
    <Form.Item label={label} htmlFor={`status-${key}`}>
      <DayField id={`status-${key}`} value={draft[key]} onChange={(on) => put({ [key]: on })} />
    </Form.Item>
  );
  const howMuch = (label: string) => (
    <Form.Item label={`${label} ${currency}`} htmlFor="status-amount">
      <AmountInput id="status-amount" bare currency={currency} value={draft.amount} onChange={(text) => put({ amount: text })} />
    </Form.Item>
  );
  const fields = {
    dunning: (
      <>
        <Form.Item label={t('status.form.level')} htmlFor="status-level">
          <InputNumber
            id="status-level"
            min={1}
            max={DUNNING_LEVEL_MAX}
            precision={0}
            value={draft.level}
            onChange={(level) => put({ level: level ?? 1 })}
          />
        </Form.Item>
        {day('until', t('status.form.until'))}
      </>
    ),
    promise: (
      <>
        {howMuch(t('status.form.amount'))}
        {day('dueOn', t('status.form.promiseBy'))}
      </>
    ),
    insurance: (
      <>
        {day('until', t('status.form.coverUntil'))}
        {day('stoppedOn', t('status.form.stoppedOn'))}
        {day('dueOn', t('status.form.noticeBy'))}
      </>
    ),
    review: day('dueOn', t('status.form.reviewOn')),
    cover: (
      <>
        {howMuch(t('status.form.coverAmount'))}
        {day('until', t('status.form.until'))}
      </>
    ),
  };
  return (
    <Modal
      open
      width={560}
      onCancel={onClose}
      title={<span data-content>{t('status.form.title', { name: customer.name })}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={recording.isPending} onClick={send}>
          {draft.over
            ? t('status.form.do.over', {
                kind: lang === 'zh' ? t(`status.kind.${kind}`) : t(`status.kind.${kind}`).toLowerCase(),
              })
            : t(`status.form.do.${kind}`, { value })}
        </Button>
      }
    >
      <Segmented
        block
        aria-label={t('status.form.kind')}
        value={kind}
        onChange={(next) => setKind(next)}
        options={CREDIT_STATE_KINDS.map((each) => ({ value: each, label: t(`status.kind.${each}`) }))}
      />
      <p className="x-quiet x-gap-top">{t(`status.form.help.${kind}`)}</p>
      <Form layout="vertical" className="x-gap-top" onFinish={send}>
        {!draft.over && <div className="x-form-row">{fields[kind]}</div>}
        <Form.Item>
          <Checkbox checked={draft.over} onChange={(event) => put({ over: event.target.checked })}>
            {t('status.form.over')}
          </Checkbox>
        </Form.Item>
        <Form.Item label={t('status.form.note')} htmlFor="status-note">
          <Input id="status-note" value={draft.note} maxLength={500} onChange={(event) => put({ note: event.target.value })} />
        </Form.Item>
      </Form>
      <Refusal error={recording.error} />
    </Modal>
  );
}
