// The hold queue as a list: who, how much, why, whose, until when; Enter opens it to decide.
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { clockOf } from '#web/kit/clocks.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { GradeTag, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useSession } from '#web/shell/session.tsx';
import { reasonsLine } from '#web/words/facts-line.ts';
import { reasonStep } from '#web/words/reason-text.ts';
import { zh } from '#web/words/zh.ts';
import { holds } from '../contract.ts';
import { OrdersTabs } from './orders-tabs.tsx';

type Row = OutputOf<typeof holds>['holds'][number];

export function Holds() {
  const session = useSession();
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="holds" />
      {session?.permissions.has('orders.read') ? <HoldList shadow={session.shadow} /> : <NoPermission />}
    </div>
  );
}

function HoldList({ shadow }: { shadow: boolean }) {
  const reading = useReading();
  const { t, unit } = reading;
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const ended = state.view === 'ended';
  const customer = state.filters['customer'];
  const asked = usePages(holds, { state: ended ? 'ended' : 'held', ...(customer ? { customer } : {}) });
  const rows = asked.pages?.flatMap((page) => page.holds);
  const columns = useHoldColumns(ended);
  const first = asked.first;
  return (
    <ListPage
      name={ended ? 'holds-ended' : 'holds'}
      title={t('orders.tabs.holds')}
      state={state}
      onState={setState}
      views={[
        { key: 'held', label: t('orders.held'), count: first?.open },
        { key: 'ended', label: t('orders.ended') },
      ]}
      fields={[{ key: 'customer', label: t('glossary.customer'), kind: 'text' }]}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      error={asked.error}
      retry={asked.retry}
      onMore={asked.onMore}
      loadingMore={asked.loadingMore}
      aside={
        first && first.open > 0
          ? t('orders.holdsTitle', {
              count: first.open,
              amount: first.openAmounts.map((each) => reading.money(each)).join(' + '),
              unit: unit(first.openAmounts[0]?.currency),
            })
          : null
      }
      onOpen={(row) => void navigate({ to: '/orders/holds/$id', params: { id: row.id } })}
      empty={
        <Empty title={t(ended ? 'orders.earlierNone' : 'orders.holdsNone')}>
          {t(shadow ? 'orders.holdsNoneShadow' : 'orders.holdsNoneHelp')}
        </Empty>
      }
    />
  );
}

function useHoldColumns(ended: boolean): readonly Column<Row>[] {
  const reading = useReading();
  const { t, unit } = reading;
  const { today } = useAsOf();
  return useMemo(() => {
    const texts = { scale: reading.scale, lang: reading.lang };
    const worst = (row: Row) => row.reasons.map((each) => reasonStep(each)).sort((a, b) => b - a)[0] ?? 1;
    return [
      {
        key: 'customer',
        label: t('orders.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => (
          <>
            <RiskMark step={ended ? 1 : worst(row)} hideWord /> <strong>{row.customer.name}</strong>
          </>
        ),
      },
      { key: 'grade', label: t('glossary.grade'), width: 60, render: (row) => <GradeTag grade={row.customer.grade} /> },
      { key: 'order', label: t('orders.columns.order'), phone: 'line', render: (row) => row.order },
      {
        key: 'amount',
        label: t('orders.columns.amount'),
        head: `${t('orders.columns.amount')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.amount} strong />,
      },
      {
        key: 'reasons',
        label: t('orders.columns.reasons'),
        phone: 'line',
        render: (row) => <span className="x-cut">{reasonsLine(row.reasons, t, texts)}</span>,
      },
      { key: 'owner', label: t('orders.columns.owner'), render: (row) => row.owner },
      { key: 'sales', label: t('orders.columns.sales'), optional: true, render: (row) => row.sales },
      { key: 'held', label: t('orders.columns.heldAt'), optional: true, render: (row) => instantText(row.heldAt, today) },
      ended
        ? {
            key: 'state',
            label: t('orders.columns.state'),
            phone: 'line',
            render: (row: Row) => (
              <>
                {Object.hasOwn(zh.orders.state, row.state) ? t(`orders.state.${row.state as 'held'}`) : row.state}{' '}
                <span className="x-aside">{row.endedAt && instantText(row.endedAt, today)}</span>
              </>
            ),
          }
        : {
            key: 'due',
            label: t('orders.columns.due'),
            align: 'end' as const,
            phone: 'line' as const,
            render: (row: Row) => {
              const clock = clockOf(row.dueAt, Date.now(), t);
              return <span className={clock.step ? `x-num x-risk-text-${clock.step} x-strong` : 'x-num'}>{clock.text}</span>;
            },
          },
    ];
  }, [reading, t, unit, ended, today]);
}
