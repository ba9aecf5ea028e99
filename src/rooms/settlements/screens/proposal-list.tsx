// Write-offs and refunds: what waits for a second person, what was approved, what was not.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage, type ListView } from '#web/kit/list-page.tsx';
import type { ListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, Refusal } from '#web/kit/states.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { refunds, withdrawRefund, withdrawWriteOff, writeOffs } from '../contract.ts';
import { amountColumn, customerColumn } from './list-columns.tsx';

type Row = OutputOf<typeof writeOffs | typeof refunds>['rows'][number];
const STATES = ['submitted', 'approved', 'rejected', 'withdrawn'] as const;
/** What both kinds of proposal differ in; their words have the same names. */
const KINDS = {
  writeOff: {
    name: 'write-offs',
    title: 'settlements.views.writeoffs',
    of: 'settlements.columns.invoice',
    list: writeOffs,
    withdraw: withdrawWriteOff,
  },
  refund: {
    name: 'refunds',
    title: 'settlements.views.refund',
    of: 'settlements.columns.from',
    list: refunds,
    withdraw: withdrawRefund,
  },
} as const;
type Kind = keyof typeof KINDS;

export function ProposalList({
  kind,
  views,
  state,
  onState,
}: {
  kind: Kind;
  views: readonly ListView[];
  state: ListState;
  onState: (state: ListState) => void;
}) {
  const { t } = useReading();
  const { name, title, list, withdraw } = KINDS[kind];
  const mayWrite = useMay('ledger.write');
  const [here, setHere] = useState<Row | null>(null);
  const wanted = STATES.find((each) => each === state.filters['state']);
  const asked = usePages(list, { limit: 60, ...(wanted ? { state: wanted } : {}) });
  const withdrawing = useAct(withdraw);
  return (
    <ListPage
      name={name}
      title={t(title)}
      state={state}
      onState={onState}
      views={views}
      fields={[
        {
          key: 'state',
          label: t('settlements.columns.state'),
          kind: 'choice',
          always: true,
          options: STATES.map((value) => ({ value, label: t(`settlements.${kind}.states.${value}`) })),
        },
      ]}
      columns={useColumns(kind)}
      rows={asked.pages?.flatMap((each): readonly Row[] => each.rows)}
      rowKey={(row) => row.id}
      onFocused={setHere}
      error={asked.error}
      retry={asked.retry}
      {...(asked.onMore ? { onMore: asked.onMore } : {})}
      loadingMore={asked.loadingMore}
      aside={withdrawing.error ? <Refusal error={withdrawing.error} /> : undefined}
      empty={<Empty title={t(`settlements.${kind}.empty`)}>{t(`settlements.${kind}.emptyHelp`)}</Empty>}
      actions={
        mayWrite &&
        here?.state === 'submitted' && (
          <Button loading={withdrawing.isPending} onClick={() => withdrawing.mutate({ input: { id: here.id } })}>
            {t(`settlements.${kind}.withdraw`)}
          </Button>
        )
      }
    />
  );
}

function useColumns(kind: Kind): readonly Column<Row>[] {
  const reading = useReading();
  const { t } = reading;
  const { today } = useAsOf();
  const payee: Column<Row> = {
    key: 'payee',
    label: t('settlements.refund.payeeHead'),
    render: (row) => <span data-content>{('payee' in row ? row.payee : null) ?? '—'}</span>,
  };
  return [
    customerColumn(reading),
    {
      key: 'number',
      label: t(KINDS[kind].of),
      phone: 'line',
      render: (row) => <span data-content>{row.number}</span>,
    },
    amountColumn(reading),
    ...(kind === 'refund' ? [payee] : []),
    {
      key: 'reason',
      label: t('settlements.columns.reason'),
      phone: 'line',
      render: (row) => <span data-content>{row.reason}</span>,
    },
    {
      key: 'state',
      label: t('settlements.columns.state'),
      phone: 'line',
      render: (row) => {
        const known = STATES.find((each) => each === row.state);
        const word = known ? t(`settlements.${kind}.states.${known}`) : row.state;
        return row.state === 'submitted' && row.caseId ? (
          <Link to="/approvals/$id" params={{ id: row.caseId }}>
            {word}
          </Link>
        ) : (
          <span>
            {word} {row.endedBy && <span className="x-aside">{row.endedBy}</span>}
          </span>
        );
      },
    },
    {
      key: 'proposed',
      label: t('settlements.columns.proposed'),
      render: (row) => (
        <>
          {row.proposedBy} <span className="x-aside">{instantText(row.proposedAt, today)}</span>
        </>
      ),
    },
  ];
}
