// Splitting a bill: into equal parts or by amounts, with the range of each part as the bill platform numbers it.
import { Button, Form, Input, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { formatMinor, parseMinor, sumMinor } from '#base/money.ts';
import { equalParts, subRangesOf } from '#engine/bills.ts';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedMinor } from '#web/kit/typed-amount.ts';
import { PARTS_MAX, split } from '../contract.ts';
import type { BillRow } from './bill-row.tsx';

/** Amounts as typed, one a line or apart by a blank; null where one is none. */
function amountsOf(text: string, currency: string): bigint[] | null {
  const words = text.split(/[\s;；]+/).filter((word) => word !== '');
  const read = words.map((word) => typedMinor(word, currency));
  return read.every((minor) => minor !== null && minor > 0n) ? (read as bigint[]) : null;
}

export function Splitting({ bill, onDone }: { bill: BillRow; onDone: () => void }) {
  const { t } = useReading();
  const { currency } = bill.amount;
  const amountMinor = parseMinor(bill.amount.amount, currency);
  const [how, setHow] = useState<'equal' | 'amounts'>('equal');
  const [count, setCount] = useState(2);
  const [text, setText] = useState('');
  const splitting = useAct(split);
  const typed = how === 'equal' ? equalParts(amountMinor, count) : amountsOf(text, currency);
  const total = sumMinor(typed ?? []);
  const restMinor = amountMinor - total;
  // What is not written down is the last part.
  const parts = typed === null ? [] : restMinor > 0n && typed.length > 0 ? [...typed, restMinor] : typed;
  const ranges = subRangesOf(bill.subRange, amountMinor, parts);
  const ready =
    parts.length >= 2 && parts.length <= PARTS_MAX && restMinor >= 0n && parts.every((part) => part > 0n) && !splitting.isPending;
  const send = () => {
    if (!ready) return;
    const wanted = parts.map((minor, at) => ({
      amount: { amount: formatMinor(minor, currency), currency },
      ...(ranges ? { subRange: ranges[at]! } : {}),
    }));
    splitting.mutate({ input: { id: bill.id, parts: wanted } }, { onSuccess: onDone });
  };
  return (
    <Modal
      open
      onCancel={onDone}
      title={t('bills.splitting.title', { amount: `${bill.amount.amount} ${currency}` })}
      footer={
        <Button type="primary" disabled={!ready} loading={splitting.isPending} onClick={send}>
          {t('bills.splitting.do', { count: parts.length })}
        </Button>
      }
    >
      <p className="x-quiet">{t('bills.splitting.help')}</p>
      <Form layout="vertical" className="x-gap-top" onFinish={send}>
        <Form.Item>
          <Segmented
            value={how}
            onChange={setHow}
            options={(['equal', 'amounts'] as const).map((value) => ({ value, label: t(`bills.splitting.how.${value}`) }))}
          />
        </Form.Item>
        {how === 'equal' ? (
          <Form.Item label={t('bills.splitting.count')} htmlFor="split-count">
            <InputNumber
              id="split-count"
              min={2}
              max={PARTS_MAX}
              precision={0}
              value={count}
              onChange={(value) => value && setCount(value)}
            />
          </Form.Item>
        ) : (
          <Form.Item
            label={t('bills.splitting.amounts', { currency })}
            htmlFor="split-amounts"
            {...(typed === null
              ? { validateStatus: 'error' as const, help: t('bills.receiving.malformed') }
              : restMinor < 0n
                ? {
                    validateStatus: 'error' as const,
                    help: t('bills.splitting.over', { amount: formatMinor(-restMinor, currency) }),
                  }
                : {})}
          >
            <Input.TextArea
              id="split-amounts"
              autoFocus
              inputMode="decimal"
              autoSize={{ minRows: 2, maxRows: 6 }}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Form.Item>
        )}
      </Form>
      {restMinor >= 0n && parts.length > 1 && (
        <div className="x-lines x-lines-ruled x-split-parts">
          {parts.map((minor, at) => (
            // The parts have no other identity than their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <div key={at}>
              <span className="x-num">{ranges?.[at] ?? `${at + 1}/${parts.length}`}</span>
              <span className="x-num">{formatMinor(minor, currency)}</span>
            </div>
          ))}
        </div>
      )}
      <p className="x-bill-effect">
        <strong>{t('bills.acting.same')}</strong>
        <span>{t('bills.splitting.effect')}</span>
      </p>
      <Refusal error={splitting.error} />
    </Modal>
  );
}
