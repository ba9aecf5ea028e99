// Fourth step: three ways to a model, each in plain words; what is being fitted, how far it is, what came out, what was left out and why.
import { Button } from 'antd';
import { METHODS, type Method } from '#engine/models/train.ts';
import { ApiProblem, useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { problemText } from '#web/words/problem-text.ts';
import { cancelFit, fit, fitted } from '../laboratory/contract.ts';
import { AucBar } from './auc-bar.tsx';
import { FitNotes } from './fit-notes.tsx';
import { LeftOut } from './left-out.tsx';
import { Onward, OnwardButton } from './onward.tsx';
import { doneFits, type FitData, isWorking, type StudySession } from './use-study.ts';
import { useVariableName } from './variable-name.ts';
import { aucText, figure } from './words.ts';

const FITS_SHOWN = 8;

export function StepFit({ session }: { session: StudySession }) {
  const { t } = useReading();
  const { data } = session;
  const fitting = useAct(fit);
  const latest = (method: Method) => data.fits.find((each) => each.method === method && each.state !== 'cancelled');
  const shown = doneFits(data)[0];
  return (
    <>
      <Refusal error={fitting.error} />
      <div className="x-cards x-lab-cards">
        {METHODS.map((method) => (
          <MethodCard
            key={method}
            method={method}
            made={latest(method)}
            busy={fitting.isPending}
            onFit={() => void fitting.mutateAsync({ input: { study: data.study.id, method } }).catch(() => {})}
          />
        ))}
        {shown && <Inside key={shown.id} made={shown} />}
        {data.fits.length > 0 && <Before fits={data.fits} />}
      </div>
      <Onward>
        {!shown && <span className="x-caption">{t('lab.fit.noneYet')}</span>}
        <OnwardButton to="validate" session={session} disabled={!shown} />
      </Onward>
    </>
  );
}

function MethodCard({
  method,
  made,
  busy,
  onFit,
}: {
  method: Method;
  made: FitData | undefined;
  busy: boolean;
  onFit: () => void;
}) {
  const { t } = useReading();
  const cancelling = useAct(cancelFit);
  const working = made !== undefined && isWorking(made);
  return (
    <Card className="x-span-4 x-lab-method" title={t(`lab.method.${method}`)}>
      <p>{t(`lab.fit.what.${method}`)}</p>
      <p className="x-caption">{t(`lab.fit.when.${method}`)}</p>
      {working && made && (
        <div className="x-lab-working" role="status">
          <span className="x-bar" style={{ height: 8 }}>
            <span
              className="x-seg x-lab-going"
              style={{ width: `${Math.max(3, (made.done / Math.max(1, made.total)) * 100)}%` }}
            />
          </span>
          <span className="x-caption">
            {made.state === 'waiting'
              ? t('lab.fit.waiting')
              : t('lab.fit.running', { share: Math.round((made.done / Math.max(1, made.total)) * 100) })}
          </span>
          <Button size="small" onClick={() => void cancelling.mutateAsync({ input: { fit: made.id } }).catch(() => {})}>
            {t('lab.fit.cancel')}
          </Button>
        </div>
      )}
      {made?.state === 'done' && (
        <div className="x-lab-made">
          <AucBar auc={made.auc} />
          <span className="x-caption">
            {aucText(made.auc, t)} · KS {figure(made.ks)}
          </span>
          {!made.isCurrent && <RiskMark step={2} word={t('lab.fit.old')} />}
        </div>
      )}
      {made?.state === 'failed' && made.fault && (
        <div className="x-refusal" role="alert">
          {problemText(new ApiProblem(422, { ...made.fault.facts, code: made.fault.code, detail: made.fault.message }), t)}
        </div>
      )}
      {!working && (
        <Button type={made?.state === 'done' ? 'default' : 'primary'} disabled={busy} onClick={onFit}>
          {t(made?.state === 'done' ? 'lab.fit.again' : 'lab.fit.go', { method: t(`lab.method.${method}`) })}
        </Button>
      )}
    </Card>
  );
}

/** Which variables came in, how strong each is, and why the others stayed out. */
function Inside({ made }: { made: FitData }) {
  const { t } = useReading();
  const called = useVariableName();
  const asked = useOperation(fitted, { fit: made.id });
  if (!asked.data?.told) return <LoadingCard />;
  const { variables, notes } = asked.data.told;
  const inside = variables.filter((each) => each.dropped === null).toSorted((a, b) => (b.strength ?? 0) - (a.strength ?? 0));
  const out = variables.filter((each) => each.dropped !== null);
  const most = Math.max(0.0001, ...inside.map((each) => each.strength ?? 0));
  return (
    <>
      <Card
        className="x-span-6"
        title={t('lab.fit.inside', { count: inside.length, method: t(`lab.method.${made.method}`) })}
        caption={t(made.method === 'scorecard' ? 'lab.fit.byPoints' : 'lab.fit.byGain')}
      >
        <ul className="x-lab-strengths">
          {inside.map((each) => (
            <li key={each.name}>
              <span title={each.name}>{called(each.name)}</span>
              <i>
                <b style={{ width: `${((each.strength ?? 0) / most) * 100}%` }} />
              </i>
              <span className="x-num">
                {made.method === 'scorecard'
                  ? t('lab.points', { count: Math.round(each.strength ?? 0) })
                  : `${((each.strength ?? 0) * 100).toFixed(1)}%`}
              </span>
            </li>
          ))}
        </ul>
        <FitNotes notes={notes} />
      </Card>
      <Card className="x-span-6" title={out.length === 0 ? t('lab.fit.noneOut') : t('lab.fit.out', { count: out.length })}>
        {out.length > 0 && <LeftOut variables={out} />}
      </Card>
    </>
  );
}

function Before({ fits }: { fits: readonly FitData[] }) {
  const { t } = useReading();
  const { today } = useAsOf();
  return (
    <Card className="x-span-12" title={t('lab.fit.before')} flush>
      <div className="x-twin-scroll">
        <table className="x-twin-table">
          <thead>
            <tr>
              <th scope="col">{t('lab.fit.method')}</th>
              <th scope="col" className="x-end">
                {t('lab.auc.name')}
              </th>
              <th scope="col" className="x-end">
                KS
              </th>
              <th scope="col" className="x-end">
                {t('lab.bad')}
              </th>
              <th scope="col">{t('lab.fit.state')}</th>
              <th scope="col" className="x-end">
                {t('lab.fit.at')}
              </th>
            </tr>
          </thead>
          <tbody>
            {fits.slice(0, FITS_SHOWN).map((each) => (
              <tr key={each.id}>
                <td>{t(`lab.method.${each.method}`)}</td>
                <td className="x-end">{aucText(each.auc, t)}</td>
                <td className="x-end">{figure(each.ks)}</td>
                <td className="x-end">{each.bads === null ? '—' : formatNumber(each.bads)}</td>
                <td>
                  {t(`lab.fit.states.${each.state}`)}
                  {each.submitted &&
                    ` · ${t('lab.fit.submitted', { name: each.submitted.name, version: each.submitted.version })}`}
                  {each.state === 'done' && !each.isCurrent && ` · ${t('lab.fit.oldShort')}`}
                </td>
                <td className="x-end">
                  {instantText(each.at, today)} {each.by}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
