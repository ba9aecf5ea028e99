// The page of investigations: by what waits, and the references that trade partners gave.
import { useNavigate } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { RatingsTabs } from '#rooms/ratings/screens/ratings-tabs.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useKeys } from '#web/kit/keys.tsx';
import { ListPage } from '#web/kit/list-page.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, NoPermission } from '#web/kit/states.tsx';
import { MissingText, RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { list } from '../contract.ts';
import { BeginModal } from './begin.tsx';
import { ReferencesView } from './references-view.tsx';
import './investigations.css';

export type InvestigationItem = OutputOf<typeof list>['investigations'][number];
const PARTS = ['records', 'references', 'templates'] as const;
const VIEWS = ['all', 'draft', 'submitted', 'returned', 'verified'] as const;

export function InvestigationsPage() {
  const { t } = useReading();
  const may = useMay('customers.read');
  const navigate = useNavigate();
  const [state, setState] = useListState();
  const part = state.filters['part'] === 'references' ? 'references' : 'records';
  return (
    <RatingsTabs>
      <div className="x-under-tabs">
        <div className="x-tabs">
          <Segmented
            size="small"
            value={part}
            onChange={(next) =>
              next === 'templates'
                ? void navigate({ to: '/investigations/templates', search: {} as never })
                : setState({ filters: next === 'references' ? { part: next } : {} })
            }
            options={PARTS.map((value) => ({ value, label: t(`investigations.part.${value}`) }))}
          />
        </div>
        {!may ? <NoPermission /> : part === 'references' ? <ReferencesView /> : <Records />}
      </div>
    </RatingsTabs>
  );
}

function Records() {
  const { t } = useReading();
  const navigate = useNavigate();
  const mayWrite = useMay('files.write');
  const [state, setState] = useListState();
  const [beginning, setBeginning] = useState(false);
  const view = VIEWS.find((each) => each === state.view) ?? 'all';
  const { text, customer } = state.filters;
  const asked = usePages(list, {
    limit: 50,
    ...(view === 'all' ? {} : { state: view }),
    ...(text ? { text } : {}),
    ...(customer ? { customer } : {}),
  });
  const counts = asked.first?.counts;
  const open = (id: string) => void navigate({ to: '/investigations/$id', params: { id } } as never);
  useKeys(mayWrite ? [{ key: 'n', label: t('investigations.begin'), run: () => setBeginning(true) }] : []);
  const begin = mayWrite && (
    <Button type="primary" onClick={() => setBeginning(true)}>
      {t('investigations.begin')}
    </Button>
  );
  return (
    <>
      <ListPage
        name="investigations"
        title={t('investigations.title')}
        state={state}
        onState={setState}
        views={VIEWS.map((key) => ({
          key,
          label: t(`investigations.views.${key}`),
          ...(counts ? { count: key === 'all' ? sum(counts) : counts[key] } : {}),
        }))}
        fields={[
          { key: 'text', label: t('investigations.search'), kind: 'text', always: true },
          { key: 'customer', label: t('investigations.customerCode'), kind: 'text' },
        ]}
        columns={useColumns()}
        rows={asked.pages?.flatMap((page) => page.investigations)}
        rowKey={(row) => row.id}
        error={asked.error}
        retry={asked.retry}
        onMore={asked.onMore}
        loadingMore={asked.loadingMore}
        actions={begin}
        onOpen={(row) => open(row.id)}
        empty={
          <Empty title={t(view === 'all' && !text ? 'investigations.none' : 'investigations.noneHere')} action={begin}>
            {view === 'all' && t('investigations.noneHelp')}
          </Empty>
        }
      />
      {beginning && <BeginModal customer={null} onBegun={open} onClose={() => setBeginning(false)} />}
    </>
  );
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, each) => all + each, 0);

/** The state, and of a verified one whether it still counts. */
export function StateMark({ row }: { row: Pick<InvestigationItem, 'state' | 'standing'> }) {
  const { t } = useReading();
  const word = row.standing ? t(`investigations.standing.${row.standing}`) : t(`investigations.state.${row.state}`);
  const step = row.state === 'returned' || row.standing === 'expired' ? 3 : row.state === 'verified' ? 1 : 2;
  return <RiskMark step={step} word={word} />;
}

export function ScoreText({ ppm }: { ppm: number | null }) {
  const { t } = useReading();
  if (ppm === null) return <MissingText why={t('investigations.tooFew')} />;
  return <span className="x-num">{formatPercent(ppm, 0)}</span>;
}

export function FlagsText({ count }: { count: number | null }) {
  if (count === null) return <MissingText />;
  return count === 0 ? <span className="x-num">0</span> : <RiskMark step={count > 1 ? 4 : 3} word={formatNumber(count)} />;
}

function useColumns(): readonly Column<InvestigationItem>[] {
  const { t, lang } = useReading();
  return useMemo(
    () => [
      {
        key: 'customer',
        label: t('investigations.col.customer'),
        fixed: true,
        phone: 'title',
        render: (row) => (
          <span data-content>
            <strong>{row.customer.name}</strong> <span className="x-aside">{row.customer.code}</span>
          </span>
        ),
      },
      {
        key: 'state',
        label: t('investigations.col.state'),
        phone: 'value',
        width: 140,
        render: (row) => <StateMark row={row} />,
      },
      {
        key: 'visitOn',
        label: t('investigations.col.visitOn'),
        phone: 'line',
        width: 120,
        render: (row) => <span className="x-num">{row.visitOn}</span>,
      },
      {
        key: 'visitor',
        label: t('investigations.col.visitor'),
        phone: 'line',
        width: 110,
        render: (row) => <span data-content>{row.visitor}</span>,
      },
      {
        key: 'score',
        label: t('investigations.col.score'),
        align: 'end',
        width: 90,
        phone: 'line',
        render: (row) => <ScoreText ppm={row.scorePpm} />,
      },
      {
        key: 'flags',
        label: t('investigations.col.flags'),
        align: 'end',
        width: 90,
        render: (row) => <FlagsText count={row.redFlags} />,
      },
      {
        key: 'answered',
        label: t('investigations.col.answered'),
        align: 'end',
        width: 90,
        render: (row) => <span className="x-num">{`${row.answered} / ${row.asked}`}</span>,
      },
      {
        key: 'photos',
        label: t('investigations.col.photos'),
        align: 'end',
        width: 80,
        render: (row) => <span className="x-num">{row.photos}</span>,
      },
      { key: 'template', label: t('investigations.col.template'), render: (row) => row.template.title[lang] },
      {
        key: 'freshUntil',
        label: t('investigations.col.freshUntil'),
        align: 'end',
        width: 120,
        render: (row) => <span className="x-num">{row.freshUntil}</span>,
      },
    ],
    [t, lang],
  );
}
