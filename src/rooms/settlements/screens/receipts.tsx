// Receipts: what waits on the left, what it could settle on the right, accepted with one key; what was applied, written off, to be refunded.
import { App, Button } from 'antd';
import { useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { ListPage, type ListView } from '#web/kit/list-page.tsx';
import { type ListState, useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, Refusal } from '#web/kit/states.tsx';
import { DayText, MissingText, MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { apply, run, unapplied } from '../contract.ts';
import { DisputeList } from './dispute-list.tsx';
import { EnterReceipt } from './enter-receipt.tsx';
import { HistoryList } from './history-list.tsx';
import { customerColumn } from './list-columns.tsx';
import { ProposalList } from './proposal-list.tsx';
import { ReceiptWork } from './receipt-work.tsx';
import './receipts.css';

export type ReceiptRow = OutputOf<typeof unapplied>['rows'][number];
const VIEWS = ['all', 'suggested', 'by_rule', 'history', 'disputes', 'writeoffs', 'refund'] as const;
type View = (typeof VIEWS)[number];
const PAGE_ROWS = 60;

export function Receipts() {
  const { t } = useReading();
  useCrumbs([{ label: t('settlements.title') }]);
  const [state, setState] = useListState();
  const view: View = VIEWS.find((each) => each === state.view) ?? 'all';
  const views: ListView[] = VIEWS.map((key) => ({ key, label: t(`settlements.views.${key}`) }));
  return (
    <div className="x-under-tabs">
      <BooksTabs />
      {view === 'by_rule' || view === 'history' ? (
        <HistoryList key={view} show={view === 'by_rule' ? 'by_rule' : 'all'} views={views} state={state} onState={setState} />
      ) : view === 'disputes' ? (
        <DisputeList views={views} state={state} onState={setState} />
      ) : view === 'refund' ? (
        <ProposalList kind="refund" views={views} state={state} onState={setState} />
      ) : view === 'writeoffs' ? (
        <ProposalList kind="writeOff" views={views} state={state} onState={setState} />
      ) : (
        <Waiting key={view} view={view} views={views} state={state} onState={setState} />
      )}
    </div>
  );
}

type WaitingProps = {
  view: 'all' | 'suggested';
  views: readonly ListView[];
  state: ListState;
  onState: (state: ListState) => void;
};

function inputOf(state: ListState, view: WaitingProps['view']): InputOf<typeof unapplied> {
  const { customer, kind, older } = state.filters;
  const days = Number(older);
  return {
    show: view,
    limit: PAGE_ROWS,
    ...(customer ? { customer } : {}),
    ...(kind === 'receipt' || kind === 'credit_note' ? { kind } : {}),
    ...(older && Number.isInteger(days) && days >= 0 && days <= 10_000 ? { olderThanDays: days } : {}),
  };
}

function Waiting({ view, views, state, onState }: WaitingProps) {
  const { t, unit, money } = useReading();
  const { message } = App.useApp();
  const phone = usePhone();
  const mayWrite = useMay('ledger.write');
  const [entering, setEntering] = useState(false);
  const asked = usePages(unapplied, inputOf(state, view));
  const rows = asked.pages?.flatMap((each) => each.rows);
  const totals = asked.first?.totals ?? [];
  const applying = useAct(apply);
  const running = useAct(run);
  const accept = (keys: ReadonlySet<string>) => {
    const receipts = receiptsOf((rows ?? []).filter((row) => keys.has(row.id)));
    applying.mutate(
      { input: { receipts } },
      { onSuccess: () => void message.info(t('settlements.applied', { count: receipts.length })) },
    );
  };
  const runRules = () =>
    running.mutate(
      { input: {} },
      { onSuccess: (ran) => void message.info(t('settlements.ran', { looked: ran.looked, receipts: ran.receipts })) },
    );
  useKeys([{ key: 'n', label: t('settlements.enter'), run: () => mayWrite && setEntering(true) }]);
  return (
    <>
      <ListPage
        name="receipts"
        title={t('settlements.title')}
        state={state}
        onState={onState}
        views={views}
        fields={[
          { key: 'customer', label: t('settlements.fields.customer'), kind: 'text', always: true },
          { key: 'older', label: t('settlements.olderThan'), kind: 'text' },
          {
            key: 'kind',
            label: t('settlements.kind'),
            kind: 'choice',
            options: [
              { value: 'receipt', label: t('customer.docs.kind.receipt') },
              { value: 'credit_note', label: t('customer.docs.kind.credit_note') },
            ],
          },
        ]}
        columns={useColumns()}
        rows={rows}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        aside={
          applying.error || running.error ? (
            <Refusal error={applying.error ?? running.error} />
          ) : totals.length > 0 ? (
            totals
              .map((each) =>
                t('settlements.totals', { count: each.count, amount: `${money(each.unapplied)} ${unit(each.currency)}` }),
              )
              .join(t('kit.separator'))
          ) : undefined
        }
        empty={
          <Empty
            title={t(view === 'suggested' ? 'settlements.emptySuggested' : 'settlements.empty')}
            action={mayWrite ? <Button onClick={() => setEntering(true)}>{t('settlements.enter')}</Button> : undefined}
          >
            {t('settlements.emptyHelp')}
          </Empty>
        }
        worked
        preview={(row) => <ReceiptWork key={row.id} id={row.id} />}
        selectable={mayWrite && !phone}
        bulk={(keys) => {
          const count = receiptsOf((rows ?? []).filter((row) => keys.has(row.id))).length;
          return (
            <Button size="small" type="primary" disabled={count === 0} loading={applying.isPending} onClick={() => accept(keys)}>
              {t('settlements.bulk', { count })}
            </Button>
          );
        }}
        actions={
          mayWrite && (
            <>
              <Button onClick={runRules} loading={running.isPending}>
                {t('settlements.run')}
              </Button>
              <Button onClick={() => setEntering(true)}>
                {t('settlements.enter')} {!phone && <KeyCaps keys="n" />}
              </Button>
            </>
          )
        }
      />
      {entering && <EnterReceipt onDone={() => setEntering(false)} />}
    </>
  );
}

/** What the best suggestion of each row says; rows without one are left out. */
function receiptsOf(rows: readonly ReceiptRow[]): InputOf<typeof apply>['receipts'] {
  return rows.flatMap((row) =>
    row.best === null || row.refund !== null
      ? []
      : [
          {
            from: row.id,
            rule: row.best.rule,
            parts: row.best.parts.map((part) => ({
              to: part.item,
              amount: part.amount,
              discount: part.discount,
              writeOff: part.writeOff,
            })),
          },
        ],
  );
}

function useColumns(): readonly Column<ReceiptRow>[] {
  const reading = useReading();
  const { t, unit } = reading;
  return [
    customerColumn(reading),
    { key: 'on', label: t('settlements.columns.on'), phone: 'line', render: (row) => <DayText on={row.on} /> },
    {
      key: 'age',
      label: t('settlements.columns.age'),
      align: 'end',
      render: (row) => <span className="x-num">{row.ageDays}</span>,
    },
    {
      key: 'number',
      label: t('settlements.columns.number'),
      optional: true,
      render: (row) => <span data-content>{row.number}</span>,
    },
    {
      key: 'unapplied',
      label: t('settlements.columns.unapplied'),
      head: `${t('settlements.columns.unapplied')} ${unit()}`,
      align: 'end',
      fixed: true,
      phone: 'value',
      render: (row) => <MoneyText value={row.unapplied} strong />,
    },
    {
      key: 'best',
      label: t('settlements.columns.best'),
      phone: 'line',
      render: (row) =>
        row.refund ? (
          <span className="x-caption">{t('settlements.refund.waits')}</span>
        ) : row.best === null ? (
          <MissingText why={t('settlements.noBest')} />
        ) : (
          <span className={`x-receipt-best x-receipt-${row.best.confidence}`} title={t(`settlements.rule.${row.best.rule}`)}>
            {t(`settlements.rule.${row.best.rule}`)}
          </span>
        ),
    },
    {
      key: 'reference',
      label: t('settlements.columns.reference'),
      phone: 'line',
      render: (row) =>
        row.reference ? (
          <span className="x-receipt-reference" title={row.reference} data-content>
            {row.reference}
          </span>
        ) : (
          <MissingText why={t('settlements.noReference')} />
        ),
    },
  ];
}
