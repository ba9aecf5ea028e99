// A bill comes in by hand: what is written on it, what it pays, and what that does to the exposure.
import { Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { parseMinor, type WireMoney } from '#base/money.ts';
import { BILL_RULES, BILL_TYPES, type BillType } from '#engine/bills.ts';
import { CustomerField } from '#rooms/customers/screens/customer-field.tsx';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import { receive } from '../contract.ts';
import { type BillRow, shortNumber } from './bill-row.tsx';
import { Warnings } from './warnings.tsx';

/** `replaces`: 换票, the new bill stands in for an old one and pays what is owed of it first. */
export function Receiving({
  replaces,
  onDone,
}: {
  replaces?: { readonly bill: BillRow; readonly open: WireMoney };
  onDone: () => void;
}) {
  const { t, money, unit } = useReading();
  const { today } = useAsOf();
  const home = useSession()?.currency ?? 'CNY';
  const currency = replaces?.open.currency ?? home;
  const [customer, setCustomer] = useState(replaces?.bill.customer.code ?? '');
  const [number, setNumber] = useState('');
  const [subRange, setSubRange] = useState('');
  const [type, setType] = useState<BillType>('bank');
  const [acceptor, setAcceptor] = useState('');
  const [drawer, setDrawer] = useState('');
  const [receivedOn, setReceivedOn] = useState(today);
  const [dueOn, setDueOn] = useState<string | null>(null);
  const [amount, setAmount] = useState(replaces?.open.amount ?? '');
  const [pay, setPay] = useState(true);
  const receiving = useAct(receive);
  const plain = typedAmount(amount, currency);
  const ready = customer !== '' && number.trim() !== '' && acceptor.trim() !== '' && dueOn !== null && plain !== null;
  const shown = plain === null ? '…' : `${money({ amount: plain, currency })} ${unit(currency)}`;
  const held = (minor: bigint) => `${money({ minor, currency })} ${unit(currency)}`;
  // 换票: the old bill, or what came back of it, leaves the exposure; the new one enters where its risk is the customer's.
  const newMinor = plain === null ? 0n : parseMinor(plain, currency);
  const oldMinor = replaces ? parseMinor(replaces.open.amount, currency) : 0n;
  const countedMinor = BILL_RULES.acceptorBears.includes(type) ? 0n : newMinor;
  const wasMinor = replaces
    ? replaces.bill.state === 'dishonoured' || replaces.bill.state === 'claimed' || replaces.bill.state === 'returned'
      ? oldMinor
      : parseMinor(replaces.bill.counted.amount, currency)
    : 0n;
  const movedBy = countedMinor + oldMinor - newMinor - wasMinor;
  const day = (value: string | null, set: (on: string) => void, id: string) => (
    <DayField id={id} keep value={value} onChange={set} />
  );
  const send = () => {
    if (!ready || dueOn === null || plain === null) return;
    receiving.mutate({
      input: {
        customer,
        number: number.trim(),
        type,
        acceptor: acceptor.trim(),
        receivedOn,
        dueOn,
        amount: { amount: plain, currency },
        payOldest: pay,
        ...(replaces ? { replaces: replaces.bill.id } : {}),
        ...(subRange.trim() ? { subRange: subRange.trim() } : {}),
        ...(drawer.trim() ? { drawer: drawer.trim() } : {}),
      },
    });
  };
  const { data } = receiving;
  if (data) {
    const held = (value: typeof data.applied) => `${money(value)} ${unit(value.currency)}`;
    return (
      <Modal
        open
        onCancel={onDone}
        title={t('bills.receiving.title')}
        footer={<Button onClick={onDone}>{t('shell.keys.close')}</Button>}
      >
        <p>{t('bills.receiving.done', { applied: held(data.applied), unapplied: held(data.unapplied) })}</p>
        <Warnings warnings={data.warnings} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      onCancel={onDone}
      title={replaces ? t('bills.receiving.replaceTitle', { number: shortNumber(replaces.bill) }) : t('bills.receiving.title')}
      footer={
        <Button type="primary" disabled={!ready} loading={receiving.isPending} onClick={send}>
          {t(replaces ? 'bills.receiving.doReplace' : pay ? 'bills.receiving.do' : 'bills.receiving.doOnly', { amount: shown })}
        </Button>
      }
    >
      {replaces && (
        <p className="x-quiet">
          {t('bills.receiving.replaceHelp', { amount: `${replaces.open.amount} ${currency}`, name: replaces.bill.customer.name })}
        </p>
      )}
      <Form layout="vertical" className="x-bill-form" onFinish={send}>
        <Form.Item label={t('bills.receiving.customer')} htmlFor="bill-customer">
          {replaces ? (
            <span data-content>{replaces.bill.customer.name}</span>
          ) : (
            <CustomerField id="bill-customer" value={customer} onChange={setCustomer} />
          )}
        </Form.Item>
        <div className="x-form-row">
          <Form.Item label={t('bills.cols.type')} htmlFor="bill-type">
            <Select
              id="bill-type"
              value={type}
              onChange={setType}
              options={BILL_TYPES.map((value) => ({ value, label: t(`bills.type.${value}`) }))}
            />
          </Form.Item>
          <Form.Item label={`${t('bills.cols.amount')} ${currency}`} htmlFor="bill-amount">
            <AmountInput id="bill-amount" bare currency={currency} value={amount} onChange={setAmount} />
          </Form.Item>
        </div>
        <div className="x-form-row x-form-wide-first">
          <Form.Item label={t('bills.cols.number')} htmlFor="bill-number">
            <Input id="bill-number" maxLength={80} value={number} onChange={(event) => setNumber(event.target.value)} />
          </Form.Item>
          <Form.Item label={t('kit.optional', { label: t('bills.receiving.subRange') })} htmlFor="bill-range">
            <Input id="bill-range" maxLength={60} value={subRange} onChange={(event) => setSubRange(event.target.value)} />
          </Form.Item>
        </div>
        <div className="x-form-row">
          <Form.Item label={t('bills.cols.acceptor')} htmlFor="bill-acceptor">
            <Input id="bill-acceptor" maxLength={200} value={acceptor} onChange={(event) => setAcceptor(event.target.value)} />
          </Form.Item>
          <Form.Item label={t('kit.optional', { label: t('bills.cols.drawer') })} htmlFor="bill-drawer">
            <Input id="bill-drawer" maxLength={200} value={drawer} onChange={(event) => setDrawer(event.target.value)} />
          </Form.Item>
        </div>
        <div className="x-form-row">
          <Form.Item label={t('bills.cols.receivedOn')} htmlFor="bill-received">
            {day(receivedOn, setReceivedOn, 'bill-received')}
          </Form.Item>
          <Form.Item label={t('bills.cols.dueOn')} htmlFor="bill-due">
            {day(dueOn, setDueOn, 'bill-due')}
          </Form.Item>
        </div>
        <Checkbox checked={pay} onChange={(event) => setPay(event.target.checked)}>
          {t('bills.receiving.pay')}
        </Checkbox>
      </Form>
      <p className="x-bill-effect">
        {replaces
          ? movedBy === 0n
            ? t('bills.acting.same')
            : t(movedBy < 0n ? 'bills.acting.down' : 'bills.acting.up', { amount: held(movedBy < 0n ? -movedBy : movedBy) })
          : BILL_RULES.acceptorBears.includes(type)
            ? t('bills.receiving.effectBank', { amount: shown })
            : t('bills.receiving.effectCustomer')}
      </p>
      <Refusal error={receiving.error} />
    </Modal>
  );
}
