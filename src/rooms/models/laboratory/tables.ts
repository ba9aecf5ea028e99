// The table of a study in memory while somebody works on it: read from its bytes once, and again when others have pushed it out.
import { rm } from 'node:fs/promises';
import type { Ctx } from '#platform/context.ts';
import { temporaryFile } from '#platform/temporary-file.ts';
import { type ReadTable, readVariables } from '../reading.ts';
import * as store from './store.ts';

/** All tables held together: 60 million cells are half a gigabyte; the one asked for last is held in any case. */
const CELLS_HELD = 60_000_000;

const held = new Map<string, ReadTable>();

/** The study was found under the rights of whoever asks: its number is all that is needed from here. */
export async function tableOf(ctx: Ctx, study: store.StudyRow): Promise<ReadTable> {
  const known = held.get(study.study_id);
  if (known) {
    hold(study.study_id, known);
    return known;
  }
  const path = await temporaryFile(parts(ctx, study.study_id));
  try {
    const table = await readVariables({ path, fileName: study.file_name, bytes: 0 }, { sheet: study.sheet ?? undefined });
    hold(study.study_id, table);
    return table;
  } finally {
    await rm(path, { force: true });
  }
}

export function hold(studyId: string, table: ReadTable): void {
  held.delete(studyId);
  held.set(studyId, table);
  const cells = (each: ReadTable) => each.rows * each.columns.length;
  let sum = [...held.values()].reduce((all, each) => all + cells(each), 0);
  for (const [id, each] of held) {
    if (sum <= CELLS_HELD || id === studyId) break;
    held.delete(id);
    sum -= cells(each);
  }
}

export const letGo = (studyId: string): boolean => held.delete(studyId);

async function* parts(ctx: Ctx, studyId: string): AsyncGenerator<Uint8Array> {
  for (let no = 0; ; no += 1) {
    const bytes = await store.partOf(ctx.tx, studyId, no);
    if (!bytes) return;
    yield bytes;
  }
}
