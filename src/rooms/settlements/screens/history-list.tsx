// What was applied: by which rule or by whom, taken back with a reason.
import { Button } from 'antd';
import { useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { ListPage, type ListView } from '#web/kit/list-page.tsx';
import type { ListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { DayText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { history, unapply } from '../contract.ts';
import { amountColumn, customerColumn } from './list-columns.tsx';
import { ReasonModal } from './reason-modal.tsx';

type Row = OutputOf<typeof history>['rows'][number];

export function HistoryList({
  show,
  views,
  state,
  onState,
}: {
  show: 'all' | 'by_rule';
  views: readonly ListView[];
  state: ListState;
  onState: (state: ListState) => void;
}) {
  const { t } = useReading();
  const mayWrite = useMay('ledger.write');
  const [here, setHere] = useState<Row | null>(null);
  const [back, setBack] = useState<Row | null>(null);
  const customer = state.filters['customer'];
  const input: InputOf<typeof history> = { show, limit: 60, ...(customer ? { customer } : {}) };
  const asked = usePages(history, input);
  const offered = mayWrite && here !== null && here.takenBack === null;
  useKeys([{ key: 'u', label: t('settlements.unapply'), run: () => offered && setBack(here) }]);
  return (
    <>
      <ListPage
        name="settlement-history"
        title={t('settlements.views.history')}
        state={state}
        onState={onState}
        views={views}
        fields={[{ key: 'customer', label: t('settlements.fields.customer'), kind: 'text', always: true }]}
        columns={useColumns()}
        rows={asked.pages?.flatMap((each) => each.rows)}
        rowKey={(row) => row.id}
        onFocused={setHere}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        empty={<Empty title={t('settlements.emptyHistory')}>{t('settlements.emptyHistoryHelp')}</Empty>}
        actions={
          offered && (
            <Button onClick={() => setBack(here)}>
              {t('settlements.unapply')} <KeyCaps keys="u" />
            </Button>
          )
        }
      />
      {back && <Unapply row={back} onDone={() => setBack(null)} />}
    </>
  );
}

function Unapply({ row, onDone }: { row: Row; onDone: () => void }) {
  const { t, money } = useReading();
  const act = useAct(unapply);
  return (
    <ReasonModal
      title={`${row.from.number} → ${row.to.number}`}
      help={t('settlements.unapplyHelp', { to: row.to.number, from: row.from.number })}
      act={t('settlements.unapplyDo', { amount: money(row.amount, { scale: 'one' }) })}
      busy={act.isPending}
      error={act.error}
      onAct={(reason) => act.mutate({ input: { applications: [row.id], reason } }, { onSuccess: onDone })}
      onDone={onDone}
    />
  );
}

function useColumns(): readonly Column<Row>[] {
  const reading = useReading();
  const { t } = reading;
  const { today } = useAsOf();
  return [
    customerColumn(reading),
    {
      key: 'from',
      label: t('settlements.columns.from'),
      phone: 'line',
      render: (row) => <span data-content>{row.from.number}</span>,
    },
    { key: 'to', label: t('settlements.columns.to'), phone: 'line', render: (row) => <span data-content>{row.to.number}</span> },
    amountColumn(reading),
    { key: 'effective', label: t('settlements.columns.effective'), render: (row) => <DayText on={row.effectiveOn} /> },
    {
      key: 'rule',
      label: t('settlements.columns.rule'),
      phone: 'line',
      render: (row) =>
        row.takenBack ? (
          <span className="x-caption">{t('settlements.takenBack', { reason: row.takenBack.reason ?? '' })}</span>
        ) : (
          t(`settlements.rule.${row.rule}`)
        ),
    },
    {
      key: 'by',
      label: t('settlements.columns.by'),
      render: (row) => (row.byRule ? t('settlements.byRule') : <span data-content>{row.by}</span>),
    },
    { key: 'at', label: t('settlements.columns.at'), align: 'end', phone: 'line', render: (row) => instantText(row.at, today) },
  ];
}
