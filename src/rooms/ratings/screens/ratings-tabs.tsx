// The pages of ratings side by side: customers, moves, grades that people moved, notices to customers, the card.
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useChosenInSight } from '#web/kit/in-sight.ts';
import { useReading } from '#web/kit/reading.tsx';
import { type Crumb, useCrumbs } from '#web/shell/crumbs.tsx';
import { useSession } from '#web/shell/session.tsx';
import './ratings.css';

const TABS = [
  { key: 'list', to: '/ratings', permission: 'ratings.read' },
  { key: 'moves', to: '/ratings/moves', permission: 'ratings.read' },
  { key: 'overrides', to: '/ratings/overrides', permission: 'ratings.read' },
  { key: 'notices', to: '/ratings/notices', permission: 'ratings.read' },
  { key: 'card', to: '/ratings/card', permission: 'policies.read' },
  { key: 'investigations', to: '/investigations', permission: 'customers.read' },
  { key: 'coefficients', to: '/coefficients', permission: 'policies.read' },
] as const;

/** `deeper`: the crumbs of a page below one of the tabs. */
export function RatingsTabs({ children, deeper = [] }: { children: ReactNode; deeper?: readonly Crumb[] }) {
  const { t } = useReading();
  const session = useSession();
  const path = useLocation({ select: (at) => at.pathname });
  const row = useChosenInSight<HTMLElement>(path);
  const below = TABS.find((each) => each.key !== 'list' && `${path}/`.startsWith(`${each.to}/`));
  useCrumbs([
    { label: t('ratings.title'), ...(below ? { to: '/ratings' } : {}) },
    ...(below ? [{ label: t(`ratings.tabs.${below.key}`), ...(deeper.length > 0 ? { to: below.to } : {}) }] : []),
    ...deeper,
  ]);
  return (
    <div className="x-under-tabs">
      <nav ref={row} className="x-tabs x-views" aria-label={t('ratings.title')}>
        {TABS.filter((each) => session?.permissions.has(each.permission) ?? true).map((each) => (
          <Link key={each.key} to={each.to} activeOptions={{ includeSearch: false, exact: true }}>
            {t(`ratings.tabs.${each.key}`)}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  );
}
