// The pages of the books, side by side: ledger, receipts, bills, contracts, reconciliation, customer files.
import { Link, useLocation } from '@tanstack/react-router';
import { useChosenInSight } from '#web/kit/in-sight.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useSession } from './session.tsx';

const TABS = [
  { key: 'ledger', to: '/ledger', permission: 'ledger.read' },
  { key: 'settlements', to: '/receipts', permission: 'ledger.read' },
  { key: 'bills', to: '/bills', permission: 'ledger.read' },
  { key: 'contracts', to: '/contracts', permission: 'ledger.read' },
  { key: 'reconciliation', to: '/reconciliation', permission: 'ledger.read' },
  { key: 'identity', to: '/customers', permission: 'customers.read' },
  { key: 'dossiers', to: '/files', permission: 'customers.read' },
] as const;

export type Book = (typeof TABS)[number]['key'];

/** `here` says its own crumbs; a page that stands below one of these shows the tabs too. */
export function BooksTabs() {
  const { t } = useReading();
  const session = useSession();
  const row = useChosenInSight<HTMLElement>(useLocation({ select: (at) => at.pathname }));
  return (
    <nav ref={row} className="x-tabs x-views" aria-label={t('shell.nav.ledger')}>
      {TABS.filter((each) => session?.permissions.has(each.permission) ?? true).map((each) => (
        <Link key={each.key} to={each.to} activeOptions={{ includeSearch: false }}>
          {t(`${each.key}.title`)}
        </Link>
      ))}
    </nav>
  );
}
