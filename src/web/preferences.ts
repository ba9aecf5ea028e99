// What a person's browser remembers: language, theme, money unit, shown columns. Broken or forbidden storage means "not remembered", never an error.
import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = 'xinheng.';
const listeners = new Set<() => void>();
/** Holds what storage refuses to, for the life of the page. */
const memory = new Map<string, string>();

function read(key: string): string | null {
  const kept = memory.get(key);
  if (kept !== undefined) return kept;
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  memory.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Private windows refuse storage: the value lasts as long as the page.
  }
  for (const each of listeners) each();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The remembered value, or null; for use before React runs. */
export function rememberedPreference(key: string): string | null {
  return read(key);
}

/** A remembered text. `allowed` guards against values of an older version. */
export function usePreference<T extends string>(key: string, initial: T, allowed?: readonly T[]): [T, (value: T) => void] {
  const raw = useSyncExternalStore(subscribe, () => read(key));
  const value = raw !== null && (!allowed || (allowed as readonly string[]).includes(raw)) ? (raw as T) : initial;
  const set = useCallback((next: T) => write(key, next), [key]);
  return [value, set];
}
