// Fifth step: how a fitted model did on customers it had not seen, the model itself, and single customers explained.
import { Segmented } from 'antd';
import { METHODS } from '#engine/models/train.ts';
import { useOperation } from '#web/api.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { fitted } from '../laboratory/contract.ts';
import { CasesCard } from './cases-card.tsx';
import { ModelDrawn } from './model-drawn.tsx';
import { Onward, OnwardButton } from './onward.tsx';
import { SegmentsCard } from './segments-card.tsx';
import { doneFits, type FitData, type StudySession } from './use-study.ts';
import { Finding, ValidationPictures } from './validation.tsx';

/** Columns that customers are usually parted by: few texts, or dates that are none. */
const SEGMENT_VALUES_MAX = 12;

/** The fittings one may choose among: of each method the newest, and which one the address names. */
export function usePickedFit(session: StudySession) {
  const [state, setState] = useListState();
  const done = doneFits(session.data);
  // The scorecard first: where it is nearly as good, it is the one to take.
  const newest = METHODS.flatMap((method) => done.find((each) => each.method === method) ?? []);
  const picked = newest.find((fit) => fit.id === state.filters['fit']) ?? newest[0];
  return { newest, picked, pick: (id: string) => setState({ ...state, filters: { ...state.filters, fit: id } }) };
}

export function PickFit({ fits, picked, onPick }: { fits: readonly FitData[]; picked: string; onPick: (id: string) => void }) {
  const { t } = useReading();
  if (fits.length < 2) return null;
  return (
    <div className="x-lab-pickfit">
      <span className="x-caption">{t('lab.validate.pick')}</span>
      <Segmented
        value={picked}
        onChange={onPick}
        options={fits.map((fit) => ({ value: fit.id, label: t(`lab.method.${fit.method}`) }))}
      />
    </div>
  );
}

export function StepValidate({ session }: { session: StudySession }) {
  const { newest, picked, pick } = usePickedFit(session);
  if (!picked) return null;
  return (
    <>
      <PickFit fits={newest} picked={picked.id} onPick={pick} />
      <Result key={picked.id} fit={picked.id} session={session} />
      <Onward>
        <OnwardButton to="compare" session={session} />
      </Onward>
    </>
  );
}

function Result({ fit, session }: { fit: string; session: StudySession }) {
  const asked = useOperation(fitted, { fit });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data?.told || !asked.data.body) return <LoadingCard lines={8} />;
  const { told, body } = asked.data;
  const { columns, settings } = session.data;
  const candidates = columns.filter((each) => each.name !== settings.target && each.kind !== 'day' && each.distinct > 1);
  const ordered = candidates
    .toSorted((a, b) => Number(isSegment(b)) - Number(isSegment(a)))
    .filter((each) => each.kind === 'number' || each.distinct <= 200)
    .map((each) => each.name);
  return (
    <div className="x-cards x-lab-cards">
      <Finding test={told.test} train={told.train} folded={told.test.folds.length > 0} />
      <ValidationPictures told={told} />
      <SegmentsCard fit={fit} columns={ordered} span={told.pictures.shift ? 6 : 12} />
      <ModelDrawn model={body} />
      <CasesCard fit={fit} />
    </div>
  );
}

const isSegment = (column: { kind: string; distinct: number }): boolean =>
  column.kind === 'category' && column.distinct <= SEGMENT_VALUES_MAX;
