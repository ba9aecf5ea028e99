// A study as its page holds it: read by its number, changed with the version that was read, its fittings watched while they run.
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { type Settings, setStudy, study } from '../laboratory/contract.ts';

export type StudyData = OutputOf<typeof study>;
export type FitData = StudyData['fits'][number];

const WATCHED_MS = 700;
export const isWorking = (fit: Pick<FitData, 'state'>): boolean => fit.state === 'waiting' || fit.state === 'running';

export type StudySession = {
  readonly data: StudyData;
  /** Says something more of the table; true when it was taken. */
  readonly say: (settings: Partial<Settings>, name?: string) => Promise<boolean>;
  readonly saying: boolean;
  readonly refusal: unknown;
  /** Goes to a step. */
  readonly go: (step: string) => void;
};

export function useStudy(id: string, go: (step: string) => void) {
  const asked = useOperation(
    study,
    { study: id },
    { staleTime: 0, refetchInterval: ({ state }) => (state.data?.fits.some(isWorking) ? WATCHED_MS : false) },
  );
  const saying = useAct(setStudy);
  const session: StudySession | null = asked.data
    ? {
        data: asked.data,
        say: async (settings, name) => {
          try {
            const version = asked.data.version;
            await saying.mutateAsync({ input: { study: id, version, settings, ...(name === undefined ? {} : { name }) } });
            return true;
          } catch {
            return false;
          }
        },
        saying: saying.isPending,
        refusal: saying.error,
        go,
      }
    : null;
  return { session, error: asked.error, retry: () => void asked.refetch() };
}

/** The fittings that ended well, newest first; those of what is said now before those of earlier sayings. */
export function doneFits(data: StudyData): FitData[] {
  const done = data.fits.filter((fit) => fit.state === 'done');
  return [...done.filter((fit) => fit.isCurrent), ...done.filter((fit) => !fit.isCurrent)];
}
