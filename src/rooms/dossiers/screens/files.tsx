// Customer files of the whole company: how complete they are, what waits to be verified, what was asked for, what expires, audits, fields.
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Select } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card, ChartCard } from '#web/kit/card.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useChosenInSight } from '#web/kit/in-sight.ts';
import { instantText } from '#web/kit/instants.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { DayText, PercentText } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { check, expiring, fields, files, overview, toVerify } from '../contract.ts';
import { AuditsView } from './audits-view.tsx';
import { FieldsView } from './fields-view.tsx';
import { useNames, useValueText } from './names.ts';
import { RequestsView } from './requests-list.tsx';
import './dossiers.css';

const VIEWS = ['overview', 'verify', 'requests', 'expiring', 'audits', 'fields'] as const;
type View = (typeof VIEWS)[number];

export function FilesPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('dossiers.title') }]);
  const [state, setState] = useListState();
  const view: View = VIEWS.find((each) => each === state.view) ?? 'overview';
  const asked = useOperation(overview, {});
  const counts: Partial<Record<View, number>> = asked.data
    ? {
        verify: asked.data.toVerify,
        requests: asked.data.openRequests,
        expiring: asked.data.expiringPapers,
        audits: asked.data.openFindings,
      }
    : {};
  const viewsRow = useChosenInSight<HTMLDivElement>(view);
  const go = (next: View) => setState({ view: next, filters: {} });
  return (
    <div className="x-under-tabs">
      <BooksTabs />
      <div className="x-files">
        <h1 className="x-hidden">{t('dossiers.title')}</h1>
        <div ref={viewsRow} className="x-views x-files-views" role="tablist">
          {VIEWS.map((each) => (
            <button key={each} type="button" role="tab" aria-selected={view === each} onClick={() => go(each)}>
              {t(`dossiers.views.${each}`)} {counts[each] !== undefined && <span className="x-count">{counts[each]}</span>}
            </button>
          ))}
        </div>
        {view === 'overview' ? (
          asked.error ? (
            <ErrorState error={asked.error} retry={() => void asked.refetch()} />
          ) : asked.data ? (
            <OverviewView data={asked.data} />
          ) : (
            <div className="x-cards">
              <div className="x-span-8">
                <LoadingCard lines={6} />
              </div>
              <div className="x-span-4">
                <LoadingCard lines={6} />
              </div>
            </div>
          )
        ) : view === 'verify' ? (
          <VerifyView />
        ) : view === 'requests' ? (
          <RequestsView />
        ) : view === 'expiring' ? (
          <ExpiringView />
        ) : view === 'audits' ? (
          <AuditsView />
        ) : (
          <FieldsView />
        )}
      </div>
    </div>
  );
}

type Overview = OutputOf<typeof overview>;
type FileRow = OutputOf<typeof files>['files'][number];
const STEP_WIDTH = 10;
const MISSING_NAMED = 4;

function OverviewView({ data }: { data: Overview }) {
  const { t } = useReading();
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const [segment, setSegment] = useState<string | null>(null);
  const listed = usePages(files, { limit: 50, ...(segment === null ? {} : { segment }) });
  const segments = listed.first?.segments ?? [];
  if (data.files === 0) return <Empty title={t('dossiers.overview.noFiles')}>{t('dossiers.overview.noFilesHelp')}</Empty>;
  const top = Math.max(1, ...data.steps);
  const [most] = data.missing;
  const rows = listed.pages?.flatMap((each) => each.files);
  const missingText = (all: readonly string[]) =>
    all.length <= MISSING_NAMED
      ? all.join(t('kit.separator'))
      : t('dossiers.overview.missingMore', { names: all.slice(0, MISSING_NAMED).join(t('kit.separator')), count: all.length });
  const columns: readonly Column<FileRow>[] = [
    {
      key: 'customer',
      label: t('dossiers.verify.customer'),
      phone: 'title',
      render: (row) => <CustomerLink customer={row.customer} />,
    },
    {
      key: 'owner',
      label: t('dossiers.overview.owner'),
      phone: 'line',
      width: 110,
      render: (row) => <span data-content>{row.owner ?? '—'}</span>,
    },
    {
      key: 'missing',
      label: t('dossiers.overview.missingCount'),
      phone: 'line',
      render: (row) => <span className="x-file-value x-quiet">{missingText(row.missing.map((item) => names.item(item)))}</span>,
    },
    {
      key: 'score',
      label: t('dossiers.overview.score'),
      align: 'end',
      width: 84,
      phone: 'value',
      render: (row) => <PercentText ppm={row.scorePpm} decimals={0} />,
    },
  ];
  return (
    <div className="x-cards">
      <ChartCard
        className="x-span-8"
        title={t('dossiers.overview.files', {
          count: data.files,
          score: data.averagePpm === null ? '—' : formatPercent(data.averagePpm, 0),
        })}
        caption={t('dossiers.overview.caption')}
        twin={{
          columns: [t('dossiers.overview.step'), t('dossiers.overview.customers')],
          rows: data.steps.map((count, at) => [`${at * STEP_WIDTH}–${(at + 1) * STEP_WIDTH}%`, count]),
        }}
      >
        <div className="x-file-steps" role="img" aria-label={t('dossiers.overview.caption')}>
          {data.steps.map((count, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps are fixed
            <div key={at}>
              <span>
                {count > 0 && <span className="x-num">{count}</span>}
                <i style={{ height: `${(count / top) * 100}px` }} />
              </span>
              <span>{(at + 1) * STEP_WIDTH}%</span>
            </div>
          ))}
        </div>
      </ChartCard>
      <Card
        className="x-span-4"
        flush
        title={most ? t('dossiers.overview.missing', { item: names.item(most.item) }) : t('dossiers.overview.missingNone')}
      >
        {data.missing.slice(0, 7).map((each) => (
          <div key={each.item} className="x-file-line">
            <span>{names.item(each.item)}</span>
            <span className="x-num">{each.customers}</span>
          </div>
        ))}
        {data.contactsToErase > 0 && (
          <p className="x-card-pad x-quiet">{t('dossiers.overview.toErase', { count: data.contactsToErase })}</p>
        )}
      </Card>
      <Card
        className="x-span-12"
        flush
        title={t('dossiers.overview.list')}
        extra={
          (segments.length > 0 || segment !== null) && (
            <Select
              allowClear
              size="small"
              className="x-file-segment"
              aria-label={t('identity.filter.segment')}
              placeholder={t('identity.filter.segment')}
              value={segment}
              onChange={(next) => setSegment(next ?? null)}
              options={segments.map((value) => ({ value, label: value }))}
            />
          )
        }
      >
        {listed.error ? (
          <ErrorState error={listed.error} retry={listed.retry} />
        ) : rows ? (
          <DataTable columns={columns} rows={rows} rowKey={(row) => row.customer.code} caption={t('dossiers.overview.list')} />
        ) : (
          <LoadingRows rows={8} />
        )}
        <More {...listed} />
      </Card>
    </div>
  );
}

function CustomerLink({ customer }: { customer: { code: string; name: string } }) {
  return (
    <Link to="/customers/$code" params={{ code: customer.code }} search={{ view: 'file' } as never} data-content>
      {customer.name}
    </Link>
  );
}

function More({ onMore, loadingMore }: { onMore?: (() => void) | undefined; loadingMore: boolean }) {
  const { t } = useReading();
  return onMore ? (
    <div className="x-list-more">
      <Button type="link" onClick={onMore} loading={loadingMore}>
        {t('kit.loadMore')}
      </Button>
    </div>
  ) : null;
}

type Waiting = OutputOf<typeof toVerify>['entries'][number];
const NONE: ReadonlySet<string> = new Set();

function VerifyView() {
  const { t } = useReading();
  const { today } = useAsOf();
  const may = useMay('files.verify');
  const [mine, setMine] = useState(may);
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const known = useOperation(fields, {});
  const names = useNames(known.data?.fields ?? []);
  const valueText = useValueText();
  const acting = useAct(check);
  const listed = usePages(toVerify, { limit: 50, ...(mine ? { mine: true } : {}) });
  if (listed.error) return <ErrorState error={listed.error} retry={listed.retry} />;
  if (!listed.pages) return <LoadingRows />;
  const rows = listed.pages.flatMap((each) => each.entries);
  const fieldOf = (key: string) => known.data?.fields.find((each) => each.key === key);
  const chosen = rows.filter((row) => selected.has(row.id) && row.mayVerify);
  const columns: readonly Column<Waiting>[] = [
    {
      key: 'customer',
      label: t('dossiers.verify.customer'),
      phone: 'title',
      render: (row) => <CustomerLink customer={row.customer} />,
    },
    {
      key: 'what',
      label: t('dossiers.verify.what'),
      phone: 'line',
      width: 150,
      render: (row) => names.entry(row.kind, row.what),
    },
    {
      key: 'value',
      label: t('dossiers.facts.value'),
      phone: 'line',
      render: (row) => (
        <b className="x-file-value x-num" data-content>
          {row.value === null ? '—' : valueText(fieldOf(row.what), row.value)}
        </b>
      ),
    },
    {
      key: 'by',
      label: t('dossiers.verify.by'),
      phone: 'line',
      width: 170,
      render: (row) => (
        <span data-content>
          {row.enteredBy}
          <span className="x-aside"> {row.kind === 'record' ? row.source : t(`dossiers.source.${row.source as 'other'}`)}</span>
        </span>
      ),
    },
    {
      key: 'at',
      label: t('dossiers.verify.at'),
      width: 110,
      render: (row) => <span className="x-num">{instantText(row.recordedAt, today)}</span>,
    },
  ];
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        flush
        title={t('dossiers.views.verify')}
        extra={
          <>
            {may && (
              <Checkbox checked={mine} onChange={(event) => setMine(event.target.checked)}>
                {t('dossiers.verify.mine')}
              </Checkbox>
            )}
            {chosen.length > 0 && (
              <Button
                size="small"
                type="primary"
                loading={acting.isPending}
                onClick={() =>
                  acting.mutate(
                    { input: { subjects: chosen.map((row) => ({ kind: row.kind, id: row.id })), outcome: 'verified' } },
                    { onSuccess: () => setSelected(NONE) },
                  )
                }
              >
                {t('dossiers.act.verifyDo', { count: chosen.length })}
              </Button>
            )}
          </>
        }
      >
        {rows.length === 0 ? (
          <Empty title={t('dossiers.verify.none')} />
        ) : (
          <DataTable
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            caption={t('dossiers.views.verify')}
            {...(may
              ? {
                  selected,
                  onSelect: (key: string, on: boolean) => {
                    const next = new Set(selected);
                    if (on) next.add(key);
                    else next.delete(key);
                    setSelected(next);
                  },
                  onSelectAll: (on: boolean) =>
                    setSelected(on ? new Set(rows.filter((row) => row.mayVerify).map((row) => row.id)) : NONE),
                }
              : {})}
          />
        )}
        <Refusal error={acting.error} />
        <More {...listed} />
      </Card>
    </div>
  );
}

type Expiring = OutputOf<typeof expiring>['papers'][number];

function ExpiringView() {
  const { t } = useReading();
  const names = useNames([]);
  const listed = usePages(expiring, { limit: 50 });
  if (listed.error) return <ErrorState error={listed.error} retry={listed.retry} />;
  if (!listed.pages) return <LoadingRows />;
  const rows = listed.pages.flatMap((each) => each.papers);
  if (rows.length === 0) return <Empty title={t('dossiers.expiring.none')} />;
  const columns: readonly Column<Expiring>[] = [
    {
      key: 'customer',
      label: t('dossiers.verify.customer'),
      phone: 'title',
      render: (row) => <CustomerLink customer={row.customer} />,
    },
    { key: 'kind', label: t('dossiers.papers.kind'), phone: 'line', width: 200, render: (row) => names.paper(row.kind) },
    {
      key: 'owner',
      label: t('dossiers.overview.owner'),
      phone: 'line',
      width: 150,
      render: (row) => <span data-content>{row.owner ?? '—'}</span>,
    },
    {
      key: 'on',
      label: t('dossiers.papers.expires'),
      phone: 'value',
      width: 190,
      render: (row) => <DayText on={row.expiresOn} relative="plain" />,
    },
  ];
  return (
    <div className="x-cards">
      <Card className="x-span-12" flush title={t('dossiers.views.expiring')}>
        <DataTable columns={columns} rows={rows} rowKey={(row) => row.id} caption={t('dossiers.views.expiring')} />
        <More {...listed} />
      </Card>
    </div>
  );
}
