// Ratings of all customers: who changed last first, by grade, by who decided; the distribution above, the rating itself one step away.
import { useNavigate } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useMemo } from 'react';
import { addDays } from '#base/date.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import type { Column } from '#web/kit/data-table.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import type { FilterField } from '#web/kit/filters.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission, Refusal } from '#web/kit/states.tsx';
import { DayText, GradeTag, MissingText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { list, run } from '../contract.ts';
import { RatingsTabs } from './ratings-tabs.tsx';

type Row = OutputOf<typeof list>['ratings'][number];
const VIEWS = ['all', 'down', 'up', 'override', 'low'] as const;
const LATELY_DAYS = 90;

export function RatingsPage() {
  const may = useMay('ratings.read');
  return <RatingsTabs>{may ? <Ratings /> : <NoPermission />}</RatingsTabs>;
}

function inputOf(view: (typeof VIEWS)[number], filters: Readonly<Record<string, string>>, today: string): InputOf<typeof list> {
  const since = addDays(today, -LATELY_DAYS);
  return {
    ...(view === 'down' || view === 'up' ? { moved: view, since } : {}),
    ...(view === 'override' ? { decidedBy: 'override' as const } : {}),
    ...(view === 'low' ? { confidence: 'low' as const } : {}),
    ...(filters['grade'] ? { grade: filters['grade'] } : {}),
    ...(filters['by'] ? { decidedBy: filters['by'] as 'card' } : {}),
    ...(filters['capped'] ? { capped: filters['capped'] === 'yes' } : {}),
    ...(filters['find'] ? { find: filters['find'] } : {}),
  };
}

function Ratings() {
  const { t } = useReading();
  const { today } = useAsOf();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const mayRun = useMay('ratings.run');
  const running = useAct(run);
  const view = VIEWS.find((each) => each === state.view) ?? 'all';
  const asked = usePages(list, inputOf(view, state.filters, today));
  const head = asked.pages?.[0];
  const rate = mayRun && (
    <Button
      loading={running.isPending}
      onClick={() =>
        running.mutate(
          { input: {} },
          {
            onSuccess: (done) =>
              void message.info(t('ratings.ran', { count: done.rated + done.unchanged, changed: done.changes.length })),
          },
        )
      }
    >
      {t('ratings.run')}
    </Button>
  );
  const grades = head?.grades ?? [];
  const fields: readonly FilterField[] = [
    { key: 'find', label: t('ratings.find'), kind: 'text' },
    {
      key: 'grade',
      label: t('ratings.grade'),
      kind: 'choice',
      options: grades.map((each) => ({ value: each.grade, label: `${each.grade} · ${each.customers}` })),
    },
    {
      key: 'by',
      label: t('ratings.decidedBy'),
      kind: 'choice',
      options: (['card', 'model', 'override', 'support'] as const).map((value) => ({ value, label: t(`ratings.by.${value}`) })),
    },
    { key: 'capped', label: t('ratings.capped'), kind: 'choice', options: [{ value: 'yes', label: t('ratings.cappedYes') }] },
  ] as readonly FilterField[];
  return (
    <>
      <Refusal error={running.error} />
      <ListPage
        name="ratings"
        title={t('ratings.title')}
        state={state}
        onState={setState}
        views={VIEWS.map((key) => ({ key, label: t(`ratings.views.${key}`) }))}
        fields={fields}
        columns={useColumns()}
        rows={asked.pages?.flatMap((page) => page.ratings)}
        rowKey={(row) => row.customer.code}
        total={head?.total}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        legend={
          <GradeStrip
            grades={grades}
            chosen={state.filters['grade'] ?? null}
            onChoose={(grade) => {
              const { grade: _, ...rest } = state.filters;
              setState({ ...state, filters: grade === null ? rest : { ...rest, grade } });
            }}
          />
        }
        onOpen={(row) =>
          void navigate({ to: '/customers/$code', params: { code: row.customer.code }, search: { view: 'rating' } as never })
        }
        actions={rate}
        empty={
          view === 'all' && Object.keys(state.filters).length === 0 ? (
            <Empty title={t('ratings.none')} action={rate}>
              {t('ratings.noneHelp')}
            </Empty>
          ) : (
            <Empty title={t('ratings.noneHere')} />
          )
        }
      />
    </>
  );
}

/** Customers of each grade as columns side by side; pressing one filters by it. */
function GradeStrip({
  grades,
  chosen,
  onChoose,
}: {
  grades: readonly { readonly grade: string; readonly customers: number }[];
  chosen: string | null;
  onChoose: (grade: string | null) => void;
}) {
  const { t } = useReading();
  if (grades.length === 0) return null;
  const most = Math.max(...grades.map((each) => each.customers));
  return (
    <fieldset className="x-grade-strip">
      <legend className="x-hidden">{t('ratings.spread')}</legend>
      {grades.map((each) => (
        <button
          key={each.grade}
          type="button"
          aria-pressed={chosen === each.grade}
          onClick={() => onChoose(chosen === each.grade ? null : each.grade)}
        >
          <span className="x-num">{formatNumber(each.customers)}</span>
          <i style={{ height: `${Math.max(2, (each.customers / most) * 34)}px` }} />
          <b>{each.grade}</b>
        </button>
      ))}
    </fieldset>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useReading();
  return useMemo<readonly Column<Row>[]>(
    () => [
      {
        key: 'customer',
        label: t('glossary.customer'),
        fixed: true,
        phone: 'title' as const,
        render: (row) => (
          <span data-content>
            {row.customer.name} <span className="x-aside">{row.customer.code}</span>
          </span>
        ),
      },
      { key: 'grade', label: t('ratings.grade'), phone: 'value', render: (row) => <GradeTag grade={row.grade} /> },
      {
        key: 'score',
        label: t('ratings.score'),
        phone: 'line',
        align: 'end',
        render: (row) => (row.score === null ? <MissingText /> : <span className="x-num">{formatNumber(row.score)}</span>),
      },
      {
        key: 'before',
        label: t('ratings.before'),
        render: (row) => (row.gradeBefore ? <GradeTag grade={row.gradeBefore} /> : <span className="x-missing">—</span>),
      },
      { key: 'changed', label: t('ratings.changedOn'), phone: 'line', render: (row) => <DayText on={row.changedOn} /> },
      {
        key: 'by',
        label: t('ratings.decidedBy'),
        render: (row) => (row.decidedBy ? t(`ratings.by.${row.decidedBy}`) : '—'),
      },
      {
        key: 'pd',
        label: t('ratings.pd'),
        align: 'end',
        render: (row) => (row.pdPpm === null ? <MissingText /> : <span className="x-num">{formatPercent(row.pdPpm, 2)}</span>),
      },
      {
        key: 'known',
        label: t('ratings.completeness'),
        align: 'end',
        render: (row) =>
          row.completenessPpm === null ? <MissingText /> : <span className="x-num">{formatPercent(row.completenessPpm, 0)}</span>,
      },
      {
        key: 'capped',
        label: t('ratings.capped'),
        render: (row) => (row.capped ? <RiskMark step={3} word={t('ratings.capped')} /> : null),
      },
    ],
    [t],
  );
}
