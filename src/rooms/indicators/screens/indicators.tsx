// The catalogue of indicators: what each means, how it is spread over our own customers, who reads it; own ones added by expression.
import { Button, Tag } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { AssessmentTabs } from '#rooms/models/screens/assessment-tabs.tsx';
import { useOperation } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { MissingText } from '#web/kit/text.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { missingText } from '#web/words/reason-text.ts';
import { distributions, list } from '../contract.ts';
import { EditIndicator } from './edit-indicator.tsx';
import { type Spread, SpreadBars, SpreadCard } from './spread.tsx';
import { useValueText } from './value-text.ts';
import './indicators.css';

type Row = OutputOf<typeof list>['indicators'][number];
const VIEWS = ['all', 'ledger', 'statement', 'vat', 'bank', 'investigation', 'record', 'own'] as const;
const inView = (view: (typeof VIEWS)[number], row: Row) =>
  view === 'all' ||
  row.source === view ||
  (view === 'record' && row.source === 'file') ||
  (view === 'investigation' && row.source === 'table');

export function IndicatorsPage() {
  const { t, lang } = useReading();
  const may = useMay('ratings.read');
  const mayRun = useMay('ratings.run');
  useCrumbs([{ label: t('indicators.title') }]);
  const [state, setState] = useListState();
  const [editing, setEditing] = useState<Row | 'new' | null>(null);
  const asked = useOperation(list, {}, { enabled: may });
  const spread = useOperation(distributions, {}, { enabled: may });
  const view = VIEWS.find((each) => each === state.view) ?? 'all';
  const sought = state.filters['text']?.toLowerCase();
  const rows = asked.data?.indicators
    .filter((row) => inView(view, row))
    .filter(
      (row) => !sought || [row.key, row.title[lang], row.definition[lang]].some((each) => each.toLowerCase().includes(sought)),
    );
  const columns = useColumns(spread.data?.indicators);
  if (!may) return <NoPermission />;
  return (
    <div className="x-under-tabs">
      <AssessmentTabs />
      <ListPage
        name="indicators"
        title={t('indicators.title')}
        state={state}
        onState={setState}
        views={VIEWS.map((key) => ({
          key,
          label: t(`indicators.view.${key}`),
          ...(asked.data ? { count: asked.data.indicators.filter((row) => inView(key, row)).length } : {}),
        }))}
        fields={[{ key: 'text', label: t('indicators.search'), kind: 'text', always: true }]}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        error={asked.error ?? spread.error}
        retry={() => void Promise.all([asked.refetch(), spread.refetch()])}
        aside={spread.data && t('indicators.sampled', { sampled: spread.data.sampled, customers: spread.data.customers })}
        preview={(row) => (
          <Preview row={row} spread={spread.data?.indicators[row.key]} onEdit={mayRun ? () => setEditing(row) : null} />
        )}
        empty={<Empty title={t('indicators.none')}>{t('indicators.noneHelp')}</Empty>}
        actions={
          mayRun && (
            <Button type="primary" onClick={() => setEditing('new')}>
              {t('indicators.add')}
            </Button>
          )
        }
      />
      {editing && (
        <EditIndicator
          row={editing === 'new' ? null : editing}
          all={asked.data?.indicators ?? []}
          onClose={(saved) => {
            setEditing(null);
            if (saved) void Promise.all([asked.refetch(), spread.refetch()]);
          }}
        />
      )}
    </div>
  );
}

function useColumns(spread: Readonly<Record<string, Spread>> | undefined): Column<Row>[] {
  const { t, lang } = useReading();
  const valueText = useValueText();
  return [
    {
      key: 'name',
      label: t('indicators.name'),
      fixed: true,
      phone: 'title',
      render: (row) => (
        <span className="x-indicator-name">
          <b>{row.title[lang]}</b>
          <small>{row.definition[lang]}</small>
        </span>
      ),
    },
    {
      key: 'source',
      label: t('indicators.from'),
      width: 96,
      phone: 'line',
      render: (row) => t(`indicators.source.${row.source}`),
    },
    { key: 'safer', label: t('indicators.better'), width: 80, render: (row) => t(`indicators.safer.${row.safer}`) },
    {
      key: 'spread',
      label: t('indicators.spread'),
      width: 132,
      phone: 'bar',
      render: (row) => (spread?.[row.key] ? <SpreadBars spread={spread[row.key]!} /> : null),
    },
    {
      key: 'median',
      label: t('indicators.median'),
      align: 'end',
      width: 104,
      phone: 'value',
      render: (row) => {
        const of = spread?.[row.key];
        if (!of) return null;
        if (!of.quantiles) return <MissingText why={of.missing[0] ? missingText(of.missing[0].code, t) : undefined} />;
        return <span className="x-num">{valueText(of.quantiles[2]!, row.unit)}</span>;
      },
    },
    {
      key: 'known',
      label: t('indicators.known'),
      align: 'end',
      width: 84,
      render: (row) => {
        const of = spread?.[row.key];
        return of ? <span className={`x-num${of.known === 0 ? ' x-zero' : ''}`}>{formatNumber(of.known)}</span> : null;
      },
    },
    {
      key: 'usedBy',
      label: t('indicators.usedBy'),
      width: 120,
      render: (row) => row.usedBy.map((each) => each[lang]).join(lang === 'zh' ? '、' : ', '),
    },
    { key: 'key', label: t('indicators.key'), optional: true, render: (row) => <code>{row.key}</code> },
  ];
}

function Preview({ row, spread, onEdit }: { row: Row; spread: Spread | undefined; onEdit: (() => void) | null }) {
  const { t, lang } = useReading();
  return (
    <div className="x-indicator-preview">
      <h3>{row.title[lang]}</h3>
      <p>{row.definition[lang]}</p>
      <dl>
        <dt>{t('indicators.from')}</dt>
        <dd>{t(`indicators.source.${row.source}`)}</dd>
        <dt>{t('indicators.better')}</dt>
        <dd>{t(`indicators.safer.${row.safer}`)}</dd>
        <dt>{t('indicators.fresh')}</dt>
        <dd>{row.todayOnly ? t('indicators.todayOnly') : t('indicators.freshDays', { count: row.freshDays })}</dd>
        <dt>{t('indicators.usedBy')}</dt>
        <dd>
          {row.usedBy.length === 0
            ? t('indicators.unused')
            : row.usedBy.map((each) => each[lang]).join(lang === 'zh' ? '、' : ', ')}
        </dd>
        <dt>{t('indicators.key')}</dt>
        <dd>
          <code>{row.key}</code>
        </dd>
        {row.own && (
          <>
            <dt>{t('indicators.version')}</dt>
            <dd>
              {t('indicators.versionBy', { version: row.own.version, by: row.own.by })}{' '}
              {row.own.retired && <Tag>{t('indicators.retired')}</Tag>}
            </dd>
          </>
        )}
      </dl>
      {spread && <SpreadCard spread={spread} unit={row.unit} />}
      {row.own && onEdit && <Button onClick={onEdit}>{t('indicators.edit')}</Button>}
    </div>
  );
}
