// Training in a thread of its own, so that the service answers meanwhile. Tells how far it is, then what it made and how it is drawn.
import { parentPort, workerData } from 'node:worker_threads';
import { type Pictures, picturesOf } from '#engine/models/pictures.ts';
import type { ModelTable } from '#engine/models/table.ts';
import { type HeldOut, type Trained, type TrainRules, train } from '#engine/models/train.ts';

export type TrainingTask = {
  readonly table: ModelTable;
  readonly bad: Uint8Array;
  readonly rules: TrainRules;
  readonly drawn: boolean;
};
export type TrainingDone = {
  readonly trained: Trained;
  /** Null where they were not asked for. */
  readonly drawn: { readonly pictures: Pictures; readonly held: HeldOut } | null;
  readonly seconds: number;
};

const { table, bad, rules, drawn } = workerData as TrainingTask;
const BEAT_MS = 250;
let beat = 0;
const started = performance.now();
const parts: HeldOut[] = [];
const trained = train(
  table,
  bad,
  rules,
  (done, total) => {
    const at = performance.now();
    if (at - beat < BEAT_MS) return;
    beat = at;
    parentPort!.postMessage({ done, total });
  },
  (part) => {
    if (drawn) parts.push(part);
  },
);
const seconds = (performance.now() - started) / 1000;
parentPort!.postMessage({
  trained,
  seconds,
  drawn: drawn ? picturesOf(trained.model, table, bad, rules, parts) : null,
} satisfies TrainingDone);
