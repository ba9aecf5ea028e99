// How a model did on customers it had not seen: the finding first, then the pictures. The same on the laboratory's page and the model card.

import { BADS_MIN } from '#engine/models/metrics.ts';
import type { Measures } from '#engine/models/train.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { Told } from '../laboratory/contract.ts';
import { AucBar } from './auc-bar.tsx';
import { CalibrationCard, type CurvePoint, DependenceCard, KsCard, LiftCard, RocCard } from './curves.tsx';
import { ScoreCard } from './score-bars.tsx';
import { StabilityCard } from './stability-card.tsx';
import { aucText, figure, share } from './words.ts';

/** A gap between training and test above this says that coincidences were learned. */
const GAP_MAX = 0.05;
const HALF = 0.5;

export function Finding({ test, train, folded }: { test: Measures; train: Measures; folded: boolean }) {
  const { t } = useReading();
  const gap = test.auc.value !== null && train.auc.value !== null ? train.auc.value - test.auc.value : null;
  return (
    <Card className="x-span-12 x-lab-finding">
      {test.bads < BADS_MIN && (
        <div className="x-lab-notenough">
          <RiskMark
            step={3}
            word={<span className="x-ink">{t('lab.validate.notEnough', { count: test.bads, least: BADS_MIN })}</span>}
          />
        </div>
      )}
      <div className="x-lab-finding-row">
        <AucBar auc={test.auc} big />
        <dl className="x-lab-facts">
          <div>
            <dt>{t('lab.auc.name')}</dt>
            <dd>{aucText(test.auc, t)}</dd>
          </div>
          <div>
            <dt>KS</dt>
            <dd>{figure(test.ks)}</dd>
          </div>
          <div>
            <dt>{t('lab.validate.gini')}</dt>
            <dd>{figure(test.gini)}</dd>
          </div>
          <div>
            <dt>{t('lab.validate.brier')}</dt>
            <dd>{figure(test.brier)}</dd>
          </div>
        </dl>
        <p className="x-caption">
          {t(folded ? 'lab.validate.folds' : 'lab.validate.held', { rows: formatNumber(test.rows) })}
          {t('lab.piece.comma')}
          {t('lab.validate.bads', { count: test.bads })}
          <br />
          {gap !== null &&
            t(gap < 0 ? 'lab.validate.trainedBelow' : 'lab.validate.trained', {
              value: figure(train.auc.value),
              gap: figure(Math.abs(gap)),
            })}
          {gap !== null && gap > GAP_MAX && (
            <>
              <br />
              <RiskMark step={2} word={t('lab.validate.overfit')} />
            </>
          )}
        </p>
      </div>
    </Card>
  );
}

/** `pictures` absent: the model came without them (an older one, or one from another house). */
export function ValidationPictures({ told }: { told: Partial<Told> & Pick<Told, 'test'> }) {
  const { t } = useReading();
  const { test, pictures } = told;
  const roc = test.roc as readonly CurvePoint[];
  const half = roc.find((point) => point.bads >= HALF);
  return (
    <>
      <RocCard
        title={half && test.auc.value !== null ? t('lab.roc.title', { goods: share(half.goods, 0) }) : t('lab.roc.none')}
        caption="ROC"
        lines={[
          { name: t('lab.roc.test'), points: roc },
          ...(pictures ? [{ name: t('lab.roc.train'), points: pictures.trainCurve.points }] : []),
        ]}
      />
      <KsCard points={roc} ks={test.ks} />
      <CalibrationCard groups={test.groups} fitness={test.hosmerLemeshow} />
      {pictures && <ScoreCard bars={pictures.scores} />}
      <LiftCard groups={test.groups} />
      {pictures?.dependences.slice(0, 6).map((each) => (
        <DependenceCard key={each.name} dependence={each} />
      ))}
      {pictures?.shift && <StabilityCard shift={pictures.shift} />}
    </>
  );
}
