// Every page and its address. Search parameters are typed; `asOf` goes with every link until today is asked for.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, retainSearchParams } from '@tanstack/react-router';
import { isDay } from '#base/date.ts';
import { queryOf } from './api.ts';
import { listSearch } from './kit/list-state.ts';
import { ErrorState } from './kit/states.tsx';
import { NotBuilt, NotFound } from './pages/not-built.tsx';
import type { NavKey } from './shell/navigation.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({
  validateSearch: (raw: Record<string, unknown>): { asOf?: string } =>
    typeof raw['asOf'] === 'string' && isDay(raw['asOf']) ? { asOf: raw['asOf'] } : {},
  search: { middlewares: [retainSearchParams(['asOf'])] },
  component: () => <Shell />,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
});

function room(path: string, key: NavKey) {
  return createRoute({ getParentRoute: () => root, path, validateSearch: listSearch, component: () => <NotBuilt room={key} /> });
}

const routes = [
  room('/', 'workbench'),
  room('/ledger', 'ledger'),
  room('/orders', 'orders'),
  room('/approvals', 'approvals'),
  room('/alerts', 'alerts'),
  room('/import', 'import'),
  room('/audit', 'audit'),
  room('/settings', 'settings'),
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
