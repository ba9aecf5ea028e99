// What was written on a visit is kept at once: on this device first, at the server as soon as it can be reached.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { InputOf } from '#platform/operation.ts';
import { ApiProblem, call } from '#web/api.ts';
import { one, save } from '../contract.ts';

type Saved = Omit<InputOf<typeof save>, 'id' | 'version' | 'findings'>;
export type Written = { readonly value: string; readonly note?: string };
export type Unsaved = { readonly findings: Readonly<Record<string, Written>>; readonly head: Partial<Saved> };
const NOTHING: Unsaved = { findings: {}, head: {} };
/** After the last stroke. */
const PAUSE_MS = 900;
const AGAIN_MS = 10_000;
const keyOf = (id: string) => `xinheng.investigation.${id}`;

function readKept(id: string): Unsaved {
  try {
    return { ...NOTHING, ...(JSON.parse(localStorage.getItem(keyOf(id)) ?? '{}') as Partial<Unsaved>) };
  } catch {
    return NOTHING;
  }
}

function keep(id: string, unsaved: Unsaved): void {
  try {
    if (countOf(unsaved) === 0) localStorage.removeItem(keyOf(id));
    else localStorage.setItem(keyOf(id), JSON.stringify(unsaved));
  } catch {
    // A device without room for it: the page still holds it.
  }
}

export const countOf = ({ findings, head }: Unsaved): number => Object.keys(findings).length + Object.keys(head).length;

export type Keeping = {
  readonly unsaved: Unsaved;
  readonly state: 'saved' | 'saving' | 'waiting' | 'offline';
  readonly error: unknown;
  /** As it stands now, at the moment of asking. */
  version(): number;
  write(change: Partial<Unsaved>): void;
  /** Resolves once everything is at the server; false where it is not. */
  flush(): Promise<boolean>;
};

/** `onSaved`: the server has more than the page read. */
export function useKeeping(id: string, version: number, enabled: boolean, onSaved: () => void): Keeping {
  const [unsaved, setUnsaved] = useState<Unsaved>(() => (enabled ? readKept(id) : NOTHING));
  const [state, setState] = useState<Keeping['state']>('saved');
  const [error, setError] = useState<unknown>(null);
  const now = useRef(unsaved);
  const at = useRef(version);
  const busy = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  at.current = Math.max(at.current, version);

  const send = useCallback(async (): Promise<boolean> => {
    const sent = now.current;
    if (countOf(sent) === 0) return true;
    setState('saving');
    const findings = Object.entries(sent.findings).map(([question, each]) => ({ question, ...each }));
    const input = () => ({ id, version: at.current, ...sent.head, ...(findings.length > 0 ? { findings } : {}) });
    try {
      const answer = await call(save, input()).catch(async (problem: unknown) => {
        if (!(problem instanceof ApiProblem) || problem.code !== 'version_stale') throw problem;
        // Somebody wrote in it meanwhile; only what was written here is sent, on top of it.
        at.current = (await call(one, { id })).version;
        return call(save, input());
      });
      at.current = answer.version;
      now.current = without(now.current, sent);
      keep(id, now.current);
      setUnsaved(now.current);
      setError(null);
      setState(countOf(now.current) === 0 ? 'saved' : 'waiting');
      onSaved();
      return countOf(now.current) === 0;
    } catch (problem) {
      const gone = problem instanceof ApiProblem && problem.status === 0;
      setState(gone ? 'offline' : 'waiting');
      setError(gone ? null : problem);
      return false;
    }
  }, [id, onSaved]);

  const flush = useCallback((): Promise<boolean> => {
    clearTimeout(timer.current);
    // One at a time: each is sent upon the version of the one before.
    const made = (busy.current ?? Promise.resolve(true)).then(send);
    busy.current = made;
    return made;
  }, [send]);

  const write = useCallback(
    (change: Partial<Unsaved>) => {
      now.current = {
        findings: { ...now.current.findings, ...change.findings },
        head: { ...now.current.head, ...change.head },
      };
      keep(id, now.current);
      setUnsaved(now.current);
      setState('waiting');
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), PAUSE_MS);
    },
    [id, flush],
  );

  useEffect(() => {
    if (!enabled) return;
    if (countOf(now.current) > 0) void flush();
    const back = () => void flush();
    addEventListener('online', back);
    return () => {
      removeEventListener('online', back);
      clearTimeout(timer.current);
    };
  }, [enabled, flush]);
  useEffect(() => {
    if (state !== 'offline') return;
    const again = setInterval(() => void flush(), AGAIN_MS);
    return () => clearInterval(again);
  }, [state, flush]);

  return { unsaved, state, error, version: () => at.current, write, flush };
}

/** What was changed again while it was on its way stays. */
function without(now: Unsaved, sent: Unsaved): Unsaved {
  const left = <Value>(all: Readonly<Record<string, Value>>, gone: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(all).filter(([key, value]) => gone[key] !== value));
  return { findings: left(now.findings, sent.findings), head: left(now.head, sent.head) };
}
