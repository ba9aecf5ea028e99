// Goods at a customer, entered: a new consignment or standing stock, what was delivered, reported sold, returned or counted, and its end.
import { Button, Form, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import { type consignments, endConsignment, moveGoods, openConsignment } from '../contract.ts';
import { CustomerItem } from './contract-form.tsx';
import { EndWithReason } from './end-with-reason.tsx';

export type Goods = OutputOf<typeof consignments>['consignments'][number];
const plain = (text: string) => text.normalize('NFKC').replaceAll(/[,\s]/g, '');

export function OpenGoods({ onClose }: { onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const currency = useSession()?.currency ?? 'CNY';
  const [kind, setKind] = useState<Goods['kind']>('consignment');
  const [customer, setCustomer] = useState('');
  const [number, setNumber] = useState('');
  const [startsOn, setStartsOn] = useState(today);
  const [endsOn, setEndsOn] = useState('');
  const [amount, setAmount] = useState('');
  const opening = useAct(openConsignment);
  const standing = kind === 'standing';
  const worth = typedAmount(amount, currency);
  const ready = customer.trim() !== '' && number.trim() !== '' && startsOn !== '' && (!standing || worth !== null);
  const run = () => {
    if (!ready) return;
    const input: InputOf<typeof openConsignment> = {
      customer: customer.trim(),
      number: number.trim(),
      kind,
      startsOn,
      ...(endsOn ? { endsOn } : {}),
      ...(standing && worth !== null ? { standing: { amount: worth, currency } } : {}),
    };
    opening.mutate({ input }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('contracts.goods.open')}
      footer={
        <Button type="primary" disabled={!ready} loading={opening.isPending} onClick={run}>
          {t('contracts.goods.openDo', { kind: t(`contracts.goods.kind.${kind}`) })}
        </Button>
      }
    >
      <Segmented
        value={kind}
        onChange={setKind}
        options={(['consignment', 'standing'] as const).map((value) => ({ value, label: t(`contracts.goods.kind.${value}`) }))}
      />
      <p className="x-quiet">{t(`contracts.goods.help.${kind}`)}</p>
      <Form layout="vertical" onFinish={run}>
        <CustomerItem value={customer} onChange={setCustomer} />
        <Form.Item label={t('contracts.goods.number')} htmlFor="goods-number">
          <Input id="goods-number" value={number} maxLength={60} onChange={(event) => setNumber(event.target.value)} />
        </Form.Item>
        <div className="x-form-row">
          <Form.Item label={t('contracts.form.starts')} htmlFor="goods-starts">
            <DayField id="goods-starts" value={startsOn} onChange={setStartsOn} />
          </Form.Item>
          <Form.Item label={t('kit.optional', { label: t('contracts.form.ends') })} htmlFor="goods-ends">
            <DayField id="goods-ends" value={endsOn} onChange={setEndsOn} />
          </Form.Item>
          {standing && (
            <Form.Item label={`${t('contracts.goods.standing')} (${currency})`} htmlFor="goods-amount">
              <AmountInput id="goods-amount" bare currency={currency} value={amount} onChange={setAmount} />
            </Form.Item>
          )}
        </div>
      </Form>
      <Refusal error={opening.error} />
    </Modal>
  );
}

const MOVES = ['delivered', 'sold', 'returned', 'counted'] as const;
type Line = { readonly key: number; readonly goods: string; readonly quantity: string; readonly value: string };
const QUANTITY = /^\d{1,12}(\.\d{1,3})?$/;
const NO_LINE = { goods: '', quantity: '', value: '' };

export function MoveGoods({ row, onClose }: { row: Goods; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [kind, setKind] = useState<(typeof MOVES)[number]>('sold');
  const [on, setOn] = useState(today);
  const [lines, setLines] = useState<readonly Line[]>([{ key: 0, ...NO_LINE }]);
  const [invoice, setInvoice] = useState('');
  const [dueOn, setDueOn] = useState('');
  const moving = useAct(moveGoods);
  const withValue = kind === 'delivered' || kind === 'sold';
  const filled = lines.filter((line) => line.goods.trim() !== '');
  const ready =
    filled.length > 0 &&
    filled.every(
      (line) => QUANTITY.test(plain(line.quantity)) && (!withValue || typedAmount(line.value, row.currency) !== null),
    ) &&
    (kind !== 'sold' || (invoice.trim() !== '' && dueOn !== ''));
  const change = (key: number, more: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...more } : line)));
  const differences = moving.data?.differences ?? [];
  const run = () => {
    if (!ready) return;
    const input: InputOf<typeof moveGoods> = {
      id: row.id,
      kind,
      on,
      lines: filled.map((line) => ({
        goods: line.goods.trim(),
        quantity: plain(line.quantity),
        ...(withValue ? { value: { amount: typedAmount(line.value, row.currency) ?? '', currency: row.currency } } : {}),
      })),
      ...(kind === 'sold' ? { invoice: { number: invoice.trim(), dueOn } } : {}),
    };
    moving.mutate({ input }, { onSuccess: (done) => done.differences.length === 0 && onClose() });
  };
  return (
    <Modal
      open
      width={680}
      onCancel={onClose}
      title={
        <span data-content>
          {row.number} · {row.customer.name}
        </span>
      }
      footer={
        moving.data ? (
          <Button onClick={onClose}>{t('shell.keys.close')}</Button>
        ) : (
          <Button type="primary" disabled={!ready} loading={moving.isPending} onClick={run}>
            {t(`contracts.goods.moveDo.${kind}`)}
          </Button>
        )
      }
    >
      <Segmented
        value={kind}
        onChange={setKind}
        options={MOVES.map((value) => ({ value, label: t(`contracts.goods.move.${value}`) }))}
      />
      <p className="x-quiet">{t(`contracts.goods.moveHelp.${kind}`)}</p>
      <Form layout="vertical" onFinish={run}>
        <Form.Item label={t('contracts.goods.moveOn')} htmlFor="move-on">
          <DayField id="move-on" value={on} max={today} onChange={(day) => day && setOn(day)} />
        </Form.Item>
        {lines.map((line) => (
          <div key={line.key} className="x-goods-line">
            <Input
              value={line.goods}
              maxLength={80}
              aria-label={t('contracts.goods.goods')}
              placeholder={t('contracts.goods.goods')}
              onChange={(event) => change(line.key, { goods: event.target.value })}
            />
            <Input
              inputMode="decimal"
              value={line.quantity}
              aria-label={t('contracts.goods.quantity')}
              placeholder={t('contracts.goods.quantity')}
              onChange={(event) => change(line.key, { quantity: event.target.value })}
            />
            {withValue && (
              <div>
                <AmountInput
                  bare
                  currency={row.currency}
                  value={line.value}
                  label={`${t('contracts.goods.lineValue')} (${row.currency})`}
                  placeholder={`${t('contracts.goods.lineValue')} (${row.currency})`}
                  onChange={(value) => change(line.key, { value })}
                />
              </div>
            )}
          </div>
        ))}
        <Button size="small" onClick={() => setLines([...lines, { key: (lines.at(-1)?.key ?? 0) + 1, ...NO_LINE }])}>
          {t('contracts.goods.lineAdd')}
        </Button>
        {kind === 'sold' && (
          <div className="x-form-row x-gap-top">
            <Form.Item label={t('contracts.goods.invoice')} htmlFor="move-invoice">
              <Input id="move-invoice" value={invoice} maxLength={60} onChange={(event) => setInvoice(event.target.value)} />
            </Form.Item>
            <Form.Item label={t('contracts.col.due')} htmlFor="move-due">
              <DayField id="move-due" value={dueOn} onChange={setDueOn} />
            </Form.Item>
          </div>
        )}
      </Form>
      {differences.map((each) => (
        <p key={each.goods}>
          <RiskMark step={3} word={t('contracts.goods.counted1', each)} />
        </p>
      ))}
      <Refusal error={moving.error} />
    </Modal>
  );
}

export function EndGoods({ row, onClose }: { row: Goods; onClose: () => void }) {
  const { t } = useReading();
  const ending = useAct(endConsignment);
  return (
    <EndWithReason
      title={t('contracts.goods.endTitle', { number: row.number })}
      help={t('contracts.goods.endHelp')}
      ending={ending}
      onEnd={(reason) => ending.mutate({ input: { id: row.id, reason } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
