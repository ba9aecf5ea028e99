// One study of the laboratory: a table on its way to a submitted model, step by step; the address says where one is.
import { useParams } from '@tanstack/react-router';
import { Input } from 'antd';
import { useState } from 'react';
import { rolesWith } from '#platform/auth/permissions.ts';
import { formatNumber } from '#web/kit/figures.ts';
import { ImportWizard } from '#web/kit/import-wizard.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, NoPermission, Refusal } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { AssessmentTabs } from './assessment-tabs.tsx';
import { STEPS } from './onward.tsx';
import { StepBins } from './step-bins.tsx';
import { StepCompare } from './step-compare.tsx';
import { StepData } from './step-data.tsx';
import { StepFit } from './step-fit.tsx';
import { StepSubmit } from './step-submit.tsx';
import { StepValidate } from './step-validate.tsx';
import { StepVariables } from './step-variables.tsx';
import { doneFits, type StudySession, useStudy } from './use-study.ts';
import './laboratory.css';

export function StudyPage() {
  const { t } = useReading();
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const may = useMay('ratings.run');
  const [state, setState] = useListState();
  const { session, error, retry } = useStudy(id, (step) => setState({ ...state, view: step, filters: {} }));
  useCrumbs([{ label: t('lab.title'), to: '/laboratory' }, { label: session?.data.study.name ?? '' }]);
  return (
    <div className="x-under-tabs">
      <AssessmentTabs />
      {!may ? (
        <NoPermission roles={rolesWith('ratings.run')} />
      ) : error ? (
        <ErrorState error={error} retry={retry} />
      ) : !session ? (
        <LoadingRows rows={8} />
      ) : (
        <Steps session={session} view={state.view} />
      )}
    </div>
  );
}

function Steps({ session, view }: { session: StudySession; view: string | undefined }) {
  const { t } = useReading();
  const { data } = session;
  const { target, bad } = data.settings;
  // Nothing can be looked at before it is said what bad is, and nothing validated before something was fitted.
  const reach = target === null || bad === null ? 0 : doneFits(data).length === 0 ? 3 : STEPS.length - 1;
  const wanted = STEPS.findIndex((each) => each === view);
  const at = Math.min(Math.max(0, wanted), reach);
  const step = STEPS[at]!;
  return (
    <ImportWizard
      title={<StudyName session={session} />}
      caption={t('lab.study.caption', {
        file: data.study.fileName,
        rows: formatNumber(data.study.rows),
        columns: data.study.columns,
      })}
      steps={STEPS.map((key) => ({ key, label: t(`lab.steps.${key}`) }))}
      at={at}
      reach={reach}
      onStep={(next) => session.go(STEPS[next]!)}
    >
      <p className="x-lab-lead">{t(`lab.lead.${step}`)}</p>
      <Refusal error={session.refusal} />
      {step === 'data' && <StepData session={session} />}
      {step === 'variables' && <StepVariables session={session} />}
      {step === 'bins' && <StepBins session={session} />}
      {step === 'fit' && <StepFit session={session} />}
      {step === 'validate' && <StepValidate session={session} />}
      {step === 'compare' && <StepCompare session={session} />}
      {step === 'submit' && <StepSubmit session={session} />}
    </ImportWizard>
  );
}

function StudyName({ session }: { session: StudySession }) {
  const { t } = useReading();
  const { name } = session.data.study;
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null) {
    return (
      <button type="button" className="x-plain x-lab-name" title={t('lab.study.rename')} onClick={() => setDraft(name)}>
        {name}
      </button>
    );
  }
  const keep = () => {
    const next = draft.trim();
    setDraft(null);
    if (next !== '' && next !== name) void session.say({}, next);
  };
  return (
    <Input
      autoFocus
      value={draft}
      maxLength={60}
      aria-label={t('lab.study.rename')}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={keep}
      onPressEnter={keep}
    />
  );
}
