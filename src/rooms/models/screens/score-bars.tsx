// Where goods and bads lie on the scale of the score, as shares of their own kind: the less they overlap, the better.
import type { ScoreBar } from '#engine/models/pictures.ts';
import { Legend } from '#web/kit/bars.tsx';
import { ChartCard } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import { share } from './words.ts';

const HALF = 92;

export function ScoreCard({ bars }: { bars: readonly ScoreBar[] }) {
  const { t } = useReading();
  const goods = Math.max(
    1,
    bars.reduce((sum, each) => sum + each.goods, 0),
  );
  const bads = Math.max(
    1,
    bars.reduce((sum, each) => sum + each.bads, 0),
  );
  const most = Math.max(0.0001, ...bars.flatMap((each) => [each.goods / goods, each.bads / bads]));
  const middle = (kind: 'goods' | 'bads', all: number) => {
    let sum = 0;
    return bars.find((each) => (sum += each[kind]) >= all / 2)?.from ?? 0;
  };
  const [ofGoods, ofBads] = [middle('goods', goods), middle('bads', bads)];
  const step = Math.ceil(bars.length / 8);
  return (
    <ChartCard
      className="x-span-4"
      title={t('lab.scores.title', { points: formatNumber(ofGoods - ofBads) })}
      caption={t('lab.scores.caption')}
      twin={{
        columns: [t('lab.score'), t('lab.good'), t('lab.bad'), t('lab.rate')],
        rows: bars.map((each) => [
          `${each.from} – ${each.to}`,
          formatNumber(each.goods),
          formatNumber(each.bads),
          share(each.bads / Math.max(1, each.goods + each.bads)),
        ]),
      }}
    >
      <div className="x-lab-scores" role="img" aria-label={t('lab.scores.caption')}>
        {bars.map((each, at) => (
          <div key={each.from} title={`${each.from} – ${each.to}: ${t('lab.good')} ${each.goods}, ${t('lab.bad')} ${each.bads}`}>
            <span style={{ height: HALF }}>
              <i style={{ height: `${(each.goods / goods / most) * 100}%`, background: css('part2') }} />
            </span>
            <span className="x-lab-scores-below" style={{ height: HALF }}>
              <i style={{ height: `${(each.bads / bads / most) * 100}%`, background: css('risk4') }} />
            </span>
            <small>{at % step === 0 ? each.from : ''}</small>
          </div>
        ))}
      </div>
      <Legend
        items={[
          { fill: 'part2', label: t('lab.scores.goods') },
          { fill: 'risk4', label: t('lab.scores.bads') },
        ]}
      />
    </ChartCard>
  );
}
