// The pages of order credit, side by side.
import { Link } from '@tanstack/react-router';
import { useChosenInSight } from '#web/kit/in-sight.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useSession } from '#web/shell/session.tsx';
import './orders.css';

const TABS = [
  { key: 'holds', to: '/orders', permission: 'orders.read' },
  { key: 'simulate', to: '/orders/simulate', permission: 'orders.check' },
  { key: 'reservations', to: '/orders/reservations', permission: 'orders.read' },
  { key: 'checks', to: '/orders/checks', permission: 'orders.read' },
  { key: 'shadow', to: '/orders/shadow', permission: 'orders.read' },
  { key: 'rules', to: '/orders/rules', permission: 'policies.read' },
] as const;

export type OrdersTab = (typeof TABS)[number]['key'];

export function OrdersTabs({ here }: { here: OrdersTab }) {
  const { t } = useReading();
  const session = useSession();
  const row = useChosenInSight<HTMLElement>(`${here} ${session?.counts['orders'] ?? 0}`);
  useCrumbs([{ label: t('orders.title'), to: '/orders' }, { label: t(`orders.tabs.${here}`) }]);
  return (
    <nav ref={row} className="x-tabs x-views" aria-label={t('orders.title')}>
      {TABS.filter((each) => session?.permissions.has(each.permission) ?? true).map((each) => (
        <Link key={each.key} to={each.to} activeOptions={{ exact: true, includeSearch: false }}>
          {t(`orders.tabs.${each.key}`)}
          {each.key === 'holds' && (session?.counts['orders'] ?? 0) > 0 && (
            <span className="x-count"> {session?.counts['orders']}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
