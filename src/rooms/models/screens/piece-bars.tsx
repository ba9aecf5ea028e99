// How good and bad rows lie over a variable: bars as high as there are rows, the bad share of each written and drawn above.
import type { Piece } from '#engine/models/look.ts';
import { Legend } from '#web/kit/bars.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import { pieceName, share } from './words.ts';

const HEIGHT = 150;

export function PieceBars({ pieces }: { pieces: readonly Piece[] }) {
  const { t } = useReading();
  const most = Math.max(1, ...pieces.map((each) => each.goods + each.bads));
  const rates = pieces.map((each) => each.bads / Math.max(1, each.goods + each.bads));
  const highest = Math.max(0.0001, ...rates);
  return (
    <div className="x-lab-picture">
      <div className="x-lab-bars" role="img" aria-label={t('lab.variables.spread')}>
        {pieces.map((each, at) => {
          const rows = each.goods + each.bads;
          const name = pieceName(each, t);
          const apart = each.isMissing || each.special !== null;
          return (
            <div
              key={name}
              className={apart ? 'x-lab-bar-apart' : undefined}
              title={`${name}: ${t('lab.good')} ${each.goods}, ${t('lab.bad')} ${each.bads}, ${share(rates[at])}`}
            >
              <span className="x-lab-rate" style={{ height: 26 }}>
                {pieces.length <= 12 && share(rates[at], 0)}
              </span>
              <div style={{ height: HEIGHT }}>
                <i style={{ height: `${(each.goods / most) * 100}%`, background: css('part3') }} />
                <i style={{ height: `${(each.bads / most) * 100}%`, background: css('risk4') }} />
              </div>
              <span className="x-lab-heat" style={{ opacity: 0.12 + 0.88 * (rates[at]! / highest) }} />
              <small>{rows > 0 ? name : '—'}</small>
            </div>
          );
        })}
      </div>
      <Legend
        items={[
          { fill: 'part3', label: t('lab.good') },
          { fill: 'risk4', label: t('lab.bad') },
          { fill: 'risk3', label: t('lab.variables.heat') },
        ]}
      />
    </div>
  );
}
