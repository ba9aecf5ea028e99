// The ledger: every customer's exposure, limit and ageing on any day, narrowed by what the address says.
import { DownloadOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { download } from '#web/api.ts';
import { bucketFill, Legend } from '#web/kit/bars.tsx';
import { formatMoney, toMoney } from '#web/kit/figures.ts';
import type { FilterField } from '#web/kit/filters.tsx';
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
import { LedgerPreview } from './ledger-preview.tsx';
import type { LedgerFilter, LedgerTotal } from './ledger-query.ts';
import { DEFAULT_SORT, GRADES, ledgerFilter, lineKey, VIEWS, viewOf } from './ledger-query.ts';
import { ProposeLimits } from './propose-limits.tsx';
import './ledger.css';

/** Two screens of rows; the rest when asked for. */
const PAGE_ROWS = 60;

export function LedgerPage() {
  const reading = useReading();
  const { t } = reading;
  useCrumbs([{ label: t('ledger.title') }]);
  const navigate = useNavigate();
  const phone = usePhone();
  const [state, setState] = useListState();
  const { asOf, today } = useAsOf();
  const mayPropose = useMay('limits.propose');
  const mayImport = useMay('ledger.import');
  const filter = ledgerFilter(state, asOf === today ? null : asOf);
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
    <div className={`x-under-tabs x-ledger x-ledger-${reading.scale}`}>
      <BooksTabs />
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
        fields={useFields(totals)}
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
          </>
        }
        legend={
          totals.length > 0 && buckets.length > 0 && !phone ? <LedgerLegend totals={totals} buckets={buckets} /> : undefined
        }
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
      />
    </div>
  );
}

function useFields(totals: readonly LedgerTotal[]): readonly FilterField[] {
  const { t } = useReading();
  return [
    { key: 'text', label: t('ledger.text'), kind: 'text' },
    {
      key: 'grade',
      label: t('glossary.grade'),
      kind: 'many',
      always: true,
      options: GRADES.map((value) => ({ value, label: value })),
    },
    { key: 'utilisation', label: t('ledger.minUtilisation'), kind: 'number', unit: '%' },
    { key: 'overdue', label: t('ledger.overdueOnly'), kind: 'choice', options: [{ value: 'yes', label: t('ledger.yes') }] },
    { key: 'owner', label: t('glossary.salesperson'), kind: 'text', always: true },
    { key: 'group', label: t('glossary.group'), kind: 'text' },
    ...(totals.length > 1
      ? [
          {
            key: 'currency',
            label: t('ledger.currency'),
            kind: 'choice' as const,
            always: true,
            options: totals.map((each) => ({ value: each.currency, label: each.currency })),
          },
        ]
      : [{ key: 'currency', label: t('ledger.currency'), kind: 'text' as const }]),
  ];
}

/** What each colour of the ageing bars amounts to, over the whole filter. */
function LedgerLegend({ totals, buckets }: { totals: readonly LedgerTotal[]; buckets: readonly string[] }) {
  const { t, scale, lang } = useReading();
  const [total] = totals;
  if (!total || totals.length > 1) return <span>{t('ledger.ticks')}</span>;
  const sums = new Map<string, bigint>();
  buckets.forEach((key, at) => {
    const shown = at < 3 ? key : 'over_60';
    sums.set(shown, (sums.get(shown) ?? 0n) + (toMoney(total.ageing[at])?.minor ?? 0n));
  });
  const amount = (minor: bigint) => formatMoney({ minor, currency: total.currency }, { scale, lang });
  return (
    <>
      <Legend
        items={[...sums].map(([key, minor]) => ({
          fill: bucketFill(key),
          label: t('ledger.bucketSum', {
            bucket: key === 'over_60' ? t('ledger.over60') : t(`kit.bucket.${key as 'not_due'}`),
            amount: amount(minor),
          }),
        }))}
      />
      <span>
        {t('ledger.ticks')}　{t('ledger.unappliedOff', { amount: amount(toMoney(total.unapplied)?.minor ?? 0n) })}
      </span>
    </>
  );
}

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
