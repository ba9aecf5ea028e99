// The laboratory's front: a table to begin with, and what is being worked on.
import { ExperimentOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Popconfirm, Upload } from 'antd';
import { useState } from 'react';
import { addMonths, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { rolesWith } from '#platform/auth/permissions.ts';
import type { OutputOf } from '#platform/operation.ts';
import { ApiProblem, call, useAct, useOperation, useProgress } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { type Column, DataTable } from '#web/kit/data-table.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows, NoPermission, Progress, Refusal } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { discardStudy, openPanel, openStudy, studies } from '../laboratory/contract.ts';
import { AssessmentTabs } from './assessment-tabs.tsx';
import './laboratory.css';

type Row = OutputOf<typeof studies>['studies'][number];
const TABLES = /\.(xlsx|xlsm|csv|txt|tsv|arff)$/i;
const FILE_MAX_MB = 200;

export function LaboratoryPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('lab.title') }]);
  const may = useMay('ratings.run');
  return (
    <div className="x-under-tabs">
      <AssessmentTabs />
      {may ? <Front /> : <NoPermission roles={rolesWith('ratings.run')} />}
    </div>
  );
}

function Front() {
  const { t } = useReading();
  const navigate = useNavigate();
  const asked = useOperation(studies, {});
  const rows = asked.data?.studies;
  const columns = useStudyColumns();
  const open = (row: { id: string }) => void navigate({ to: '/laboratory/$id', params: { id: row.id } } as never);
  return (
    <div className="x-lab-front">
      <header className="x-page-head">
        <h1>{t('lab.title')}</h1>
        <span className="x-caption">{t('lab.caption')}</span>
      </header>
      <OpenTable onOpened={(id) => open({ id })} />
      <Card title={t('lab.studies.title')} flush>
        {asked.error ? (
          <ErrorState error={asked.error} retry={() => void asked.refetch()} />
        ) : !rows ? (
          <LoadingRows rows={4} />
        ) : rows.length === 0 ? (
          <Empty title={t('lab.studies.none')}>{t('lab.studies.noneHelp')}</Empty>
        ) : (
          <DataTable caption={t('lab.studies.title')} columns={columns} rows={rows} rowKey={(row) => row.id} onOpen={open} />
        )}
      </Card>
    </div>
  );
}

function useStudyColumns(): readonly Column<Row>[] {
  const { t } = useReading();
  const { today } = useAsOf();
  const dropping = useAct(discardStudy);
  return [
    {
      key: 'name',
      label: t('lab.studies.name'),
      fixed: true,
      phone: 'title',
      render: (row) => <strong data-content>{row.name}</strong>,
    },
    {
      key: 'file',
      label: t('lab.studies.file'),
      render: (row) => (
        <span className="x-aside" data-content>
          {row.fileName}
        </span>
      ),
    },
    {
      key: 'rows',
      label: t('lab.studies.rows'),
      align: 'end',
      phone: 'value',
      render: (row) => <span className="x-num">{formatNumber(row.rows)}</span>,
    },
    {
      key: 'fits',
      label: t('lab.studies.fits'),
      align: 'end',
      phone: 'line',
      render: (row) => <span className="x-num">{row.fits}</span>,
    },
    { key: 'by', label: t('lab.studies.by'), phone: 'line', render: (row) => row.by },
    { key: 'at', label: t('lab.studies.at'), align: 'end', render: (row) => instantText(row.changedAt, today) },
    {
      key: 'drop',
      label: '',
      align: 'end',
      render: (row) => (
        <Popconfirm
          title={t('lab.studies.dropTitle', { name: row.name })}
          description={t('lab.studies.dropHelp', { count: row.fits })}
          okText={t('lab.studies.drop')}
          cancelText={t('lab.studies.keep')}
          onConfirm={(event) => {
            event?.stopPropagation();
            return dropping.mutateAsync({ input: { study: row.id } }).catch(() => {});
          }}
          onPopupClick={(event) => event.stopPropagation()}
        >
          <Button size="small" type="text" onClick={(event) => event.stopPropagation()}>
            {t('lab.studies.drop')}
          </Button>
        </Popconfirm>
      ),
    },
  ];
}

const MONTHS_BACK = { from: 18, to: 7 } as const;

/** A table out of the ledger: two days and a sentence. */
function PanelCard({ onOpened }: { onOpened: (study: string) => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const making = useAct(openPanel);
  const [from, setFrom] = useState(addMonths(today, -MONTHS_BACK.from));
  const [to, setTo] = useState(addMonths(today, -MONTHS_BACK.to));
  const [outcome, setOutcome] = useState<string>(t('lab.panel.example'));
  const go = () =>
    void making
      .mutateAsync({ input: { from, to, outcome } })
      .then(({ study }) => onOpened(study))
      .catch(() => {});
  return (
    <Card title={t('lab.panel.title')} caption={t('lab.panel.caption')}>
      <div className="x-lab-panel">
        <label htmlFor="panel-from">
          {t('lab.panel.from')}
          <DayField id="panel-from" keep value={from} max={today} onChange={(on) => setFrom(on as Day)} />
        </label>
        <label htmlFor="panel-to">
          {t('lab.panel.to')}
          <DayField id="panel-to" keep value={to} max={today} onChange={(on) => setTo(on as Day)} />
        </label>
        <label htmlFor="panel-outcome" className="x-lab-panel-outcome">
          {t('lab.panel.outcome')}
          <Input id="panel-outcome" value={outcome} maxLength={300} onChange={(event) => setOutcome(event.target.value)} />
        </label>
        <Button loading={making.isPending} disabled={!from || !to || outcome.trim().length < 3} onClick={go}>
          {t('lab.panel.go')}
        </Button>
      </div>
      <Refusal error={making.error} />
    </Card>
  );
}

/** Brings a file; what is no table is refused before it travels. */
function OpenTable({ onOpened }: { onOpened: (study: string) => void }) {
  const { t } = useReading();
  const [refused, setRefused] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState<{ name: string; id: string } | null>(null);
  const progress = useProgress(busy?.id ?? null);
  const [asking, setAsking] = useState<{ file: File; names: readonly string[] } | null>(null);
  const take = (file: File, sheet?: string) => {
    setError(null);
    setAsking(null);
    if (!TABLES.test(file.name)) setRefused(t('lab.open.wrongType', { name: file.name }));
    else if (file.size > FILE_MAX_MB * 1024 * 1024) setRefused(t('lab.open.tooLarge', { name: file.name, max: FILE_MAX_MB }));
    else {
      setRefused(null);
      const id = newId();
      setBusy({ name: file.name, id });
      void call(openStudy, sheet === undefined ? {} : { sheet }, { file, progressId: id, idempotencyKey: id })
        .then(({ study }) => onOpened(study))
        .catch((problem: unknown) => {
          const names = problem instanceof ApiProblem && problem.code === 'which_sheet' ? problem.facts['names'] : null;
          if (Array.isArray(names)) setAsking({ file, names: names.map(String) });
          else setError(problem);
        })
        .finally(() => setBusy(null));
    }
    return false;
  };
  return (
    <div className="x-lab-open">
      <Card title={t('lab.open.title')} caption={t('lab.open.caption')}>
        {busy ? (
          <Progress
            title={t('lab.open.reading', { name: busy.name })}
            done={progress?.done ?? 0}
            total={progress?.total ?? null}
          />
        ) : (
          <Upload.Dragger accept=".xlsx,.xlsm,.csv,.txt,.tsv,.arff" showUploadList={false} beforeUpload={(file) => take(file)}>
            <p className="x-lab-open-mark">
              <ExperimentOutlined />
            </p>
            <p>
              <strong>{t('lab.open.drop')}</strong>
            </p>
            <p className="x-caption">{t('lab.open.help')}</p>
          </Upload.Dragger>
        )}
        {asking && (
          <div className="x-lab-sheets" role="group" aria-label={t('lab.open.whichSheet', { name: asking.file.name })}>
            <p>{t('lab.open.whichSheet', { name: asking.file.name })}</p>
            {asking.names.map((name) => (
              <Button key={name} onClick={() => take(asking.file, name)}>
                {name}
              </Button>
            ))}
          </div>
        )}
        {refused && (
          <div className="x-refusal" role="alert">
            {refused}
          </div>
        )}
        <Refusal error={error} />
      </Card>
      <PanelCard onOpened={onOpened} />
      <Card title={t('lab.how.title')} className="x-lab-how-card">
        <ol className="x-lab-how">
          {(['data', 'variables', 'bins', 'fit', 'validate', 'compare', 'submit'] as const).map((key) => (
            <li key={key}>
              <strong>{t(`lab.steps.${key}`)}</strong>
              <span>{t(`lab.how.${key}`)}</span>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}
