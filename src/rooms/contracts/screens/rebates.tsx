// Rebate agreements: what they have accrued, what is missing to the next tier, and the credit note for it.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, Refusal } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { creditRebate, rebates } from '../contract.ts';
import type { PartProps } from './contracts.tsx';
import { EndRebate, RebateForm } from './rebate-form.tsx';

type Row = OutputOf<typeof rebates>['rebates'][number];

export function RebateList({ state, onState }: PartProps) {
  const { t, unit } = useReading();
  const mayWrite = useMay('ledger.write');
  const [crediting, setCrediting] = useState<Row | null>(null);
  const [ending, setEnding] = useState<Row | null>(null);
  const [entering, setEntering] = useState(false);
  const { customer } = state.filters;
  const asked = usePages(rebates, customer ? { customer } : {});
  const enter = mayWrite && (
    <Button type="primary" onClick={() => setEntering(true)}>
      {t('contracts.rebate.enter')}
    </Button>
  );
  return (
    <>
      <ListPage
        name="rebates"
        title={t('contracts.part.rebates')}
        state={state}
        onState={onState}
        fields={[{ key: 'customer', label: t('ledger.code'), kind: 'text' }]}
        columns={useRebateColumns(mayWrite ? { credit: setCrediting, end: setEnding } : null)}
        actions={enter}
        rows={asked.pages?.flatMap((page) => page.rebates)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        aside={t('ledger.amountsIn', { unit: unit() })}
        empty={
          <Empty title={t('contracts.rebate.none')} action={enter}>
            {t('contracts.rebate.noneHelp')}
          </Empty>
        }
      />
      {entering && <RebateForm onClose={() => setEntering(false)} />}
      {ending && <EndRebate row={ending} onClose={() => setEnding(null)} />}
      {crediting && <CreditRebate row={crediting} onClose={() => setCrediting(null)} />}
    </>
  );
}

function useRebateColumns(acts: { credit: (row: Row) => void; end: (row: Row) => void } | null): readonly Column<Row>[] {
  const { t, money } = useReading();
  return [
    {
      key: 'customer',
      label: t('glossary.customer'),
      fixed: true,
      phone: 'title',
      render: (row) => <strong data-content>{row.customer.name}</strong>,
    },
    {
      key: 'number',
      label: t('contracts.rebate.number'),
      phone: 'line',
      render: (row) => (
        <span data-content>
          {row.number}{' '}
          <span className="x-aside">
            {t(`contracts.rebate.basis.${row.basis}`)} · {t(`contracts.rebate.method.${row.method}`)}
          </span>
        </span>
      ),
    },
    {
      key: 'period',
      label: t('contracts.rebate.period'),
      render: (row) => (
        <span className="x-num">
          {row.startsOn} – {row.endsOn}
        </span>
      ),
    },
    {
      key: 'base',
      label: t('contracts.rebate.base'),
      align: 'end',
      phone: 'line',
      render: (row) => <MoneyText value={row.base} />,
    },
    {
      key: 'accrued',
      label: t('contracts.rebate.accrued'),
      align: 'end',
      phone: 'line',
      render: (row) => <MoneyText value={row.accrued} />,
    },
    { key: 'credited', label: t('contracts.rebate.credited'), align: 'end', render: (row) => <MoneyText value={row.credited} /> },
    {
      key: 'open',
      label: t('contracts.rebate.open'),
      align: 'end',
      phone: 'value',
      render: (row) => <MoneyText value={row.open} strong />,
    },
    {
      key: 'next',
      label: t('contracts.col.state'),
      phone: 'line',
      render: (row) =>
        row.excluded ? (
          <RiskMark
            step={3}
            word={t('contracts.rebate.excluded', { customer: row.excluded.customer, days: row.excluded.overdueDays })}
          />
        ) : row.waiting ? (
          <RiskMark step={2} word={t('contracts.waiting')} />
        ) : row.next ? (
          t('contracts.rebate.next', { missing: money(row.next.missing), rate: formatPercent(row.next.ratePpm, 1) })
        ) : (
          t('contracts.rebate.top')
        ),
    },
    ...(acts
      ? [
          {
            key: 'act',
            label: t('contracts.goods.acts'),
            phone: 'line' as const,
            render: (row: Row) => (
              <>
                {/[1-9]/.test(row.open.amount) && (
                  <Button size="small" onClick={() => acts.credit(row)}>
                    {t('contracts.rebate.credit')}
                  </Button>
                )}{' '}
                <Button size="small" onClick={() => acts.end(row)}>
                  {t('contracts.rebate.end')}
                </Button>
              </>
            ),
          },
        ]
      : []),
  ];
}

function CreditRebate({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t, money } = useReading();
  const [amount, setAmount] = useState(row.open.amount);
  const [number, setNumber] = useState('');
  const [customer, setCustomer] = useState(row.group ? '' : row.customer.code);
  const crediting = useAct(creditRebate);
  const right = /^\d{1,16}(\.\d{1,3})?$/.test(amount);
  const value = { amount: right ? amount : '0', currency: row.currency };
  const send = async () => {
    try {
      await crediting.mutateAsync({ input: { id: row.id, number: number.trim(), amount: value, customer: customer.trim() } });
      onClose();
    } catch {
      // The refusal stands below.
    }
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={`${t('contracts.rebate.credit')} ${row.number}`}
      footer={
        <Button
          type="primary"
          disabled={!right || number.trim() === '' || customer.trim() === ''}
          loading={crediting.isPending}
          onClick={() => void send()}
        >
          {t('contracts.rebate.creditDo', { amount: money(value, { scale: 'one' }) })}
        </Button>
      }
    >
      <p className="x-quiet">{t('contracts.rebate.creditHelp')}</p>
      <div className="x-stack">
        <Input
          addonBefore={t('contracts.rebate.creditAmount')}
          inputMode="decimal"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
        <Input
          addonBefore={t('contracts.rebate.creditNumber')}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Input
          addonBefore={t('contracts.rebate.creditCustomer')}
          value={customer}
          onChange={(event) => setCustomer(event.target.value)}
        />
      </div>
      <Refusal error={crediting.error} />
    </Modal>
  );
}
