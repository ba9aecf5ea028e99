// The parts of the customers, side by side: the list, groups, hand-overs, possible duplicates; above them the tabs of the books.
import { Link } from '@tanstack/react-router';
import { useChosenInSight } from '#web/kit/in-sight.ts';
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import './belonging.css';

const PARTS = [
  { key: 'customers', to: '/customers' },
  { key: 'groups', to: '/customers/groups' },
  { key: 'handovers', to: '/customers/handovers' },
  { key: 'duplicates', to: '/customers/duplicates' },
] as const;

/** A salesperson has no groups and decides on no duplicates: those parts are not offered. */
export function CustomerParts({ here }: { here: (typeof PARTS)[number]['key'] }) {
  const { t } = useReading();
  const mayWrite = useMay('customers.write');
  const mayList = useMay('customers.read');
  const row = useChosenInSight<HTMLElement>(here);
  useCrumbs([
    { label: t('identity.title'), to: '/customers' },
    ...(here === 'customers' ? [] : [{ label: t(`belonging.parts.${here}`) }]),
  ]);
  const offered = PARTS.filter((each) => (mayWrite ? true : mayList && (each.key === 'customers' || each.key === 'handovers')));
  return (
    <div>
      <BooksTabs />
      <nav ref={row} className="x-tabs x-views x-parts" aria-label={t('identity.title')}>
        {offered.map((each) => (
          <Link key={each.key} to={each.to as never} activeOptions={{ exact: true, includeSearch: false }}>
            {t(`belonging.parts.${each.key}`)}
          </Link>
        ))}
      </nav>
    </div>
  );
}
