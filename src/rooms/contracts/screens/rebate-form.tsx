// A rebate agreement, entered: whose, for which period, on what, and its tiers; or ended.
import { Button, Form, Input, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import type { InputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount } from '#web/kit/typed-amount.ts';
import { useSession } from '#web/shell/session.tsx';
import { endRebate, enterRebate } from '../contract.ts';
import { CustomerItem } from './contract-form.tsx';
import { EndWithReason } from './end-with-reason.tsx';

type Tier = { readonly key: number; readonly from: string; readonly percent: string };
const PERCENT = /^\d{1,2}(\.\d{1,4})?$/;
const PPM_PER_PERCENT = 10_000;

/** The lowest tier begins at nothing. */
const fromOf = (tier: Tier, currency: string) => typedAmount(tier.from, currency, 0n);
const percentOf = (tier: Tier) => tier.percent.normalize('NFKC').replace(/%$/, '').trim();

export function RebateForm({ onClose }: { onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const currency = useSession()?.currency ?? 'CNY';
  const year = today.slice(0, 4);
  const [customer, setCustomer] = useState('');
  const [number, setNumber] = useState('');
  const [startsOn, setStartsOn] = useState(`${year}-01-01`);
  const [endsOn, setEndsOn] = useState(`${year}-12-31`);
  const [basis, setBasis] = useState<'invoiced' | 'received'>('invoiced');
  const [method, setMethod] = useState<'whole' | 'marginal'>('whole');
  const [tiers, setTiers] = useState<readonly Tier[]>([{ key: 0, from: '0', percent: '' }]);
  const [overdueDays, setOverdueDays] = useState<number | null>(null);
  const entering = useAct(enterRebate);
  const ready =
    customer.trim() !== '' &&
    number.trim() !== '' &&
    startsOn !== '' &&
    endsOn >= startsOn &&
    tiers.every((tier) => fromOf(tier, currency) !== null && PERCENT.test(percentOf(tier)));
  const change = (key: number, more: Partial<Tier>) =>
    setTiers(tiers.map((tier) => (tier.key === key ? { ...tier, ...more } : tier)));
  const run = () => {
    if (!ready) return;
    const input: InputOf<typeof enterRebate> = {
      customer: customer.trim(),
      number: number.trim(),
      startsOn,
      endsOn,
      basis,
      method,
      tiers: tiers.map((tier) => ({
        from: { amount: fromOf(tier, currency) ?? '0', currency },
        ratePpm: Math.round(Number(percentOf(tier)) * PPM_PER_PERCENT),
      })),
      ...(overdueDays === null ? {} : { overdueDays }),
    };
    entering.mutate({ input }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      width={680}
      onCancel={onClose}
      title={t('contracts.rebate.enter')}
      footer={
        <Button type="primary" disabled={!ready} loading={entering.isPending} onClick={run}>
          {t('contracts.rebate.enterDo', { number: number.trim() })}
        </Button>
      }
    >
      <Form layout="vertical" onFinish={run}>
        <CustomerItem value={customer} onChange={setCustomer} />
        <div className="x-form-row">
          <Form.Item label={t('contracts.rebate.number')} htmlFor="rebate-number">
            <Input id="rebate-number" value={number} maxLength={60} onChange={(event) => setNumber(event.target.value)} />
          </Form.Item>
          <Form.Item label={t('contracts.form.starts')} htmlFor="rebate-starts">
            <DayField id="rebate-starts" value={startsOn} onChange={setStartsOn} />
          </Form.Item>
          <Form.Item label={t('contracts.form.ends')} htmlFor="rebate-ends">
            <DayField id="rebate-ends" value={endsOn} onChange={setEndsOn} />
          </Form.Item>
        </div>
        <div className="x-form-row">
          <Segmented
            value={basis}
            onChange={setBasis}
            options={(['invoiced', 'received'] as const).map((value) => ({
              value,
              label: t(`contracts.rebate.basis.${value}`),
            }))}
          />
          <Segmented
            value={method}
            onChange={setMethod}
            options={(['whole', 'marginal'] as const).map((value) => ({
              value,
              label: t(`contracts.rebate.method.${value}`),
            }))}
          />
        </div>
        <Form.Item label={t('contracts.rebate.tiers')} className="x-gap-top">
          {tiers.map((tier) => (
            <div key={tier.key} className="x-goods-line">
              <div>
                <AmountInput
                  currency={currency}
                  value={tier.from}
                  label={t('contracts.rebate.tierFrom')}
                  placeholder={t('contracts.rebate.tierFrom')}
                  onChange={(from) => change(tier.key, { from })}
                />
              </div>
              <Input
                inputMode="decimal"
                addonAfter="%"
                value={tier.percent}
                aria-label={t('contracts.rebate.tierRate')}
                placeholder={t('contracts.rebate.tierRate')}
                onChange={(event) => change(tier.key, { percent: event.target.value })}
              />
              {tiers.length > 1 && (
                <Button onClick={() => setTiers(tiers.filter((each) => each.key !== tier.key))}>
                  {t('contracts.rebate.tierDrop')}
                </Button>
              )}
            </div>
          ))}
          <Button size="small" onClick={() => setTiers([...tiers, { key: (tiers.at(-1)?.key ?? 0) + 1, from: '', percent: '' }])}>
            {t('contracts.rebate.tierAdd')}
          </Button>
        </Form.Item>
        <Form.Item label={t('contracts.rebate.overdueDays')} htmlFor="rebate-overdue" extra={t('contracts.rebate.overdueHelp')}>
          <InputNumber id="rebate-overdue" min={0} max={3650} value={overdueDays} onChange={setOverdueDays} />
        </Form.Item>
      </Form>
      <Refusal error={entering.error} />
    </Modal>
  );
}

export function EndRebate({ row, onClose }: { row: { readonly id: string; readonly number: string }; onClose: () => void }) {
  const { t } = useReading();
  const ending = useAct(endRebate);
  return (
    <EndWithReason
      title={t('contracts.rebate.endTitle', { number: row.number })}
      help={t('contracts.rebate.endHelp')}
      ending={ending}
      onEnd={(reason) => ending.mutate({ input: { id: row.id, reason } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
