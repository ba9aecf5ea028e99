// Bills: by view and maturity, what each counts in the exposure, what can be done with those that are ticked.
import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { BILL_TYPES, type BillAct } from '#engine/bills.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { type ListState, useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { BILL_VIEWS, list, overview } from '../contract.ts';
import { Acting, BulkActs } from './acting.tsx';
import { BillDrawer } from './bill-drawer.tsx';
import { type BillRow, StateText, shortNumber } from './bill-row.tsx';
import { BillRulesForm } from './bill-rules.tsx';
import { BillsStrip } from './bills-strip.tsx';
import { Receiving } from './receiving.tsx';
import './bills.css';

type View = (typeof BILL_VIEWS)[number];
const PAGE_ROWS = 60;

function inputOf(state: ListState, view: View): InputOf<typeof list> {
  const { customer, acceptor, type, text, from, to } = state.filters;
  const known = BILL_TYPES.find((each) => each === type);
  return {
    view,
    limit: PAGE_ROWS,
    ...(customer ? { customer } : {}),
    ...(acceptor ? { acceptor } : {}),
    ...(known ? { type: known } : {}),
    ...(text ? { text } : {}),
    ...(from ? { dueFrom: from } : {}),
    ...(to ? { dueTo: to } : {}),
  };
}

export function BillsPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('bills.title') }]);
  const may = useMay('ledger.read');
  return (
    <div className="x-under-tabs">
      <BooksTabs />
      {may ? <Bills /> : <NoPermission />}
    </div>
  );
}

function Bills() {
  const { t, unit } = useReading();
  const { today } = useAsOf();
  const phone = usePhone();
  const mayWrite = useMay('ledger.write');
  const [state, setState] = useListState();
  const [opened, open] = useState<string | null>(null);
  const [acting, setActing] = useState<{ act: BillAct; bills: readonly BillRow[] } | null>(null);
  const [receiving, setReceiving] = useState(false);
  const [ruling, setRuling] = useState(false);
  const view = BILL_VIEWS.find((each) => each === state.view) ?? 'held';
  const { customer } = state.filters;
  const asked = usePages(list, inputOf(state, view));
  const whole = useOperation(overview, { ...(customer ? { customer } : {}) }, { placeholderData: (before) => before });
  const rows = asked.pages?.flatMap((page) => page.bills);
  const totals = asked.first?.totals;
  const counts = new Map(whole.data?.views.map((each) => [each.view, each.bills]));
  const receive = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setReceiving(true)}>
      {t('bills.receive')}
    </Button>
  );
  return (
    <div className="x-bills">
      {whole.data && (
        <BillsStrip
          whole={whole.data}
          onPick={(dueFrom, dueTo) => setState({ view: 'all', filters: { ...state.filters, from: dueFrom, to: dueTo } })}
          onAcceptor={(acceptor) => setState({ ...state, view: 'all', filters: { acceptor } })}
        />
      )}
      <ListPage
        name="bills"
        title={t('bills.title')}
        state={state}
        onState={setState}
        views={BILL_VIEWS.map((key) => ({ key, label: t(`bills.views.${key}`), count: counts.get(key) }))}
        fields={[
          {
            key: 'type',
            label: t('bills.cols.type'),
            kind: 'choice',
            options: BILL_TYPES.map((value) => ({ value, label: t(`bills.type.${value}`) })),
          },
          { key: 'customer', label: t('ledger.code'), kind: 'text' },
          { key: 'acceptor', label: t('bills.cols.acceptor'), kind: 'text' },
          { key: 'text', label: t('bills.cols.number'), kind: 'text' },
          { key: 'from', label: `${t('bills.cols.dueOn')} ≥`, kind: 'text' },
          { key: 'to', label: `${t('bills.cols.dueOn')} ≤`, kind: 'text' },
        ]}
        columns={useColumns(totals)}
        rows={rows}
        rowKey={(row) => row.id}
        total={totals?.reduce((sum, each) => sum + each.bills, 0)}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        aside={t('bills.sorted', { unit: unit() })}
        onOpen={(row) => open(row.id)}
        actions={
          <>
            <Button onClick={() => setRuling(true)}>{t('bills.rules.button')}</Button>
            {receive}
          </>
        }
        selectable={mayWrite && !phone}
        bulk={(keys) => (
          <BulkActs
            bills={(rows ?? []).filter((row) => keys.has(row.id))}
            today={today}
            onAct={(act, bills) => setActing({ act, bills })}
          />
        )}
        empty={
          counts.get('all') === 0 ? (
            <Empty title={t('bills.emptyTitle')} action={receive}>
              {t('bills.emptyHelp')}
            </Empty>
          ) : (
            <Empty title={t('bills.emptyView')} />
          )
        }
      />
      <BillDrawer
        id={opened}
        onOpen={open}
        {...(mayWrite ? { onAct: (act: BillAct, bill: BillRow) => setActing({ act, bills: [bill] }) } : {})}
      />
      {acting && <Acting key={acting.act} {...acting} onDone={() => setActing(null)} />}
      {ruling && <BillRulesForm onDone={() => setRuling(false)} />}
      {receiving && <Receiving onDone={() => setReceiving(false)} />}
    </div>
  );
}

function useColumns(totals: OutputOf<typeof list>['totals'] | undefined): readonly Column<BillRow>[] {
  const { t, unit } = useReading();
  // Amounts of several currencies are not added up.
  const [total] = totals?.length === 1 ? totals : [];
  return [
    { key: 'dueOn', label: t('bills.cols.dueOn'), fixed: true, phone: 'line', render: (row) => <DueText bill={row} /> },
    {
      key: 'number',
      label: t('bills.cols.number'),
      fixed: true,
      phone: 'line',
      render: (row) => (
        <span className="x-num" title={row.number} data-content>
          {shortNumber(row)}
        </span>
      ),
    },
    {
      key: 'customer',
      label: t('glossary.customer'),
      phone: 'title',
      render: (row) => (
        <span className="x-bill-name" title={row.customer.name} data-content>
          {row.customer.name}
        </span>
      ),
    },
    { key: 'type', label: t('bills.cols.type'), phone: 'line', render: (row) => t(`bills.type.${row.type}`) },
    {
      key: 'acceptor',
      label: t('bills.cols.acceptor'),
      render: (row) => (
        <span className="x-bill-name" title={row.acceptor} data-content>
          {row.acceptor}
        </span>
      ),
    },
    { key: 'state', label: t('bills.cols.state'), phone: 'line', render: (row) => <StateText bill={row} /> },
    {
      key: 'amount',
      label: t('bills.cols.amount'),
      head: `${t('bills.cols.amount')} ${unit(total?.amount.currency)}`,
      align: 'end',
      phone: 'value',
      render: (row) => <MoneyText value={row.amount} strong />,
      total: total && <MoneyText value={total.amount} strong />,
    },
    {
      key: 'counted',
      label: t('bills.cols.counted'),
      align: 'end',
      render: (row) => <MoneyText value={row.counted} />,
      total: total && <MoneyText value={total.counted} />,
    },
    {
      key: 'unapplied',
      label: t('bills.cols.unapplied'),
      align: 'end',
      optional: true,
      render: (row) => <MoneyText value={row.unapplied} />,
    },
    { key: 'receivedOn', label: t('bills.cols.receivedOn'), optional: true, render: (row) => <DayText on={row.receivedOn} /> },
    {
      key: 'drawer',
      label: t('bills.cols.drawer'),
      optional: true,
      render: (row) => <span data-content>{row.drawer ?? '—'}</span>,
    },
  ];
}

const LIVE_STATES: readonly string[] = ['received', 'pledged', 'presented', 'endorsed', 'discounted'];

/** The due day; how far off it is matters only while nobody has said how the bill ended. */
function DueText({ bill }: { bill: BillRow }) {
  return LIVE_STATES.includes(bill.state) ? <DayText on={bill.dueOn} relative="due" /> : <DayText on={bill.dueOn} />;
}
