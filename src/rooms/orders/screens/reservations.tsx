// What orders have reserved of the limits: how much is left of it and until when.
import { useMemo, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { zh } from '#web/words/zh.ts';
import { reservations } from '../contract.ts';
import { OrdersTabs } from './orders-tabs.tsx';
import { ReservationDialog } from './reservation-dialog.tsx';

type Row = OutputOf<typeof reservations>['reservations'][number];

export function Reservations() {
  const may = useMay('orders.read');
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="reservations" />
      {may ? <ReservationList /> : <NoPermission />}
    </div>
  );
}

function ReservationList() {
  const { t, unit } = useReading();
  const { today } = useAsOf();
  const [state, setState] = useListState();
  const ended = state.view === 'ended';
  const customer = state.filters['customer'];
  const [chosen, setChosen] = useState<Row | null>(null);
  const asked = usePages(reservations, { ended, ...(customer ? { customer } : {}) });
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      {
        key: 'customer',
        label: t('orders.columns.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong>{row.customer.name}</strong>,
      },
      { key: 'order', label: t('orders.columns.order'), phone: 'line', render: (row) => row.order },
      { key: 'contract', label: t('orders.columns.contract'), render: (row) => row.contract ?? '—' },
      {
        key: 'granted',
        label: t('orders.columns.granted'),
        head: `${t('orders.columns.granted')} ${unit()}`,
        align: 'end',
        render: (row) => <MoneyText value={row.granted} />,
      },
      {
        key: 'remaining',
        label: t('orders.columns.remaining'),
        head: `${t('orders.columns.remaining')} ${unit()}`,
        align: 'end',
        phone: 'value',
        render: (row) => <MoneyText value={row.remaining} strong />,
      },
      {
        key: 'made',
        label: t('orders.columns.at'),
        align: 'end',
        render: (row) => <span className="x-num">{instantText(row.madeAt, today)}</span>,
      },
      ended
        ? {
            key: 'how',
            label: t('orders.columns.state'),
            align: 'end',
            phone: 'line',
            render: (row) => (
              <>
                {row.endedHow &&
                  (Object.hasOwn(zh.orders.reservations.how, row.endedHow)
                    ? t(`orders.reservations.how.${row.endedHow as 'expired'}`)
                    : row.endedHow)}{' '}
                <span className="x-aside">{row.endedAt && instantText(row.endedAt, today)}</span>
              </>
            ),
          }
        : {
            key: 'expires',
            label: t('orders.columns.expires'),
            align: 'end',
            phone: 'line',
            render: (row) => <span className="x-num">{instantText(row.expiresAt, today)}</span>,
          },
    ],
    [t, unit, today, ended],
  );
  return (
    <>
      {chosen && <ReservationDialog row={chosen} onClose={() => setChosen(null)} />}
      <ListPage
        name="reservations"
        title={t('orders.reservations.title')}
        state={state}
        onState={setState}
        views={[
          { key: 'open', label: t('orders.reservations.open') },
          { key: 'ended', label: t('orders.reservations.ended') },
        ]}
        fields={[{ key: 'customer', label: t('glossary.customer'), kind: 'text' }]}
        columns={columns}
        rows={asked.pages?.flatMap((page) => page.reservations)}
        rowKey={(row) => row.number}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        onOpen={setChosen}
        empty={<Empty title={t('orders.reservations.none')}>{t('orders.reservations.noneHelp')}</Empty>}
      />
    </>
  );
}
