// What raised and what lowered a score, from its base. Ink blue both ways: the sign says which.
import type { ReactNode } from 'react';
import { css } from '#web/theme/tokens.ts';
import { formatNumber } from './figures.ts';

export type Contribution = {
  readonly key: string;
  readonly label: ReactNode;
  readonly value?: ReactNode;
  readonly points: number;
};

export function ContributionBars({ items, decimals = 1 }: { items: readonly Contribution[]; decimals?: number }) {
  const most = Math.max(0.0001, ...items.map((each) => Math.abs(each.points)));
  return (
    <ul className="x-contributions">
      {items.map((each) => {
        const width = `${(Math.abs(each.points) / most) * 50}%`;
        return (
          <li key={each.key}>
            <span className="x-contribution-name">{each.label}</span>
            <span className="x-contribution-value">{each.value}</span>
            <span className="x-contribution-bar">
              <i
                style={
                  each.points < 0
                    ? { right: '50%', width, background: css('part1') }
                    : { left: '50%', width, background: css('part3') }
                }
              />
            </span>
            <span className="x-num">{formatNumber(each.points, decimals, 'always')}</span>
          </li>
        );
      })}
    </ul>
  );
}
