// A model as it can be read: a card's points, a tree drawn, boosted trees by what matters in them.
import { useState } from 'react';
import type { TreesModel } from '#engine/models/boosted-model.ts';
import type { ScorecardModel } from '#engine/models/scorecard-model.ts';
import type { Model } from '#engine/models/train.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import { TreeDrawing } from './tree-drawing.tsx';
import { useVariableName } from './variable-name.ts';
import { figure, pieceName, share } from './words.ts';

export function ModelDrawn({ model }: { model: Model }) {
  const { t } = useReading();
  if (model.method === 'scorecard') return <PointsCard model={model} />;
  if (model.method === 'tree')
    return (
      <Card
        className="x-span-12"
        title={t('lab.tree.title', { count: model.trees[0]!.filter((node) => node.left === null).length })}
        caption={t('lab.tree.caption')}
      >
        <TreeDrawing model={model} />
      </Card>
    );
  return <ImportanceCard model={model} />;
}

function PointsCard({ model }: { model: ScorecardModel }) {
  const { t } = useReading();
  const called = useVariableName();
  const [open, setOpen] = useState(false);
  const variables = model.variables.toSorted((a, b) => spanOf(b) - spanOf(a));
  const shown = open ? variables : variables.slice(0, 6);
  const most = Math.max(1, ...model.variables.flatMap((each) => each.bins.map((bin) => Math.abs(bin.points))));
  return (
    <Card
      className="x-span-12"
      title={t('lab.card.title', { base: model.basePoints })}
      caption={t('lab.card.caption', { base: model.scaling.base, odds: model.scaling.odds, pdo: model.scaling.pdo })}
    >
      <div className="x-lab-points">
        {shown.map((variable) => (
          <table key={variable.name}>
            <caption>
              {called(variable.name)} <small>IV {figure(variable.iv)}</small>
            </caption>
            <thead className="x-hidden">
              <tr>
                <th scope="col">{t('lab.piece.heading')}</th>
                <th scope="col">{t('lab.rate')}</th>
                <th scope="col">{t('lab.pointsName')}</th>
              </tr>
            </thead>
            <tbody>
              {variable.bins
                .filter((bin) => bin.rows > 0 || !(bin.isMissing || bin.special !== null))
                .map((bin) => (
                  <tr key={pieceName(bin, t, 99)}>
                    <td title={pieceName(bin, t, 99)}>{pieceName(bin, t, 2)}</td>
                    <td className="x-num x-quiet">{share(bin.badRate)}</td>
                    <td>
                      <span className="x-lab-point">
                        <i
                          style={
                            bin.points < 0
                              ? { right: '50%', width: `${(-bin.points / most) * 50}%`, background: css('part1') }
                              : { left: '50%', width: `${(bin.points / most) * 50}%`, background: css('part3') }
                          }
                        />
                      </span>
                    </td>
                    <td className="x-num x-end">{formatNumber(bin.points, 0, 'always')}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        ))}
      </div>
      {variables.length > 6 && (
        <button type="button" className="x-link" onClick={() => setOpen(!open)}>
          {open ? t('lab.card.fewer') : t('lab.card.all', { count: variables.length })}
        </button>
      )}
    </Card>
  );
}

const spanOf = (variable: ScorecardModel['variables'][number]): number => {
  const points = variable.bins.filter((bin) => bin.rows > 0).map((bin) => bin.points);
  return points.length === 0 ? 0 : Math.max(...points) - Math.min(...points);
};

function ImportanceCard({ model }: { model: TreesModel }) {
  const { t } = useReading();
  const called = useVariableName();
  const used = model.variables.filter((each) => each.gainShare > 0).toSorted((a, b) => b.gainShare - a.gainShare);
  const most = Math.max(0.0001, ...used.map((each) => each.gainShare));
  const first = used.slice(0, 3).map((each) => called(each.name));
  const theirs = used.slice(0, 3).reduce((sum, each) => sum + each.gainShare, 0);
  return (
    <Card
      className="x-span-12"
      title={t('lab.importance.title', { names: first.join(t('lab.piece.comma')), share: share(theirs, 0) })}
      caption={t('lab.importance.caption', { trees: model.trees.length })}
    >
      <ul className="x-lab-strengths">
        {used.slice(0, 20).map((each) => (
          <li key={each.name}>
            <span title={each.name}>{called(each.name)}</span>
            <i>
              <b style={{ width: `${(each.gainShare / most) * 100}%` }} />
            </i>
            <span className="x-num">{share(each.gainShare)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
