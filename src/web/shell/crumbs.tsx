// Where we are: a page says its crumbs, the top bar shows them, the browser's tab too.
import { useEffect, useSyncExternalStore } from 'react';

export type Crumb = { readonly label: string; readonly to?: string };

let current: readonly Crumb[] = [];
const listeners = new Set<() => void>();

export function useCrumbs(crumbs: readonly Crumb[]): void {
  const text = JSON.stringify(crumbs);
  useEffect(() => {
    current = JSON.parse(text) as Crumb[];
    document.title = [...current.map((each) => each.label).reverse(), '信衡 Xinheng'].join(' · ');
    for (const each of listeners) each();
  }, [text]);
}

export function useCurrentCrumbs(): readonly Crumb[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
