// Importing: drop, columns and questions, preview, result; and what was imported before.
import { useNavigate } from '@tanstack/react-router';
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { rolesWith } from '#platform/auth/permissions.ts';
import { download } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { ImportWizard } from '#web/kit/import-wizard.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { NoPermission, Progress, Refusal } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { refusals } from '../contract.ts';
import { ImportColumns } from './import-columns.tsx';
import { ImportDrop } from './import-drop.tsx';
import { ImportHistory } from './import-history.tsx';
import { ImportPreview, RefusedRows, ReportFigures } from './import-preview.tsx';
import type { ImportSession } from './import-session.ts';
import { useImportSession } from './import-session.ts';
import './import.css';

const STEPS = ['file', 'columns', 'preview', 'report'] as const;

export function ImportPage() {
  const { t } = useReading();
  const [state, setState] = useListState();
  useCrumbs([{ label: t('imports.title') }]);
  const may = useMay('ledger.import');
  const view = state.view === 'history' || !may ? 'history' : 'new';
  const session = useImportSession();
  const views = (
    <Segmented
      value={view}
      onChange={(next) => setState({ ...state, view: next })}
      options={(['new', 'history'] as const).map((value) => ({ value, label: t(`imports.views.${value}`) }))}
    />
  );
  if (view === 'history') {
    return (
      <div className="x-import-page">
        <header className="x-page-head">
          <h1>{t('imports.title')}</h1>
          <div className="x-page-tools">{may && views}</div>
        </header>
        {!may && <NoPermission roles={rolesWith('ledger.import')} />}
        <ImportHistory />
      </div>
    );
  }
  return <Wizard session={session} views={views} />;
}

function Wizard({ session, views }: { session: ImportSession; views: React.ReactNode }) {
  const { t } = useReading();
  const { file, read, report, posted } = session;
  // A file without questions opens on its preview; its columns are one step back.
  const [wanted, setWanted] = useState<number | null>(null);
  const least = posted ? 3 : !read ? 0 : report ? 2 : 1;
  const at = posted ? 3 : Math.min(wanted ?? least, least);
  const go = (step: number) => {
    if (step === 0) session.restart();
    setWanted(step === 0 ? null : step);
  };
  return (
    <ImportWizard
      title={t('imports.title')}
      caption={file ? file.name : t('imports.caption')}
      steps={STEPS.map((key) => ({ key, label: t(`imports.steps.${key}`) }))}
      at={at}
      {...(posted || session.posting ? {} : { onStep: go })}
      actions={views}
    >
      {at === 0 && <ImportDrop session={session} />}
      {at === 0 && session.error !== null && <Refusal error={session.error} />}
      {session.busy && <Working session={session} />}
      {at === 1 && read && <ImportColumns session={session} read={read} />}
      {at === 2 && read && report && <ImportPreview session={session} read={read} report={report} />}
      {at === 3 && <Done session={session} onNext={() => go(0)} />}
      {at > 0 && session.error !== null && <Refusal error={session.error} />}
      {(at === 1 || at === 2) && <Onward session={session} at={at} onStep={setWanted} onRestart={() => go(0)} />}
    </ImportWizard>
  );
}

function Working({ session }: { session: ImportSession }) {
  const { t } = useReading();
  const name = session.file?.name ?? '';
  return (
    <div className="x-import-working">
      <Progress
        title={
          session.posting ? t('imports.posting', { name }) : session.read ? t('imports.recheck') : t('imports.reading', { name })
        }
        done={session.progress?.done ?? 0}
        total={session.progress?.total ?? null}
      />
    </div>
  );
}

/** What leads on, at the foot of the step: it says what will happen, or why it cannot. */
function Onward({
  session,
  at,
  onStep,
  onRestart,
}: {
  session: ImportSession;
  at: number;
  onStep: (step: number) => void;
  onRestart: () => void;
}) {
  const { t } = useReading();
  const { report, read } = session;
  if (session.posting) return <Working session={session} />;
  const blocked = report !== null && report.refusedCount > 0 && !session.goodRowsOnly;
  const nothing = report !== null && report.accepted === 0;
  return (
    <footer className="x-import-foot">
      <Refusal error={session.postError} />
      <Button onClick={onRestart}>{t('imports.another')}</Button>
      {at === 1 && (
        <Button type="primary" disabled={!report || session.busy} onClick={() => onStep(2)}>
          {t('imports.toPreview')}
        </Button>
      )}
      {at === 2 && report && (
        <>
          <Input
            className="x-import-template"
            aria-label={t('imports.templateNew')}
            placeholder={t('imports.templateNew')}
            value={session.setup.template}
            maxLength={60}
            onChange={(event) => session.setSetup({ ...session.setup, template: event.target.value })}
          />
          <Button type="primary" disabled={blocked || nothing || session.busy || !read} onClick={() => void session.post()}>
            {t('imports.confirm', { count: formatNumber(report.accepted) as unknown as number })}
          </Button>
          {(blocked || nothing) && (
            <span className="x-quiet">
              {nothing ? t('imports.nothing') : t('imports.confirmBlocked', { count: report.refusedCount })}
            </span>
          )}
        </>
      )}
    </footer>
  );
}

function Done({ session, onNext }: { session: ImportSession; onNext: () => void }) {
  const { t } = useReading();
  const navigate = useNavigate();
  const { posted } = session;
  if (!posted) return null;
  const id = posted.importId;
  return (
    <div className="x-cards x-import-cards">
      <Card
        className="x-span-12"
        title={
          posted.applied
            ? t('imports.done', { count: formatNumber(posted.accepted) as unknown as number })
            : t('imports.doneNothing')
        }
        caption={posted.customersAdded > 0 ? t('imports.doneCustomers', { count: posted.customersAdded }) : undefined}
      >
        <ReportFigures report={posted} />
        <div className="x-import-foot">
          <Button type="primary" onClick={() => void navigate({ to: '/ledger' })}>
            {t('imports.seeLedger')}
          </Button>
          {posted.refusedCount > 0 && id && (
            <Button onClick={() => void download(refusals, { import: id })}>
              {t('imports.downloadRefused', { count: posted.refusedCount })}
            </Button>
          )}
          <Button onClick={onNext}>{t('imports.next')}</Button>
        </div>
      </Card>
      <RefusedRows report={posted} />
    </div>
  );
}
