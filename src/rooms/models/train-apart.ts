// Hands a training to its thread and waits: progress is passed on, closing the house or a cancellation ends it.
import { Worker } from 'node:worker_threads';
import { Problem } from '#base/assert.ts';
import type { Column } from '#engine/models/table.ts';
import type { Ctx } from '#platform/context.ts';
import type { GradesDone, GradesTask, TrainingDone, TrainingTask } from './training-thread.ts';

type Message<Done> = { readonly done: number; readonly total: number } | Done;

const THREAD_HEAP_MB = 4_096;

export type Watched = {
  /** How far it is. */
  readonly told: (done: number, total: number) => void;
  /** Ends it, besides the closing of the house. */
  readonly unwanted?: AbortSignal;
  /** The columns are copied, and may be used afterwards; else they move to the thread. */
  readonly copied?: boolean;
};

export function trainApart<Task extends TrainingTask | GradesTask>(
  ctx: Pick<Ctx, 'closing'>,
  task: Task,
  { told, unwanted, copied }: Watched,
): Promise<Task extends GradesTask ? GradesDone : TrainingDone> {
  type Done = Task extends GradesTask ? GradesDone : TrainingDone;
  const bytes = task.table.columns.map(
    (column: Column) => (column.kind === 'number' ? column.values : column.codes).buffer as ArrayBuffer,
  );
  const ends = [ctx.closing, ...(unwanted ? [unwanted] : [])];
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./training-thread.ts', import.meta.url), {
      workerData: task,
      transferList: copied ? [] : [...new Set(bytes)],
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB },
    });
    const end = () => {
      thread.terminate().catch(() => {});
      reject(new Problem(503, 'training_cancelled', 'the training was cancelled; nothing was kept'));
    };
    for (const each of ends) {
      each.addEventListener('abort', end, { once: true });
      if (each.aborted) end();
    }
    thread.on('message', (message: Message<Done>) => {
      if ('trained' in message) resolve(message);
      else told(message.done, message.total);
    });
    thread.on('error', reject);
    thread.on('exit', () => {
      for (const each of ends) each.removeEventListener('abort', end);
      reject(new Error('the training ended without an answer'));
    });
  });
}
