// The ledger gathered by group, salesperson, grade, region or industry: the same filter, one line each, opened into its customers.
import { useMemo } from 'react';
import { useOperation } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { toMoney } from '#web/kit/figures.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { type Reading, useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { ledgerPivot } from '../contract.ts';
import { LedgerLegend, useLedgerFields, usePivots } from './ledger-filters.tsx';
import { ledgerFilter, type Pivot, type PivotLine, VIEWS } from './ledger-query.ts';
import { ageingColumn, footOf, oldestColumn, utilisationColumns } from './shared-columns.tsx';

const MONEY = ['limit', 'open', 'exposure', 'available', 'overdue'] as const;
const DEFAULT_SORT = { by: 'exposure', descending: true } as const;
/** What a column sorts by: figures by size, names by their language's order, the few hundred lines in the page itself. */
const SORTED: Readonly<Record<string, (line: PivotLine) => bigint | number>> = {
  ...Object.fromEntries(MONEY.map((key) => [key, (line: PivotLine) => toMoney(line[key])?.minor ?? 0n])),
  customers: (line) => line.customers,
  overdueCustomers: (line) => line.overdueCustomers,
  utilisation: (line) => line.utilisationPpm ?? -1,
  oldestDays: (line) => line.oldestDays ?? -1,
};

export function LedgerPivot({ by }: { by: Pivot }) {
  const reading = useReading();
  const { t, lang } = reading;
  const phone = usePhone();
  const [state, setState] = useListState();
  const { then } = useAsOf();
  const { sort: _sort, descending: _descending, ...filter } = ledgerFilter({ ...state }, then);
  const asked = useOperation(ledgerPivot, { by, ...filter });
  const totals = asked.data?.totals ?? [];
  const buckets = asked.data?.buckets ?? [];
  const sort = state.sort ?? DEFAULT_SORT;
  const rows = useMemo(() => asked.data && sorted(asked.data.rows, sort, lang), [asked.data, sort, lang]);
  const open = (line: PivotLine) => {
    if (line.key === null) return;
    const { pivot: _pivot, ...filters } = state.filters;
    setState({ ...(state.view ? { view: state.view } : {}), filters: { ...filters, [by]: line.key } });
  };
  return (
    <ListPage
      name={`ledger-by-${by}`}
      title={t('ledger.title')}
      state={state}
      onState={setState}
      views={VIEWS.map((key) => ({ key, label: t(`ledger.views.${key}`) }))}
      pivots={usePivots()}
      fields={useLedgerFields(totals)}
      columns={pivotColumns(reading, by, totals, buckets)}
      rows={rows}
      rowKey={(line) => `${line.key ?? ''} ${line.currency}`}
      total={rows?.length}
      error={asked.error}
      retry={() => void asked.refetch()}
      defaultSort={DEFAULT_SORT}
      aside={t('ledger.amountsIn', { unit: reading.unit(totals[0]?.currency) })}
      legend={
        buckets.length > 0 && rows && rows.length > 0 && !phone ? <LedgerLegend totals={totals} buckets={buckets} /> : undefined
      }
      empty={<Empty title={t('ledger.emptyTitle')}>{t('ledger.emptyHelp')}</Empty>}
      onOpen={open}
    />
  );
}

function sorted(rows: readonly PivotLine[], sort: { by: string; descending: boolean }, lang: string): readonly PivotLine[] {
  const figure = SORTED[sort.by];
  const compare = new Intl.Collator(lang === 'zh' ? 'zh-Hans-CN-u-co-pinyin' : 'en').compare;
  const order = (a: PivotLine, b: PivotLine) => {
    if (!figure) return compare(a.label ?? '', b.label ?? '');
    const [x, y] = [figure(a), figure(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
  return [...rows].sort((a, b) => (sort.descending ? order(b, a) : order(a, b)));
}

type Total = { readonly currency: string } & Omit<PivotLine, 'key' | 'label' | 'utilisationPpm' | 'oldestDays'>;

function pivotColumns(
  reading: Reading,
  by: Pivot,
  totals: readonly Total[],
  buckets: readonly string[],
): readonly Column<PivotLine>[] {
  const { t } = reading;
  const several = totals.length > 1;
  const foot = footOf(totals);
  return [
    {
      key: 'label',
      label: t(`ledger.pivots.${by}`),
      fixed: true,
      sort: 'label',
      phone: 'title',
      render: (line) => line.label ?? <span className="x-quiet">{t(`ledger.without.${by}`)}</span>,
      ...foot((total) => (several ? total.currency : t('kit.total'))),
    },
    ...(several ? [{ key: 'currency', label: t('ledger.currency'), render: (line: PivotLine) => line.currency }] : []),
    {
      key: 'customers',
      label: t('ledger.customers'),
      align: 'end',
      sort: 'customers',
      phone: 'line',
      render: (line) => line.customers,
      ...foot((total) => total.customers),
    },
    ...MONEY.map(
      (key): Column<PivotLine> => ({
        key,
        label: t(`glossary.${key === 'open' ? 'receivables' : key}`),
        align: 'end',
        sort: key,
        ...(key === 'exposure' || key === 'available'
          ? { phone: 'line' as const }
          : key === 'overdue'
            ? { phone: 'value' as const }
            : {}),
        render: (line) => (
          <MoneyText
            value={line[key]}
            strong={key === 'exposure'}
            risk={key === 'available' && line.available.amount.startsWith('-') ? 4 : undefined}
          />
        ),
        ...foot((total) => <MoneyText value={total[key]} />),
      }),
    ),
    ...utilisationColumns<PivotLine, Total>(reading, () => t('kit.noLimit'), [110, 64], foot),
    {
      key: 'overdueCustomers',
      label: t('ledger.overdueCustomers'),
      align: 'end',
      sort: 'overdueCustomers',
      render: (line) => line.overdueCustomers,
      ...foot((total) => total.overdueCustomers),
    },
    oldestColumn(reading, 74),
    ageingColumn(reading, buckets, 150, foot),
  ];
}
