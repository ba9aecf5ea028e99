// Hands a training to its thread and waits: progress is passed on, closing the house ends it.
import { Worker } from 'node:worker_threads';
import { Problem } from '#base/assert.ts';
import type { Column } from '#engine/models/table.ts';
import type { Trained } from '#engine/models/train.ts';
import type { Ctx } from '#platform/context.ts';
import type { TrainingTask } from './training-thread.ts';

type Message = { readonly done: number; readonly total: number } | { readonly trained: Trained; readonly seconds: number };

const THREAD_HEAP_MB = 4_096;

/** The columns of the task move to the thread: they are not to be used afterwards. */
export function trainApart(ctx: Ctx, task: TrainingTask): Promise<{ trained: Trained; seconds: number }> {
  const bytes = task.table.columns.map(
    (column: Column) => (column.kind === 'number' ? column.values : column.codes).buffer as ArrayBuffer,
  );
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./training-thread.ts', import.meta.url), {
      workerData: task,
      transferList: [...new Set(bytes)],
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB },
    });
    const end = () => {
      thread.terminate().catch(() => {});
      reject(new Problem(503, 'training_cancelled', 'the training was cancelled; nothing was kept'));
    };
    ctx.closing.addEventListener('abort', end, { once: true });
    if (ctx.closing.aborted) end();
    thread.on('message', (message: Message) => {
      if ('trained' in message) resolve(message);
      else ctx.progress(message.done, message.total, '训练');
    });
    thread.on('error', reject);
    thread.on('exit', () => {
      ctx.closing.removeEventListener('abort', end);
      reject(new Error('the training ended without an answer'));
    });
  });
}
