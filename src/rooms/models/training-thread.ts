// Training in a thread of its own, so that the service answers meanwhile. Tells how far it is, then what it made and how it is drawn.
import { parentPort, workerData } from 'node:worker_threads';
import { type GradesRules, type GradesTrained, trainGrades } from '#engine/models/grades.ts';
import { type Pictures, picturesOf } from '#engine/models/pictures.ts';
import type { ModelTable } from '#engine/models/table.ts';
import { type HeldOut, type Trained, type TrainRules, train } from '#engine/models/train.ts';

export type TrainingTask = {
  readonly table: ModelTable;
  readonly bad: Uint8Array;
  readonly rules: TrainRules;
  readonly drawn: boolean;
};
/** Grades in place of good and bad. */
export type GradesTask = {
  readonly table: ModelTable;
  readonly grade: Uint8Array;
  readonly grades: readonly string[];
  readonly rules: GradesRules;
};
export type GradesDone = { readonly trained: GradesTrained; readonly seconds: number };
export type TrainingDone = {
  readonly trained: Trained;
  /** Null where they were not asked for. */
  readonly drawn: { readonly pictures: Pictures; readonly held: HeldOut } | null;
  readonly seconds: number;
};

const task = workerData as TrainingTask | GradesTask;
const BEAT_MS = 250;
let beat = 0;
const started = performance.now();
const told = (done: number, total: number) => {
  const at = performance.now();
  if (at - beat < BEAT_MS) return;
  beat = at;
  parentPort!.postMessage({ done, total });
};
const secondsOf = () => (performance.now() - started) / 1000;

if ('grade' in task) {
  const trained = trainGrades(task.table, task.grade, task.grades, task.rules, told);
  parentPort!.postMessage({ trained, seconds: secondsOf() } satisfies GradesDone);
} else {
  const { table, bad, rules, drawn } = task;
  const parts: HeldOut[] = [];
  const trained = train(table, bad, rules, told, (part) => {
    if (drawn) parts.push(part);
  });
  parentPort!.postMessage({
    trained,
    seconds: secondsOf(),
    drawn: drawn ? picturesOf(trained.model, table, bad, rules, parts) : null,
  } satisfies TrainingDone);
}
