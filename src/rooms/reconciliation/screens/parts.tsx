// The parts of reconciliation, side by side: letters, differences, limitation periods, totals.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import './reconciliation.css';

const PARTS = [
  { key: 'letters', to: '/reconciliation' },
  { key: 'differences', to: '/reconciliation/differences' },
  { key: 'limitation', to: '/reconciliation/limitation' },
  { key: 'totals', to: '/reconciliation/totals' },
] as const;

export function Parts({ here, children }: { here: (typeof PARTS)[number]['key']; children?: ReactNode }) {
  const { t } = useReading();
  useCrumbs([{ label: t('reconciliation.title'), to: '/reconciliation' }, { label: t(`reconciliation.parts.${here}`) }]);
  return (
    <div>
      <BooksTabs />
      <nav className="x-tabs x-views x-reconciliation-parts" aria-label={t('reconciliation.title')}>
        {PARTS.map((each) => (
          <Link key={each.key} to={each.to} activeOptions={{ exact: true, includeSearch: false }}>
            {t(`reconciliation.parts.${each.key}`)}
          </Link>
        ))}
      </nav>
      {children}
    </div>
  );
}
