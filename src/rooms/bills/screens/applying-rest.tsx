// What a bill has not paid yet goes to invoices: the oldest first, as proposed, or as typed.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { formatMinor, minMinor, parseMinor, sumMinor } from '#base/money.ts';
import { documents } from '#rooms/receivables/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { DayText } from '#web/kit/text.tsx';
import { typedMinor } from '#web/kit/typed-amount.ts';
import { apply } from '../contract.ts';
import type { BillRow } from './bill-row.tsx';
import '#rooms/settlements/screens/receipts.css';

const SHOWN_MAX = 200;

export function ApplyingRest({ bill, onDone }: { bill: BillRow; onDone: () => void }) {
  const { t } = useReading();
  const { currency } = bill.unapplied;
  const restMinor = parseMinor(bill.unapplied.amount, currency);
  const asked = useOperation(documents, { customer: bill.customer.code, show: 'open', limit: SHOWN_MAX });
  const applying = useAct(apply);
  const [typed, setTyped] = useState<Readonly<Record<string, string>> | null>(null);
  const items = (asked.data?.documents ?? [])
    .filter((each) => (each.kind === 'invoice' || each.kind === 'bill') && each.open.currency === currency && each.id !== bill.id)
    .filter((each) => !each.open.amount.startsWith('-'))
    .sort((a, b) => ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1));
  let left = restMinor;
  const oldest: Record<string, string> = {};
  for (const item of items) {
    const free = parseMinor(item.open.amount, currency) - parseMinor(item.disputed?.amount ?? '0', currency);
    const minor = minMinor(free, left);
    if (minor <= 0n) continue;
    left -= minor;
    oldest[item.id] = formatMinor(minor, currency);
  }
  const lines = typed ?? oldest;
  const pays = items.flatMap((item) => {
    const text = lines[item.id] ?? '';
    if (text.trim() === '') return [];
    const minor = typedMinor(text, currency);
    if (minor === 0n) return [];
    const right = minor !== null && minor > 0n && minor <= parseMinor(item.open.amount, currency);
    return [{ item, minor: right ? minor : 0n, right }];
  });
  const paid = sumMinor(pays.map((each) => each.minor));
  const ready = pays.length > 0 && pays.every((each) => each.right) && paid <= restMinor && !applying.isPending;
  const send = () => {
    if (!ready) return;
    const wanted = pays.map(({ item, minor }) => ({
      document: item.id,
      amount: { amount: formatMinor(minor, currency), currency },
    }));
    applying.mutate({ input: { id: bill.id, pays: wanted } }, { onSuccess: onDone });
  };
  return (
    <Modal
      open
      width={620}
      onCancel={onDone}
      title={t('bills.rest.title', { amount: `${bill.unapplied.amount} ${currency}` })}
      footer={
        <Button type="primary" disabled={!ready} loading={applying.isPending} onClick={send}>
          {t('bills.rest.do', { amount: formatMinor(paid, currency), count: pays.length })}
        </Button>
      }
    >
      <p className="x-quiet">{t('bills.rest.help')}</p>
      {asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <LoadingRows rows={5} />
      ) : items.length === 0 ? (
        <p>{t('bills.rest.none')}</p>
      ) : (
        <div className="x-work-items x-gap-top">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('settlements.columns.invoice')}</th>
                <th scope="col">{t('settlements.columns.due')}</th>
                <th scope="col" className="x-end">
                  {t('settlements.columns.open')}
                </th>
                <th scope="col" className="x-end">
                  {t('settlements.columns.pays')}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  <td data-content>
                    {item.number}
                    {item.disputed && <small>{t('settlements.work.disputed', { amount: item.disputed.amount })}</small>}
                  </td>
                  <td>
                    <DayText on={item.dueOn} />
                  </td>
                  <td className="x-end x-num">{item.open.amount}</td>
                  <td className="x-end">
                    <Input
                      size="small"
                      inputMode="decimal"
                      className="x-work-amount"
                      aria-label={`${item.number} ${t('settlements.columns.pays')}`}
                      value={lines[item.id] ?? ''}
                      status={pays.some((each) => each.item.id === item.id && !each.right) ? 'error' : ''}
                      onChange={(event) => setTyped({ ...lines, [item.id]: event.target.value })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {paid > restMinor && (
        <p className="x-bill-effect">{t('bills.rest.over', { amount: formatMinor(paid - restMinor, currency) })}</p>
      )}
      <Refusal error={applying.error} />
    </Modal>
  );
}
