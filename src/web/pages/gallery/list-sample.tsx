// ListPage with the ledger's columns.
import { ratioPpm } from '#base/ratio.ts';
import { AgeingBar, ExposureBar, Legend, Swatch, UtilisationBar } from '#web/kit/bars.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { toMoney } from '#web/kit/figures.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { GradeTag, MoneyText, PercentText, RiskMark } from '#web/kit/text.tsx';
import type { SampleRow } from './samples.ts';
import { rows, wan } from './samples.ts';

const KEYS = ['not_due', '1-30', '31-60', '61-90'] as const;

function utilisation(row: { exposure: number; limit: number | null }): number | null {
  return row.limit === null ? null : ratioPpm(toMoney(wan(row.exposure))?.minor ?? 0n, toMoney(wan(row.limit))?.minor ?? 0n);
}

export function ListSample() {
  const { t, unit } = useReading();
  const [state, setState] = useListState();
  const part = (at: 0 | 1 | 2 | 3, key: 'receivables' | 'delivered' | 'reserved' | 'bills'): Column<SampleRow> => ({
    key,
    label: t(`glossary.${key}`),
    head: (
      <>
        <Swatch fill={(['part1', 'part2', 'part3', 'part4'] as const)[at]} /> {t(`glossary.${key}`)}
      </>
    ),
    align: 'end',
    sort: key,
    render: (row) => <MoneyText value={wan(row.parts[at])} />,
    total: <MoneyText value={wan(rows.reduce((sum, row) => sum + row.parts[at], 0))} />,
  });
  const sum = (of: (row: SampleRow) => number) => <MoneyText value={wan(rows.reduce((all, row) => all + of(row), 0))} />;
  const columns: readonly Column<SampleRow>[] = [
    {
      key: 'name',
      label: t('glossary.customer'),
      fixed: true,
      phone: 'title',
      render: (row) => <b style={{ fontWeight: 500 }}>{row.name}</b>,
      total: t('kit.totalOf', { count: rows.length }),
    },
    { key: 'grade', label: t('glossary.grade'), phone: 'title', render: (row) => <GradeTag grade={row.grade} /> },
    {
      key: 'limit',
      label: t('glossary.limit'),
      align: 'end',
      sort: 'limit',
      phone: 'line',
      render: (row) => <MoneyText value={row.limit === null ? null : wan(row.limit)} missing={t('kit.noLimit')} />,
      total: sum((row) => row.limit ?? 0),
    },
    part(0, 'receivables'),
    part(1, 'delivered'),
    part(2, 'reserved'),
    part(3, 'bills'),
    {
      key: 'exposure',
      label: t('glossary.exposure'),
      align: 'end',
      sort: 'exposure',
      phone: 'line',
      render: (row) => <MoneyText value={wan(row.exposure)} strong />,
      total: sum((row) => row.exposure),
    },
    {
      key: 'available',
      label: t('glossary.available'),
      align: 'end',
      phone: 'line',
      render: (row) =>
        row.limit === null ? (
          <MoneyText value={null} missing={t('kit.noLimit')} />
        ) : (
          <MoneyText value={wan(row.limit - row.exposure)} risk={row.limit < row.exposure ? 4 : undefined} />
        ),
      total: sum((row) => (row.limit ?? row.exposure) - row.exposure),
    },
    {
      key: 'bar',
      label: t('glossary.utilisation'),
      head: `${t('glossary.utilisation')} %`,
      width: 110,
      phone: 'bar',
      render: (row) => (
        <UtilisationBar
          ppm={utilisation(row)}
          {...(row.permanent && row.limit ? { permanentPpm: (row.permanent / row.limit) * 1_000_000 } : {})}
        />
      ),
      total: <UtilisationBar ppm={773_000} />,
    },
    {
      key: 'utilisation',
      label: `${t('glossary.utilisation')} %`,
      head: '',
      align: 'end',
      render: (row) => <PercentText ppm={utilisation(row)} missing={t('kit.noLimit')} />,
      total: <PercentText ppm={773_000} />,
    },
    {
      key: 'overdue',
      label: t('glossary.overdue'),
      align: 'end',
      sort: 'overdue',
      phone: 'value',
      render: (row) => <MoneyText value={wan(row.overdue)} />,
      total: sum((row) => row.overdue),
    },
    {
      key: 'days',
      label: t('glossary.daysOverdue'),
      head: t('glossary.oldest'),
      align: 'end',
      sort: 'days',
      phone: 'line',
      render: (row) => (
        <RiskMark
          step={row.days > 60 ? 4 : row.days > 30 ? 3 : 2}
          word={<span style={{ color: 'var(--text1)' }}>{row.days}</span>}
        />
      ),
      total: '—',
    },
    {
      key: 'ageing',
      label: t('glossary.ageing'),
      width: 100,
      render: (row) => <AgeingBar buckets={KEYS.map((key, at) => ({ key, value: wan(row.ageing[at] ?? 0) }))} />,
    },
    { key: 'code', label: 'Code', optional: true, render: (row) => row.code },
  ];
  return (
    <ListPage
      name="gallery"
      title={t('shell.nav.ledger')}
      state={state}
      onState={setState}
      views={[
        { key: 'overdue', label: t('glossary.overdue'), count: 18 },
        { key: 'all', label: t('kit.all'), count: 214 },
      ]}
      pivots={[
        { value: 'customer', label: t('glossary.customer') },
        { value: 'group', label: t('glossary.group') },
        { value: 'salesperson', label: t('glossary.salesperson') },
        { value: 'ageing', label: t('glossary.ageing') },
      ]}
      fields={[
        { key: 'minDays', label: t('glossary.daysOverdue'), kind: 'number', always: true, unit: '' },
        {
          key: 'grade',
          label: t('glossary.grade'),
          kind: 'many',
          always: true,
          options: ['A', 'BBB', 'BB', 'B', 'CCC'].map((value) => ({ value, label: value })),
        },
        { key: 'name', label: t('glossary.customer'), kind: 'text' },
        { key: 'owner', label: t('glossary.salesperson'), kind: 'text' },
      ]}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.name}
      total={18}
      defaultSort={{ by: 'overdue', descending: true }}
      aside={`${t('kit.amount')} ${unit()}`}
      legend={
        <Legend
          items={KEYS.map((key, at) => ({
            fill: (['track', 'risk2', 'risk3', 'risk4'] as const)[at] ?? 'track',
            label: t(`kit.bucket.${key}`),
          }))}
        />
      }
      preview={(row) => <Preview row={row} />}
      onOpen={() => {}}
      onExport={() => {}}
      selectable
    />
  );
}

function Preview({ row }: { row: SampleRow }) {
  const { t } = useReading();
  const keys = ['receivables', 'delivered', 'reserved', 'bills'] as const;
  return (
    <div className="x-preview">
      <div className="x-preview-title">
        {row.name} <GradeTag grade={row.grade} />
      </div>
      <section>
        <ExposureBar
          parts={keys.map((key, at) => ({ key, label: t(`glossary.${key}`), value: wan(row.parts[at] ?? 0) }))}
          limit={row.limit === null ? null : wan(row.limit)}
          {...(row.permanent ? { permanent: wan(row.permanent) } : {})}
        />
      </section>
      <section className="x-lines">
        {keys.map((key, at) => (
          <div key={key}>
            <span>
              <Swatch fill={(['part1', 'part2', 'part3', 'part4'] as const)[at] ?? 'part1'} /> {t(`glossary.${key}`)}
            </span>
            <MoneyText value={wan(row.parts[at] ?? 0)} />
          </div>
        ))}
      </section>
    </div>
  );
}
