// What a list shows, kept in the URL: view, sort, filters. A link to a list is a link to exactly these rows.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Sort } from './data-table.tsx';

export type ListState = {
  readonly view?: string;
  readonly sort?: Sort;
  readonly filters: Readonly<Record<string, string>>;
};

/** In the URL: `?view=overdue&sort=-overdue&f_grade=BB`. */
export type ListSearch = { view?: string; sort?: string } & { [filter: `f_${string}`]: string };

/** Longer than any filter of ours; what exceeds it was not made by a page. */
const TEXT_MAX = 200;

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX ? value : undefined;
}

/** For a route's `validateSearch`: keeps what a list understands and drops everything else. */
export function listSearch(raw: Record<string, unknown>): ListSearch {
  const kept: ListSearch = {};
  const view = textOf(raw['view']);
  const sort = textOf(raw['sort']);
  if (view) kept.view = view;
  if (sort) kept.sort = sort;
  for (const [key, value] of Object.entries(raw)) {
    const text = key.startsWith('f_') ? textOf(value) : undefined;
    if (text !== undefined) kept[key as `f_${string}`] = text;
  }
  return kept;
}

export function toListState(search: ListSearch): ListState {
  const filters = Object.fromEntries(
    Object.entries(search)
      .filter(([key]) => key.startsWith('f_'))
      .map(([key, value]) => [key.slice(2), String(value)]),
  );
  return {
    filters,
    ...(search.view ? { view: search.view } : {}),
    ...(search.sort ? { sort: { by: search.sort.replace(/^-/, ''), descending: search.sort.startsWith('-') } } : {}),
  };
}

export function toListSearch(state: ListState): ListSearch {
  const search: ListSearch = {};
  if (state.view) search.view = state.view;
  if (state.sort) search.sort = `${state.sort.descending ? '-' : ''}${state.sort.by}`;
  for (const [key, value] of Object.entries(state.filters)) if (value !== '') search[`f_${key}`] = value;
  return search;
}

/** The list's state from the URL of the page it stands on, and the way to change it (which replaces, so that Back leaves the list). */
export function useListState(): [ListState, (next: ListState) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const state = useMemo(() => toListState(listSearch(search)), [search]);
  const set = useCallback(
    (next: ListState) => {
      const { asOf, knownAt } = search;
      const moment = { ...(asOf ? { asOf } : {}), ...(knownAt ? { knownAt } : {}) };
      void navigate({ to: '.', search: { ...toListSearch(next), ...moment } as never, replace: true });
    },
    [navigate, search],
  );
  return [state, set];
}
