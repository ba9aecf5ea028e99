// Filing an acceptor, and how much of his paper we take; a higher limit goes to a second person.
import { Link } from '@tanstack/react-router';
import { Button, Form, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { type acceptors, saveAcceptor, setAcceptorLimit } from '../contract.ts';

type Acceptor = OutputOf<typeof acceptors>['acceptors'][number];
const KINDS = ['bank', 'finance_company', 'firm'] as const;

export function AcceptorForm({ acceptor, limit, onDone }: { acceptor: Acceptor | null; limit: boolean; onDone: () => void }) {
  return limit && acceptor?.id ? (
    <LimitForm acceptor={acceptor} id={acceptor.id} onDone={onDone} />
  ) : (
    <FileForm acceptor={acceptor} onDone={onDone} />
  );
}

function FileForm({ acceptor, onDone }: { acceptor: Acceptor | null; onDone: () => void }) {
  const { t } = useReading();
  const [code, setCode] = useState('');
  const [name, setName] = useState(acceptor?.name ?? '');
  const [kind, setKind] = useState<(typeof KINDS)[number]>('bank');
  const [rating, setRating] = useState('');
  const saving = useAct(saveAcceptor);
  const ready = code.trim() !== '' && name.trim() !== '';
  const send = () => {
    if (!ready) return;
    const input = { code: code.trim(), name: name.trim(), kind, ...(rating.trim() ? { rating: rating.trim() } : {}) };
    saving.mutate({ input }, { onSuccess: onDone });
  };
  return (
    <Modal
      open
      onCancel={onDone}
      title={t('bills.acceptors.file')}
      footer={
        <Button type="primary" disabled={!ready} loading={saving.isPending} onClick={send}>
          {t('bills.acceptors.file')}
        </Button>
      }
    >
      <Form layout="vertical" onFinish={send}>
        <Form.Item label={t('bills.acceptors.name')} htmlFor="acceptor-name">
          <Input id="acceptor-name" autoFocus maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label={t('bills.acceptors.kind')}>
          <Segmented
            value={kind}
            onChange={setKind}
            options={KINDS.map((value) => ({ value, label: t(`bills.acceptors.kinds.${value}`) }))}
          />
        </Form.Item>
        <div className="x-form-row">
          <Form.Item label={t('bills.acceptors.code')} htmlFor="acceptor-code">
            <Input id="acceptor-code" maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />
          </Form.Item>
          <Form.Item label={t('kit.optional', { label: t('bills.acceptors.rating') })} htmlFor="acceptor-rating">
            <Input id="acceptor-rating" maxLength={60} value={rating} onChange={(event) => setRating(event.target.value)} />
          </Form.Item>
        </div>
      </Form>
      <Refusal error={saving.error} />
    </Modal>
  );
}

function LimitForm({ acceptor, id, onDone }: { acceptor: Acceptor; id: string; onDone: () => void }) {
  const { t, money, unit } = useReading();
  const { currency } = acceptor.exposure;
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const setting = useAct(setAcceptorLimit);
  const plain = typedAmount(amount, currency, 0n);
  const ready = plain !== null && reason.trim().length >= 2;
  const send = () => {
    if (!ready || plain === null) return;
    const input = { acceptor: id, amount: { amount: plain, currency }, reason: reason.trim() };
    setting.mutate({ input }, { onSuccess: (answer) => answer.state === 'in_force' && onDone() });
  };
  if (setting.data) {
    return (
      <Modal open onCancel={onDone} footer={null} title={t('bills.acceptors.limitSent')}>
        <Link to="/approvals">{t('customer.lim.seeCase')}</Link>
      </Modal>
    );
  }
  return (
    <Modal
      open
      onCancel={onDone}
      title={<span data-content>{t('bills.acceptors.limitTitle', { name: acceptor.name })}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={setting.isPending} onClick={send}>
          {t('bills.acceptors.limitDo', {
            amount: plain === null ? '…' : `${money({ amount: plain, currency })} ${unit(currency)}`,
          })}
        </Button>
      }
    >
      <p className="x-quiet">{t('bills.acceptors.limitHelp')}</p>
      <Form layout="vertical" className="x-gap-top" onFinish={send}>
        <Form.Item label={t('bills.acceptors.limitAmount', { unit: currency })} htmlFor="acceptor-limit">
          <AmountInput id="acceptor-limit" autoFocus bare currency={currency} value={amount} onChange={setAmount} />
        </Form.Item>
        <Form.Item label={t('glossary.reason')} htmlFor="acceptor-reason">
          <Input.TextArea
            id="acceptor-reason"
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 4 }}
            placeholder={t('bills.acceptors.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <Refusal error={setting.error} />
    </Modal>
  );
}
