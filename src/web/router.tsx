// Every page and its address. Search parameters are typed; `asOf` and `knownAt` go with every link until today is asked for.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router';
import { isDay } from '#base/date.ts';
import { queryOf } from './api.ts';
import { listSearch } from './kit/list-state.ts';
import { ErrorState } from './kit/states.tsx';
import { NotFound } from './pages/not-found.tsx';
import { Frame } from './shell/frame.tsx';

const INSTANT = /^\d{4}-\d{2}-\d{2}T[0-9:.]+Z$/;

const root = createRootRoute({
  validateSearch: ({ asOf, knownAt }: Record<string, unknown>): { asOf?: string; knownAt?: string } => ({
    ...(typeof asOf === 'string' && isDay(asOf) ? { asOf } : {}),
    ...(typeof knownAt === 'string' && INSTANT.test(knownAt) ? { knownAt } : {}),
  }),
  search: { middlewares: [retainSearchParams(['asOf', 'knownAt'])] },
  component: Frame,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
});

/** A page of a room; its code arrives when it is first opened. */
function page<Path extends string>(path: Path, load: () => Promise<Record<string, unknown>>, name: string) {
  return createRoute({
    getParentRoute: () => root,
    path,
    validateSearch: listSearch,
    component: lazyRouteComponent(load as () => Promise<Record<string, never>>, name),
  });
}

const routes = [
  page('/', () => import('#rooms/portfolio/screens/workbench.tsx'), 'Workbench'),
  page('/account', () => import('#rooms/accounts/screens/security.tsx'), 'Security'),
  page('/guide', () => import('./guide/guide.tsx'), 'GuidePage'),
  page('/orders', () => import('#rooms/orders/screens/holds.tsx'), 'Holds'),
  page('/orders/holds/$id', () => import('#rooms/orders/screens/hold.tsx'), 'HoldPage'),
  page('/orders/simulate', () => import('#rooms/orders/screens/simulate.tsx'), 'Simulate'),
  page('/orders/reservations', () => import('#rooms/orders/screens/reservations.tsx'), 'Reservations'),
  page('/orders/checks', () => import('#rooms/orders/screens/checks.tsx'), 'Checks'),
  page('/orders/shadow', () => import('#rooms/orders/screens/shadow.tsx'), 'ShadowReport'),
  page('/orders/rules', () => import('#rooms/orders/screens/rules.tsx'), 'Rules'),
  page('/approvals', () => import('#rooms/approvals/screens/cases.tsx'), 'Cases'),
  page('/approvals/$id', () => import('#rooms/approvals/screens/case.tsx'), 'CasePage'),
  page('/ledger', () => import('#rooms/receivables/screens/ledger.tsx'), 'LedgerPage'),
  page('/receipts', () => import('#rooms/settlements/screens/receipts.tsx'), 'Receipts'),
  page('/bills', () => import('#rooms/bills/screens/bills.tsx'), 'BillsPage'),
  page('/contracts', () => import('#rooms/contracts/screens/contracts.tsx'), 'ContractsPage'),
  page('/contracts/$id', () => import('#rooms/contracts/screens/contract.tsx'), 'ContractPage'),
  page('/reconciliation', () => import('#rooms/reconciliation/screens/reconciliation.tsx'), 'ReconciliationPage'),
  page('/reconciliation/letters/$id', () => import('#rooms/reconciliation/screens/letter.tsx'), 'LetterPage'),
  page('/reconciliation/differences', () => import('#rooms/reconciliation/screens/open-differences.tsx'), 'OpenDifferencesPage'),
  page('/reconciliation/limitation', () => import('#rooms/reconciliation/screens/limitation.tsx'), 'LimitationPage'),
  page('/reconciliation/totals', () => import('#rooms/reconciliation/screens/totals.tsx'), 'TotalsPage'),
  page('/files', () => import('#rooms/dossiers/screens/files.tsx'), 'FilesPage'),
  page('/answer/$token', () => import('#rooms/dossiers/screens/answer.tsx'), 'AnswerPage'),
  page('/reference/$token', () => import('#rooms/investigations/screens/reference-answer.tsx'), 'ReferencePage'),
  page('/investigations', () => import('#rooms/investigations/screens/investigations.tsx'), 'InvestigationsPage'),
  page('/investigations/templates', () => import('#rooms/investigations/screens/templates.tsx'), 'TemplatesPage'),
  page('/investigations/$id', () => import('#rooms/investigations/screens/investigation.tsx'), 'InvestigationPage'),
  page('/coefficients', () => import('#rooms/indicators/screens/coefficients.tsx'), 'CoefficientsPage'),
  page('/customers', () => import('#rooms/customers/screens/customers.tsx'), 'CustomersPage'),
  page('/customers/duplicates', () => import('#rooms/customers/screens/duplicates.tsx'), 'DuplicatesPage'),
  page('/customers/groups', () => import('#rooms/customers/screens/groups.tsx'), 'GroupsPage'),
  page('/customers/handovers', () => import('#rooms/customers/screens/handovers.tsx'), 'HandoversPage'),
  page('/customers/$code', () => import('#rooms/customers/screens/customer.tsx'), 'CustomerPage'),
  page('/ratings', () => import('#rooms/ratings/screens/ratings.tsx'), 'RatingsPage'),
  page('/ratings/moves', () => import('#rooms/ratings/screens/moves.tsx'), 'MovesPage'),
  page('/ratings/overrides', () => import('#rooms/ratings/screens/overrides.tsx'), 'OverridesPage'),
  page('/ratings/notices', () => import('#rooms/ratings/screens/notices.tsx'), 'NoticesPage'),
  page('/ratings/card', () => import('#rooms/ratings/screens/card.tsx'), 'CardPage'),
  page('/alerts', () => import('#rooms/monitoring/screens/alerts.tsx'), 'AlertsPage'),
  page('/models', () => import('#rooms/models/screens/models.tsx'), 'ModelsPage'),
  page('/indicators', () => import('#rooms/indicators/screens/indicators.tsx'), 'IndicatorsPage'),
  page('/models/$name', () => import('#rooms/models/screens/model.tsx'), 'ModelPage'),
  page('/laboratory', () => import('#rooms/models/screens/laboratory.tsx'), 'LaboratoryPage'),
  page('/laboratory/$id', () => import('#rooms/models/screens/study.tsx'), 'StudyPage'),
  page('/import', () => import('#rooms/imports/screens/import.tsx'), 'ImportPage'),
  page('/audit', () => import('#rooms/controls/screens/audit.tsx'), 'AuditPage'),
  page('/settings', () => import('./pages/settings.tsx'), 'SettingsPage'),
  // The gallery of the kit: for those who build pages, not part of the product.
  ...(import.meta.env.DEV || import.meta.env.MODE === 'gallery'
    ? [
        createRoute({
          getParentRoute: () => root,
          path: '/kit',
          validateSearch: listSearch,
          component: lazyRouteComponent(() => import('./pages/gallery/gallery.tsx'), 'Gallery'),
        }),
      ]
    : []),
];

export function makeRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Plain text both ways: an address that people read, send and type.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: queryOf,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
