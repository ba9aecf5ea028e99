// The card of one model: what it is for, how it did and on what, who looked at it, and the steps of its life.
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import type { Model } from '#engine/models/train.ts';
import type { OutputOf } from '#platform/operation.ts';
import { download, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { instantText } from '#web/kit/instants.ts';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { RecordPage } from '#web/kit/record-page.tsx';
import { ErrorState, LoadingRows, NoPermission } from '#web/kit/states.tsx';
import { Figure } from '#web/kit/text.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { card, exportModel, get, list } from '../contract.ts';
import type { Told } from '../laboratory/contract.ts';
import { AssessmentTabs } from './assessment-tabs.tsx';
import { LeftOut } from './left-out.tsx';
import { ModelActs } from './model-acts.tsx';
import { ModelDrawn } from './model-drawn.tsx';
import { ModelWatch } from './model-watch.tsx';
import { StateTag } from './state-tag.tsx';
import { Finding, ValidationPictures } from './validation.tsx';
import { aucText, figure } from './words.ts';
import './laboratory.css';

export type CardData = OutputOf<typeof get>;
/** What a training keeps with its model; an older one, or one from elsewhere, keeps less. */
export type Training = Partial<Told> & {
  readonly file?: string | null;
  readonly importedFrom?: string;
  readonly asked?: { readonly target?: string; readonly bad?: string; readonly seed?: number };
  readonly card?: { readonly purpose: string; readonly limits: string };
};

export function ModelPage() {
  const { t } = useReading();
  const { name = '' } = useParams({ strict: false }) as { name?: string };
  const may = useMay('ratings.read');
  const [state, setState] = useListState();
  const version = Number(state.filters['version']) || undefined;
  const asked = useOperation(get, { model: name, ...(version ? { version } : {}) }, { enabled: may });
  const versions = useOperation(list, { name }, { enabled: may });
  useCrumbs([{ label: t('models.title'), to: '/models' }, { label: name }]);
  return (
    <div className="x-under-tabs">
      <AssessmentTabs />
      {!may ? (
        <NoPermission />
      ) : asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <LoadingRows rows={8} />
      ) : (
        <Shown
          data={asked.data}
          versions={(versions.data?.models ?? []).map((each) => each.version)}
          onVersion={(next) => setState({ ...state, filters: { version: String(next) } })}
        />
      )}
    </div>
  );
}

function Shown({
  data,
  versions,
  onVersion,
}: {
  data: CardData;
  versions: readonly number[];
  onVersion: (version: number) => void;
}) {
  const { t, lang } = useReading();
  const navigate = useNavigate();
  const mayRun = useMay('ratings.run');
  const { model } = data;
  const training = data.training as Training;
  const body = data.body as unknown as Model;
  const named = { model: model.name, version: model.version };
  return (
    <RecordPage
      title={model.name}
      tags={
        <>
          {versions.length > 1 ? (
            <Select
              size="small"
              value={model.version}
              aria-label={t('models.version')}
              onChange={onVersion}
              options={versions.map((value) => ({ value, label: `v${value}` }))}
            />
          ) : (
            <span className="x-grade">v{model.version}</span>
          )}
          <StateTag state={model.state} />
        </>
      }
      caption={t(`lab.method.${model.method as 'tree'}`)}
      actions={
        <>
          <Button onClick={() => void download(card, { ...named, language: lang })}>{t('models.pdf')}</Button>
          <Button onClick={() => void download(exportModel, named)}>{t('models.json')}</Button>
          {mayRun && <Button onClick={() => void navigate({ to: '/laboratory' } as never)}>{t('models.another')}</Button>}
        </>
      }
      figures={
        <>
          <Figure label={t('lab.auc.name')}>{aucText(model.auc, t)}</Figure>
          <Figure label={t('models.col.rows')}>{model.rows === null ? '—' : formatNumber(model.rows)}</Figure>
          <Figure label={t('models.col.bads')}>{model.bads === null ? '—' : formatNumber(model.bads)}</Figure>
          <Figure label={t('models.hash')}>
            <span title={model.hash}>{model.hash.slice(0, 12)}</span>
          </Figure>
        </>
      }
      side={<Side data={data} />}
    >
      <div className="x-cards x-lab-cards">
        <About training={training} />
        {training.test && training.train && (
          <Finding test={training.test} train={training.train} folded={(training.test.folds ?? []).length > 0} />
        )}
        <ModelWatch model={named} body={body} before={model.auc?.value ?? null} />
        {training.test && <ValidationPictures told={{ ...training, test: training.test }} />}
        <ModelDrawn model={body} />
        {training.variables && <Variables variables={training.variables} />}
      </div>
    </RecordPage>
  );
}

function About({ training }: { training: Training }) {
  const { t } = useReading();
  const { asked } = training;
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    [t('models.about.purpose'), training.card?.purpose],
    [t('models.about.limits'), training.card?.limits],
    [t('models.about.data'), training.importedFrom ? t('models.about.imported', { file: training.importedFrom }) : training.file],
    [
      t('models.about.outcome'),
      asked?.target ? t('models.about.outcomeText', { target: asked.target, bad: asked.bad ?? '' }) : null,
    ],
  ];
  return (
    <Card className="x-span-12" title={t('models.about.title')}>
      <dl className="x-lab-about">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || <span className="x-quiet">{t('models.about.unsaid')}</span>}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Variables({ variables }: { variables: Told['variables'] }) {
  const { t } = useReading();
  const out = variables.filter((each) => each.dropped !== null);
  if (out.length === 0) return null;
  return (
    <Card className="x-span-12" title={t('lab.fit.out', { count: out.length })}>
      <LeftOut variables={out} />
    </Card>
  );
}

/** The steps of its life, and what can be done now. */
function Side({ data }: { data: CardData }) {
  const { t } = useReading();
  const { today } = useAsOf();
  return (
    <div className="x-lab-side">
      <ModelActs data={data} />
      <Card title={t('models.life')}>
        <ul className="x-timeline">
          {data.acts.toReversed().map((act) => (
            <li key={`${act.at} ${act.act}`}>
              <span className="x-timeline-mark">
                <i />
              </span>
              <time dateTime={act.at}>{instantText(act.at, today)}</time>
              <strong>{t(`models.did.${act.act as 'train'}`, { by: act.by })}</strong>
              {act.reason && <span>{act.reason}</span>}
              {act.act === 'validate' && <Validated facts={act.facts as never} />}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Validated({
  facts,
}: {
  facts: { rows?: number; bads?: number; auc?: never; ks?: number | null; file?: string } | null;
}) {
  const { t } = useReading();
  if (!facts) return null;
  return (
    <span>
      {t('models.validatedOn', {
        file: facts.file ?? '—',
        rows: formatNumber(facts.rows ?? 0),
        bads: formatNumber(facts.bads ?? 0),
      })}{' '}
      {t('lab.auc.name')} {aucText(facts.auc ?? null, t)} · KS {figure(facts.ks ?? null)}
    </span>
  );
}
