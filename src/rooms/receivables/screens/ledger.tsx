// The ledger: every customer's exposure, limit and ageing on any day, narrowed by what the address says.
import { DownloadOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { download } from '#web/api.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { usePages } from '#web/paging.ts';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { problemText } from '#web/words/problem-text.ts';
import { exportLedger, ledger } from '../contract.ts';
import { ledgerColumns } from './ledger-columns.tsx';
import { LedgerLegend, useLedgerFields, usePivots } from './ledger-filters.tsx';
import { LedgerPivot } from './ledger-pivot.tsx';
import { LedgerPreview } from './ledger-preview.tsx';
import type { LedgerFilter } from './ledger-query.ts';
import { DEFAULT_SORT, ledgerFilter, lineKey, pivotOf, VIEWS, viewOf } from './ledger-query.ts';
import { ProposeLimits } from './propose-limits.tsx';
import './ledger.css';

/** Two screens of rows; the rest when asked for. */
const PAGE_ROWS = 60;

export function LedgerPage() {
  const [state] = useListState();
  const reading = useReading();
  useCrumbs([{ label: reading.t('ledger.title') }]);
  const by = pivotOf(state);
  return (
    <div className={`x-under-tabs x-ledger x-ledger-${reading.scale}`}>
      <BooksTabs />
      {by ? <LedgerPivot key={by} by={by} /> : <LedgerList />}
    </div>
  );
}

function LedgerList() {
  const reading = useReading();
  const { t } = reading;
  const navigate = useNavigate();
  const phone = usePhone();
  const [state, setState] = useListState();
  const { then } = useAsOf();
  const mayPropose = useMay('limits.propose');
  const mayImport = useMay('ledger.import');
  const filter = ledgerFilter(state, then);
  const asked = usePages(ledger, { ...filter, limit: PAGE_ROWS } as never, { by: 'offset' });
  const totals = asked.first?.totals ?? [];
  const buckets = asked.first?.buckets ?? [];
  const rows = asked.pages?.flatMap((each) => each.rows);
  const customers = totals.reduce((sum, each) => sum + each.customers, 0);
  const columns = ledgerColumns(reading, totals, buckets);
  const sort = state.sort ?? DEFAULT_SORT;
  const sortName = columns.find((each) => each.sort === sort.by)?.label ?? sort.by;
  const view = viewOf(state);
  return (
    <ListPage
      name="ledger"
      title={t('ledger.title')}
      state={state}
      onState={setState}
      views={VIEWS.map((key) => ({
        key,
        label: t(`ledger.views.${key}`),
        ...(key === view && asked.first ? { count: customers } : {}),
        ...(key === 'overdue' && view === 'all' && asked.first
          ? { count: totals.reduce((sum, each) => sum + each.overdueCustomers, 0) }
          : {}),
      }))}
      fields={useLedgerFields(totals)}
      columns={columns}
      rows={rows}
      rowKey={lineKey}
      total={customers}
      error={asked.error}
      retry={asked.retry}
      {...(asked.onMore ? { onMore: asked.onMore } : {})}
      loadingMore={asked.loadingMore}
      defaultSort={DEFAULT_SORT}
      aside={
        <>
          {t('ledger.sortedBy', { by: sortName, order: t(sort.descending ? 'kit.sortDesc' : 'kit.sortAsc') })} ·{' '}
          {t('ledger.amountsIn', { unit: reading.unit(totals[0]?.currency) })}
          {asked.first?.home && (
            <>
              {' · '}
              <strong className="x-num">
                {t('ledger.homeTotal', {
                  amount: `${reading.money(asked.first.home.exposure)} ${reading.unit(asked.first.home.exposure.currency)}`,
                  day: asked.first.home.ratesOf,
                })}
              </strong>
              {asked.first.home.missing.length > 0 &&
                ` ${t('ledger.homeMissing', { currencies: asked.first.home.missing.join(', ') })}`}
            </>
          )}
        </>
      }
      legend={totals.length > 0 && buckets.length > 0 && !phone ? <LedgerLegend totals={totals} buckets={buckets} /> : undefined}
      empty={
        <Empty
          title={t('ledger.emptyTitle')}
          action={
            mayImport && (
              <Button type="primary" onClick={() => void navigate({ to: '/import' })}>
                {t('ledger.emptyAction')}
              </Button>
            )
          }
        >
          {t('ledger.emptyHelp')}
        </Empty>
      }
      preview={(line) => <LedgerPreview key={lineKey(line)} line={line} />}
      onOpen={(line) => void navigate({ to: '/customers/$code', params: { code: line.customer.code } })}
      selectable={mayPropose}
      {...(mayPropose
        ? {
            bulk: (keys: ReadonlySet<string>) => (
              <ProposeLimits customers={[...new Set([...keys].map((each) => each.slice(0, each.lastIndexOf(' '))))]} />
            ),
          }
        : {})}
      actions={!phone && customers > 0 && <ExportButton filter={filter} customers={customers} />}
      pivots={usePivots()}
    />
  );
}

/** What each colour of the ageing bars amounts to, over the whole filter. */

function ExportButton({ filter, customers }: { filter: LedgerFilter; customers: number }) {
  const { t } = useReading();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const save = async (format: 'xlsx' | 'csv') => {
    setBusy(true);
    setFailed(null);
    try {
      await download(exportLedger, { ...filter, format });
    } catch (error) {
      setFailed(error);
    }
    setBusy(false);
  };
  return (
    <>
      {failed !== null && <Alert type="error" showIcon title={problemText(failed, t)} />}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'scope', type: 'group', label: t('ledger.exportScope', { count: customers }) },
            { key: 'xlsx', label: t('ledger.exportXlsx') },
            { key: 'csv', label: t('ledger.exportCsv') },
          ],
          onClick: ({ key }) => void save(key === 'csv' ? 'csv' : 'xlsx'),
        }}
      >
        <Button icon={<DownloadOutlined />} loading={busy}>
          {t('ledger.exportAs', { count: customers })}
        </Button>
      </Dropdown>
    </>
  );
}
