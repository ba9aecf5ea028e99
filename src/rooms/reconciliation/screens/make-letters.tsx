// Making letters: a period, what would come out, who is left out; one button says how many.
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { addMonths, monthEnd, monthStart } from '#base/date.ts';
import { useAct, useOperation } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { make, outlook } from '../contract.ts';

/** Asked about and sent in one go. */
const SENT_MAX = 200;

const keyOf = (row: { customer: { code: string }; entity: { code: string }; currency: string }) =>
  `${row.customer.code} ${row.entity.code} ${row.currency}`;

export function MakeLetters({
  customer,
  onClose,
  onMade,
}: {
  customer?: string;
  onClose: () => void;
  /** More than one was made: they may be sent at once. */
  onMade?: (ids: readonly string[]) => void;
}) {
  const { t, unit, money } = useReading();
  const { today } = useAsOf();
  const navigate = useNavigate();
  const last = monthEnd(addMonths(monthStart(today), -1));
  const [from, setFrom] = useState(`${last.slice(0, 4)}-01-01`);
  const [to, setTo] = useState(last);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const asked = useOperation(outlook, { from, to, ...(customer === undefined ? {} : { customers: [customer] }) });
  const making = useAct(make);
  const rows = asked.data?.rows ?? [];
  const entities = new Set(rows.map((row) => row.entity.code)).size;
  const free = rows.filter((row) => row.letter === null);
  const chosen = free.filter((row) => !without.has(keyOf(row)));
  const toggle = (key: string, on: boolean) => {
    const next = new Set(without);
    if (on) next.delete(key);
    else next.add(key);
    setWithout(next);
  };
  const run = () =>
    making.mutate(
      {
        input: {
          from,
          to,
          letters: chosen.map((row) => ({ customer: row.customer.code, entity: row.entity.code, currency: row.currency })),
        },
      },
      {
        onSuccess: (done) => {
          onClose();
          if (done.made.length > 1) onMade?.(done.made.map((each) => each.id).slice(0, SENT_MAX));
          const [only] = done.made;
          if (done.made.length === 1 && only) void navigate({ to: '/reconciliation/letters/$id', params: { id: only.id } });
        },
      },
    );
  return (
    <Modal
      open
      width={860}
      onCancel={onClose}
      title={t('reconciliation.makeTitle')}
      footer={
        <Button type="primary" disabled={chosen.length === 0} loading={making.isPending} onClick={run}>
          {t('reconciliation.makeDo', { count: chosen.length })}
        </Button>
      }
    >
      <div className="x-form-row">
        <span>
          {t('reconciliation.period')}{' '}
          <DayField label={t('reconciliation.period')} keep value={from} max={to} onChange={setFrom} /> —{' '}
          <DayField label={t('reconciliation.columns.to')} keep value={to} min={from} max={today} onChange={setTo} />
        </span>
      </div>
      <p className="x-quiet">{t('reconciliation.makeHelp')}</p>
      {asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <LoadingRows rows={6} />
      ) : rows.length === 0 ? (
        <p>{t('reconciliation.makeNone')}</p>
      ) : (
        <div className="x-figures-scroll x-make-letters">
          <table className="x-figures">
            <thead>
              <tr>
                <th>
                  <Checkbox
                    aria-label={t('reconciliation.views.all')}
                    checked={chosen.length === free.length && free.length > 0}
                    indeterminate={chosen.length > 0 && chosen.length < free.length}
                    onChange={(event) => setWithout(event.target.checked ? new Set() : new Set(free.map(keyOf)))}
                  />
                </th>
                <th>{t('reconciliation.columns.customer')}</th>
                <th className="x-end x-desk">
                  {t('reconciliation.columns.opening')} {unit()}
                </th>
                <th className="x-end x-desk">
                  {t('reconciliation.columns.moved')} {unit()}
                </th>
                <th className="x-end">
                  {t('reconciliation.columns.closing')} {unit()}
                </th>
                <th className="x-end x-desk">{t('reconciliation.columns.items')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={keyOf(row)}>
                  <td>
                    <Checkbox
                      aria-label={row.customer.name}
                      disabled={row.letter !== null}
                      checked={row.letter === null && !without.has(keyOf(row))}
                      onChange={(event) => toggle(keyOf(row), event.target.checked)}
                    />
                  </td>
                  <td className="x-wrap">
                    {row.customer.name} {entities > 1 && <span className="x-aside">{row.entity.name}</span>}{' '}
                    {row.letter && <span className="x-aside">{t('reconciliation.already', { number: row.letter.number })}</span>}
                  </td>
                  <td className="x-end x-desk">
                    <MoneyText value={row.opening} />
                  </td>
                  <td className="x-end x-desk">
                    <MoneyText value={row.moved} />
                  </td>
                  <td className="x-end">
                    <MoneyText value={row.closing} strong />
                  </td>
                  <td className="x-end x-num x-desk">{row.items}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="x-caption">
        {asked.data?.totals
          .map((each) => t('reconciliation.totalOf', { amount: `${money(each.closing)} ${unit(each.currency)}` }))
          .join(' · ')}{' '}
        {asked.data?.more && t('reconciliation.makeMore')}
      </p>
      <Refusal error={making.error} />
    </Modal>
  );
}
