// Importing: drop, columns and questions, preview, result; what was imported before; the answers remembered.
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { rolesWith } from '#platform/auth/permissions.ts';
import { download } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { ImportWizard } from '#web/kit/import-wizard.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Progress, Refusal } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import { zh } from '#web/words/zh.ts';
import { refusals } from '../contract.ts';
import { ImportColumns } from './import-columns.tsx';
import { ImportDrop } from './import-drop.tsx';
import { ImportHistory } from './import-history.tsx';
import { ImportPreview } from './import-preview.tsx';
import { ImportResult } from './import-result.tsx';
import type { Held, ImportSession, Preview } from './import-session.ts';
import { useImportSession } from './import-session.ts';
import { ImportTemplates } from './import-templates.tsx';
import './import.css';

const STEPS = ['file', 'columns', 'preview', 'report'] as const;
const VIEWS = ['new', 'history', 'templates'] as const;
const ENDED = new Set<Held['state']>(['applied', 'refused', 'cancelled', 'undone']);

export function ImportPage() {
  const { t } = useReading();
  const [state, setState] = useListState();
  useCrumbs([{ label: t('imports.title') }]);
  const may = useMay('ledger.import');
  const id = state.filters.import ?? null;
  const asked = VIEWS.find((each) => each === state.view);
  // Templates are for who imports: whoever may only look is shown what was imported.
  const view = asked === 'templates' && !may ? 'history' : (asked ?? (may || id ? 'new' : 'history'));
  const session = useImportSession(view === 'new' ? id : null, (next) =>
    setState({ ...state, view: 'new', filters: next === null ? {} : { import: next } }),
  );
  const views = (
    <Segmented
      value={view}
      onChange={(next) => setState({ ...state, view: next, filters: {} })}
      options={VIEWS.filter((each) => may || each === 'history').map((value) => ({ value, label: t(`imports.views.${value}`) }))}
    />
  );
  if (view !== 'new') {
    return (
      <div className="x-import-page">
        <header className="x-page-head">
          <h1>{t('imports.title')}</h1>
          {may ? (
            <div className="x-page-tools">{views}</div>
          ) : (
            <p className="x-caption">{t('imports.onlyHistory', { roles: roleNames(rolesWith('ledger.import'), t) })}</p>
          )}
        </header>
        {view === 'history' ? <ImportHistory /> : <ImportTemplates />}
      </div>
    );
  }
  return <Wizard key={id ?? ''} session={session} views={views} may={may} />;
}

function Wizard({ session, views, may }: { session: ImportSession; views: React.ReactNode; may: boolean }) {
  const { t } = useReading();
  const { held, read, report } = session;
  // A file without questions opens on its preview; its columns are one step back.
  const [wanted, setWanted] = useState<number | null>(null);
  const ended = held !== null && ENDED.has(held.state);
  const least = ended ? 3 : !held ? 0 : report ? 2 : 1;
  const at = ended ? 3 : Math.min(wanted ?? least, least);
  const go = (step: number) => {
    if (step === 0) session.restart();
    setWanted(step === 0 ? null : step);
  };
  const posting = held?.state === 'applying';
  return (
    <ImportWizard
      title={t('imports.title')}
      caption={held ? held.fileName : t('imports.caption')}
      steps={STEPS.map((key) => ({ key, label: t(`imports.steps.${key}`) }))}
      at={at}
      {...(ended || posting ? {} : { onStep: go })}
      actions={views}
    >
      {session.error !== null && session.error !== undefined && <ErrorState error={session.error} />}
      {session.loading && <LoadingRows rows={6} />}
      {session.uploading && (
        <div className="x-import-working">
          <Progress title={t('imports.uploading', { name: session.uploading })} done={0} total={null} />
        </div>
      )}
      {at === 0 && !session.loading && !session.uploading && may && <ImportDrop session={session} />}
      {held && <Notices held={held} read={read} />}
      {held?.progress && <Working session={session} held={held} />}
      {at === 1 && held && <ImportColumns session={session} held={held} read={read} />}
      {at === 2 && !posting && read && report && <ImportPreview session={session} read={read} report={report} />}
      {ended && held && <ImportResult held={held} read={read} may={may} onNext={() => go(0)} onSheets={session.again} />}
      {(at === 1 || at === 2) && held && !posting && may && (
        <Onward key={held.template ?? ''} session={session} held={held} at={at} onStep={setWanted} onRestart={() => go(0)} />
      )}
    </ImportWizard>
  );
}

/** What has to be known before anything is pressed: the same file before, and why the last work ended. */
function Notices({ held, read }: { held: Held; read: Preview | null }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const twin = held.twins[0];
  const otherSheet = twin !== undefined && twin.sheet !== null && twin.sheet !== (held.answers['sheet'] ?? null);
  const report = read?.report ?? null;
  // Under another source system the same numbers are other documents.
  const fresh = report === null ? 0 : report.accepted - report.unchanged;
  const words = twin?.state !== 'applied' ? 'waiting' : otherSheet ? 'appliedSheet' : fresh > 0 ? 'appliedOtherwise' : 'applied';
  const code = held.fault?.code ?? '';
  return (
    <>
      {held.fault && (
        <Card className="x-import-notice" title={t('imports.stopped')}>
          <p role="alert" className="x-risk-text-4">
            {Object.hasOwn(zh.problems, code)
              ? t(`problems.${code as 'fault'}`, { ...held.fault.facts, id: held.id })
              : held.fault.message}
          </p>
        </Card>
      )}
      {twin && !ENDED.has(held.state) && (
        <Card
          className="x-import-notice"
          title={t(twin.state === 'applied' ? 'imports.twin.titleApplied' : 'imports.twin.titleWaiting')}
        >
          <p role="alert">
            {t(`imports.twin.${words}`, {
              by: twin.by,
              sheet: twin.sheet ?? '',
              count: fresh,
              at: instantText(twin.at, today),
            })}
          </p>
        </Card>
      )}
    </>
  );
}

function Working({ session, held }: { session: ImportSession; held: Held }) {
  const { t } = useReading();
  const { progress } = held;
  if (!progress) return null;
  const total = progress.phase === 'judge' ? null : progress.total;
  return (
    <div className="x-import-working">
      <Progress
        title={t(`imports.phase.${progress.phase}`, { name: held.fileName })}
        done={progress.done}
        total={total === 0 ? null : total}
        note={progress.silent ? t('imports.silent') : t('imports.leave')}
      />
      <Button onClick={() => void session.cancel()}>
        {t(held.state === 'applying' ? 'imports.cancelPosting' : 'imports.cancelReading')}
      </Button>
      <Refusal error={session.actError} />
    </div>
  );
}

/** What leads on, at the foot of the step: it says what will happen, or why it cannot. */
function Onward({
  session,
  held,
  at,
  onStep,
  onRestart,
}: {
  session: ImportSession;
  held: Held;
  at: number;
  onStep: (step: number) => void;
  onRestart: () => void;
}) {
  const { t } = useReading();
  const [template, setTemplate] = useState(held.template ?? session.setup.template);
  const { report } = session;
  const blocked = report !== null && report.refusedCount > 0 && !session.goodRowsOnly;
  const nothing = report !== null && report.accepted === 0;
  return (
    <footer className="x-import-foot">
      <Refusal error={session.actError} />
      <Button onClick={() => void session.cancel().then(onRestart)}>{t('imports.another')}</Button>
      {at === 1 && (
        <Button type="primary" disabled={!report || session.busy} onClick={() => onStep(2)}>
          {t('imports.toPreview')}
        </Button>
      )}
      {at === 2 && report && report.refusedCount > 0 && (
        <Button onClick={() => void download(refusals, { import: held.id })}>
          {t('imports.downloadRefused', { count: report.refusedCount })}
        </Button>
      )}
      {at === 2 && report && (
        <>
          <Input
            className="x-import-template"
            aria-label={t('imports.templateNew')}
            placeholder={t('imports.templateNew')}
            value={template}
            maxLength={60}
            onChange={(event) => setTemplate(event.target.value)}
          />
          <Button
            type="primary"
            disabled={blocked || nothing || session.busy}
            onClick={() => void session.confirm(template.trim())}
          >
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
