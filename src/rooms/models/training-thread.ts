// Training in a thread of its own, so that the service answers meanwhile. Tells how far it is, then what it made.
import { parentPort, workerData } from 'node:worker_threads';
import type { ModelTable } from '#engine/models/table.ts';
import { type TrainRules, train } from '#engine/models/train.ts';

export type TrainingTask = { readonly table: ModelTable; readonly bad: Uint8Array; readonly rules: TrainRules };

const { table, bad, rules } = workerData as TrainingTask;
const BEAT_MS = 250;
let beat = 0;
const started = performance.now();
const trained = train(table, bad, rules, (done, total) => {
  const at = performance.now();
  if (at - beat < BEAT_MS) return;
  beat = at;
  parentPort!.postMessage({ done, total });
});
parentPort!.postMessage({ trained, seconds: (performance.now() - started) / 1000 });
