// Hand-overs between salespeople: what waits for a signature, what is to come, what was done; beside the list the one in focus with its customers.
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { instantText } from '#web/kit/instants.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { DayText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { handovers } from '../contract.ts';
import { HandoverForm } from './handover-form.tsx';
import { HandoverSheet } from './handover-sheet.tsx';
import { CustomerParts } from './parts.tsx';

export type HandoverRow = OutputOf<typeof handovers>['handovers'][number];
const VIEWS = ['all', 'proposed', 'accepted', 'done'] as const;

export function HandoversPage() {
  const may = useMay('customers.read');
  return (
    <div className="x-under-tabs">
      <CustomerParts here="handovers" />
      {may ? <Handovers /> : <NoPermission />}
    </div>
  );
}

function Handovers() {
  const { t } = useReading();
  const [state, setState] = useListState();
  const [proposing, setProposing] = useState(false);
  const mayPropose = useMay('customers.write');
  const view = VIEWS.find((each) => each === state.view) ?? 'all';
  const input: InputOf<typeof handovers> = view === 'all' ? {} : { state: view };
  const asked = usePages(handovers, input);
  const propose = mayPropose && (
    <Button type="primary" onClick={() => setProposing(true)}>
      {t('belonging.ho.start')}
    </Button>
  );
  return (
    <>
      <ListPage
        name="handovers"
        title={t('belonging.ho.title')}
        state={state}
        onState={setState}
        views={VIEWS.map((key) => ({ key, label: t(`belonging.ho.views.${key}`) }))}
        fields={[]}
        columns={useColumns()}
        rows={asked.pages?.flatMap((page) => page.handovers)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        worked
        preview={(row) => <HandoverSheet key={row.id} id={row.id} />}
        actions={propose}
        empty={
          view === 'all' ? (
            <Empty title={t('belonging.ho.none')} action={propose}>
              {t('belonging.ho.noneHelp')}
            </Empty>
          ) : (
            <Empty title={t('belonging.ho.noneHere')} />
          )
        }
      />
      {proposing && <HandoverForm onClose={() => setProposing(false)} />}
    </>
  );
}

/** Who has signed, in words. */
function signedOf(row: HandoverRow): 'signedBoth' | 'signedGiven' | 'signedTaken' | 'signedNone' {
  if (row.givenAt !== null) return row.takenAt === null ? 'signedGiven' : 'signedBoth';
  return row.takenAt === null ? 'signedNone' : 'signedTaken';
}

function useColumns(): readonly Column<HandoverRow>[] {
  const { t } = useReading();
  const { today } = useAsOf();
  return useMemo<readonly Column<HandoverRow>[]>(
    () => [
      {
        key: 'who',
        label: t('belonging.ho.cols.who'),
        fixed: true,
        phone: 'title',
        render: (row) => <strong data-content>{t('belonging.ho.whoTo', { from: row.from, to: row.to })}</strong>,
      },
      {
        key: 'customers',
        label: t('belonging.ho.cols.customers'),
        align: 'end',
        phone: 'value',
        render: (row) => <span className="x-num">{t('belonging.ho.count', { count: row.customers })}</span>,
      },
      {
        key: 'starts',
        label: t('belonging.ho.cols.starts'),
        phone: 'line',
        render: (row) => <DayText on={row.startsOn} relative="plain" />,
      },
      {
        key: 'state',
        label: t('belonging.ho.cols.state'),
        phone: 'line',
        render: (row) =>
          row.maySign.length > 0 ? <strong>{t(`belonging.ho.state.${row.state}`)}</strong> : t(`belonging.ho.state.${row.state}`),
      },
      { key: 'signed', label: t('belonging.ho.cols.signed'), render: (row) => t(`belonging.ho.${signedOf(row)}`) },
      {
        key: 'proposed',
        label: t('belonging.ho.cols.proposed'),
        render: (row) => (
          <span data-content>
            {row.proposedBy} <span className="x-aside">{instantText(row.proposedAt, today)}</span>
          </span>
        ),
      },
    ],
    [t, today],
  );
}
