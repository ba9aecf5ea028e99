// What customers dispute: how much, why, for how long, who entered it; cleared from here.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { ListPage, type ListView } from '#web/kit/list-page.tsx';
import type { ListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { DayText, MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { disputes } from '../contract.ts';
import { ClearDispute, useDisputeText } from './dispute.tsx';
import { customerColumn } from './list-columns.tsx';

type Row = OutputOf<typeof disputes>['rows'][number];

export function DisputeList({
  views,
  state,
  onState,
}: {
  views: readonly ListView[];
  state: ListState;
  onState: (state: ListState) => void;
}) {
  const { t, money, unit } = useReading();
  const { then, past } = useAsOf();
  const mayWrite = useMay('ledger.write');
  const [here, setHere] = useState<Row | null>(null);
  const [clearing, setClearing] = useState<Row | null>(null);
  const { customer, show } = state.filters;
  const asked = usePages(disputes, {
    limit: 60,
    show: show === 'all' ? 'all' : 'standing',
    ...(customer ? { customer } : {}),
    ...then,
  });
  const offered = mayWrite && !past && here !== null && here.ended === null;
  useKeys([{ key: 'c', label: t('settlements.dispute.clear'), run: () => offered && setClearing(here) }]);
  const totals = asked.first?.totals ?? [];
  return (
    <>
      <ListPage
        name="disputes"
        title={t('settlements.views.disputes')}
        state={state}
        onState={onState}
        views={views}
        fields={[
          { key: 'customer', label: t('settlements.fields.customer'), kind: 'text', always: true },
          {
            key: 'show',
            label: t('settlements.columns.state'),
            kind: 'choice',
            options: [{ value: 'all', label: t('settlements.dispute.alsoEnded') }],
          },
        ]}
        columns={useColumns()}
        rows={asked.pages?.flatMap((each) => each.rows)}
        rowKey={(row) => row.id}
        onFocused={setHere}
        error={asked.error}
        retry={asked.retry}
        {...(asked.onMore ? { onMore: asked.onMore } : {})}
        loadingMore={asked.loadingMore}
        aside={totals
          .map((each) =>
            t('settlements.dispute.totals', { count: each.count, amount: `${money(each.disputed)} ${unit(each.currency)}` }),
          )
          .join(t('kit.separator'))}
        empty={<Empty title={t('settlements.dispute.empty')}>{t('settlements.dispute.emptyHelp')}</Empty>}
        actions={
          offered && (
            <Button onClick={() => setClearing(here)}>
              {t('settlements.dispute.clear')} <KeyCaps keys="c" />
            </Button>
          )
        }
      />
      {clearing && (
        <ClearDispute
          found={{ id: clearing.document.id, number: clearing.document.number, disputed: clearing.disputed }}
          onDone={() => setClearing(null)}
        />
      )}
    </>
  );
}

function useColumns(): readonly Column<Row>[] {
  const reading = useReading();
  const { t, unit } = reading;
  const told = useDisputeText();
  return [
    customerColumn(reading),
    {
      key: 'number',
      label: t('settlements.columns.invoice'),
      phone: 'line',
      render: (row) => (
        <Link
          to="/customers/$code"
          params={{ code: row.customer.code }}
          search={{ view: 'documents', f_doc: row.document.id } as never}
          data-content
        >
          {row.document.number}
        </Link>
      ),
    },
    {
      key: 'disputed',
      label: t('settlements.columns.disputed'),
      head: `${t('settlements.columns.disputed')} ${unit()}`,
      align: 'end',
      fixed: true,
      phone: 'value',
      render: (row) => <MoneyText value={row.ended ? row.amount : row.disputed} strong={row.ended === null} />,
    },
    { key: 'open', label: t('settlements.columns.open'), align: 'end', render: (row) => <MoneyText value={row.open} /> },
    {
      key: 'reason',
      label: t('settlements.columns.reason'),
      phone: 'line',
      render: (row) => <span data-content>{told(row)}</span>,
    },
    { key: 'on', label: t('settlements.dispute.since'), phone: 'line', render: (row) => <DayText on={row.on} /> },
    {
      key: 'days',
      label: t('settlements.dispute.days'),
      align: 'end',
      render: (row) => <span className="x-num">{row.days}</span>,
    },
    {
      key: 'state',
      label: t('settlements.columns.state'),
      phone: 'line',
      render: (row) =>
        row.ended ? t(`settlements.dispute.outcomes.${row.ended.outcome}`) : t('settlements.dispute.stands', { by: row.by }),
    },
  ];
}
