// A limit proposed by a person: amount, terms, kind, until when, why; a second person approves it.
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { set as setLimit } from '#rooms/limits/contract.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import type { Customer } from './customer-data.ts';

const KINDS = ['permanent', 'temporary', 'seasonal'] as const;
const MODES = ['amount', 'none', 'unlimited'] as const;
const TERMS_MAX = 3650;

export function SetLimit({
  customer,
  currency: known,
  termsDays,
  onClose,
}: {
  customer: Customer;
  currency: string | null;
  termsDays: number | null;
  onClose: () => void;
}) {
  const { t, money, lang } = useReading();
  const session = useSession();
  const currency = known ?? session?.currency ?? 'CNY';
  const [kind, setKind] = useState<(typeof KINDS)[number]>('permanent');
  const [mode, setMode] = useState<(typeof MODES)[number]>('amount');
  const [amount, setAmount] = useState('');
  const [terms, setTerms] = useState<number | null>(termsDays);
  const [validTo, setValidTo] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const proposing = useAct(setLimit);
  const plain = typedAmount(amount, currency, 0n);
  const ready = (mode !== 'amount' || plain !== null) && reason.trim().length >= 2;
  const act =
    mode === 'none'
      ? t('customer.lim.setNone')
      : mode === 'unlimited'
        ? t('customer.lim.setUnlimited')
        : t('customer.lim.setDo', { amount: plain === null ? '…' : money({ amount: plain, currency }, { scale: 'one' }) });
  const send = () => {
    if (!ready) return;
    proposing.mutate({
      input: {
        customer: customer.code,
        mode,
        kind,
        reason: reason.trim(),
        ...(mode === 'amount' && plain !== null ? { amount: { amount: plain, currency } } : {}),
        ...(terms === null ? {} : { termsDays: terms }),
        ...(validTo === null ? {} : { validTo }),
      },
    });
  };
  if (proposing.data)
    return (
      <Modal open onCancel={onClose} footer={null} title={t('customer.lim.sent')}>
        <Link to="/approvals">{t('customer.lim.seeCase')}</Link>
      </Modal>
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('customer.lim.setTitle', { name: customer.name })}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={proposing.isPending} onClick={send}>
          {act}
        </Button>
      }
    >
      <p className="x-quiet">{t('customer.lim.setHelp')}</p>
      <Form layout="vertical" className="x-gap-top" onFinish={send}>
        <Form.Item label={t('customer.lim.kindHead')}>
          <Segmented
            value={kind}
            onChange={setKind}
            options={KINDS.map((value) => ({ value, label: t(`customer.lim.kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item label={t('customer.lim.state')}>
          <Segmented
            value={mode}
            onChange={setMode}
            options={MODES.map((value) => ({ value, label: t(`customer.lim.mode.${value}`) }))}
          />
        </Form.Item>
        {mode === 'amount' && (
          <Form.Item label={t('customer.lim.amount', { unit: unitOf(currency, 'one', lang) })} htmlFor="set-limit-amount">
            <AmountInput id="set-limit-amount" autoFocus bare currency={currency} value={amount} onChange={setAmount} />
          </Form.Item>
        )}
        <div className="x-form-row">
          <Form.Item label={t('customer.lim.terms')} htmlFor="set-limit-terms">
            <InputNumber id="set-limit-terms" min={0} max={TERMS_MAX} precision={0} value={terms} onChange={setTerms} />
          </Form.Item>
          <Form.Item label={t('kit.optional', { label: t('customer.lim.until') })} htmlFor="set-limit-until">
            <DayField
              id="set-limit-until"
              value={validTo}
              min={session?.today}
              placeholder={t('customer.lim.openEnd')}
              onChange={(day) => setValidTo(day || null)}
            />
          </Form.Item>
        </div>
        <Form.Item label={t('glossary.reason')} htmlFor="set-limit-reason">
          <Input.TextArea
            id="set-limit-reason"
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 4 }}
            placeholder={t('customer.lim.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <Refusal error={proposing.error} />
    </Modal>
  );
}
