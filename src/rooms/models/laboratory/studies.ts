// A study: a table that was brought, and what is said of it step by step.
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { valuesOf } from '#engine/models/look.ts';
import type { Action, Ctx, Download } from '#platform/context.ts';
import { temporaryFile } from '#platform/temporary-file.ts';
import { CUSTOMER, OBSERVED_ON, OUTCOME, panel } from '#rooms/indicators/panel.ts';
import { columnOrPast } from '../past.ts';
import { columnNamed, outcomeOf, type ReadTable, readVariables } from '../reading.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import { hold, letGo, tableOf } from './tables.ts';

const PART_BYTES = 1024 * 1024;
export const STUDIES_MAX = 200;
const FITS_SHOWN = 60;
/** Columns with more values than this are no outcome that somebody picks from a list. */
const VALUES_LISTED = 30;

/** The latest observation days test: closest to use. */
const PANEL_TEST_SHARE = 0.3;

export const STUDY_DEFAULTS: contract.Settings = {
  target: null,
  bad: null,
  exclude: [],
  specials: [],
  cuts: {},
  rising: [],
  falling: [],
  holding: { kind: 'folds', folds: 5 },
  history: 'found',
  seed: 1,
};

export const open: Action<typeof contract.openStudy> = async (ctx, input) => {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  const table = await readVariables(ctx.upload, { sheet: input.sheet, isAsked: true });
  const { fileName, path, bytes } = ctx.upload;
  const study = await keepStudy(ctx, table, createReadStream(path, { highWaterMark: PART_BYTES }), {
    name: input.name ?? fileName.replace(/\.[^.]+$/, '').slice(0, 60),
    fileName,
    bytes,
    sheet: input.sheet ?? null,
    panel: null,
    settings: {},
  });
  return { study };
};

export const openPanel: Action<typeof contract.openPanel> = async (ctx, { name, ...asked }) => {
  const made = (await panel(ctx, asked)) as Download;
  if (made.path === undefined) throw new Error('a panel is a file');
  try {
    const { size } = await stat(made.path);
    const table = await readVariables({ path: made.path, fileName: made.fileName, bytes: size });
    const target = columnNamed(table, OUTCOME).name;
    const study = await keepStudy(ctx, table, createReadStream(made.path, { highWaterMark: PART_BYTES }), {
      name: name ?? asked.outcome.slice(0, 60),
      fileName: made.fileName,
      bytes: size,
      sheet: null,
      panel: asked,
      settings: {
        target,
        bad: 'bad',
        exclude: [CUSTOMER],
        holding: { kind: 'time', column: OBSERVED_ON, testShare: PANEL_TEST_SHARE },
      },
    });
    return { study };
  } finally {
    await rm(made.path, { force: true });
  }
};

/** A table that was written here, as a file would have brought it. */
export async function openText(
  ctx: Ctx,
  text: string,
  brought: Pick<Brought, 'name' | 'fileName' | 'settings'>,
): Promise<string> {
  const path = await temporaryFile(once(text));
  try {
    const bytes = Buffer.byteLength(text);
    const table = await readVariables({ path, fileName: brought.fileName, bytes });
    return await keepStudy(ctx, table, once(Buffer.from(text)), { ...brought, bytes, sheet: null, panel: null });
  } finally {
    await rm(path, { force: true });
  }
}

async function* once<T>(whole: T): AsyncGenerator<T> {
  yield whole;
}

export type Brought = {
  readonly name: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly sheet: string | null;
  /** How the table was built from the own ledger. */
  readonly panel: object | null;
  readonly settings: Partial<contract.Settings>;
};

/** Keeps a table with its bytes as a new study of whoever asks. Refuses (409) `too_many_studies`. */
export async function keepStudy(
  ctx: Ctx,
  table: ReadTable,
  content: AsyncIterable<Uint8Array>,
  brought: Brought,
): Promise<string> {
  if ((await store.countStudies(ctx.tx)) >= STUDIES_MAX)
    throw new Problem(409, 'too_many_studies', `there are ${STUDIES_MAX} studies; discard some first`, {
      facts: { max: STUDIES_MAX },
    });
  const studyId = newId();
  await store.insertStudy(ctx.tx, ctx.tenant.id, ctx.at, {
    studyId,
    name: brought.name,
    fileName: brought.fileName,
    fileBytes: brought.bytes,
    sheet: brought.sheet,
    rows: table.rows,
    columns: JSON.stringify(headsOf(table)),
    panel: brought.panel === null ? null : JSON.stringify(brought.panel),
    settings: JSON.stringify({ ...STUDY_DEFAULTS, ...brought.settings }),
    byId: ctx.actor.id,
    by: ctx.actor.name,
  });
  let no = 0;
  for await (const bytes of content) {
    await store.insertPart(ctx.tx, ctx.tenant.id, studyId, no, Buffer.from(bytes));
    no += 1;
  }
  hold(studyId, table);
  ctx.note({ subject: { kind: 'study', id: studyId }, facts: { study: brought.name, file: brought.fileName, rows: table.rows } });
  return studyId;
}

function headsOf(table: ReadTable): store.ColumnHead[] {
  return table.columns.map((column) => {
    const values = valuesOf(column, table.rows, VALUES_LISTED + 1);
    let missing = 0;
    const cells = column.kind === 'number' ? column.values : column.codes;
    const distinct = new Set<number>();
    for (let row = 0; row < table.rows; row += 1) {
      const cell = cells[row]!;
      if (column.kind === 'number' ? Number.isNaN(cell) : cell < 0) missing += 1;
      else distinct.add(cell);
    }
    return {
      name: column.name,
      kind: column.kind === 'category' && column.isDay ? 'day' : column.kind,
      missing,
      distinct: distinct.size,
      values: values.length > VALUES_LISTED ? [] : values,
    };
  });
}

export async function studyFound(ctx: Ctx, studyId: string, lock = false): Promise<store.StudyRow> {
  const row = await store.studyOf(ctx.tx, studyId, lock);
  if (!row) throw new Problem(404, 'study_unknown', 'there is no such study; it may have been discarded');
  return row;
}

export const settingsOf = (row: { settings: Record<string, unknown> }): contract.Settings => ({
  ...STUDY_DEFAULTS,
  ...(row.settings as Partial<contract.Settings>),
});

const lineOf = (row: store.StudyRow, fits: number) => ({
  id: row.study_id,
  name: row.name,
  fileName: row.file_name,
  rows: row.row_count,
  columns: row.columns.length,
  by: row.by_name,
  changedAt: row.changed_at.toISOString(),
  fits,
});

export const list: Action<typeof contract.studies> = async (ctx) => ({
  studies: (await store.studies(ctx.tx, STUDIES_MAX)).map((row) => lineOf(row, row.fits)),
});

export const get: Action<typeof contract.study> = async (ctx, input) => {
  const row = await studyFound(ctx, input.study);
  const fits = await store.fitsOf(ctx.tx, row.study_id, FITS_SHOWN);
  return {
    study: lineOf(row, fits.filter((fit) => fit.state === 'done').length),
    version: row.version,
    panel: row.panel,
    settings: settingsOf(row),
    columns: row.columns,
    fits: fits.map((fit) => wireFit(fit, row)),
  };
};

/** What was said of the table in one fixed order, so that two sayings can be compared. */
const said = (row: { settings: Record<string, unknown> }): string => JSON.stringify(Object.entries(settingsOf(row)).sort());

export function wireFit(fit: store.FitRow, study: store.StudyRow) {
  return {
    id: fit.fit_id,
    method: fit.method as 'scorecard',
    state: fit.state,
    done: fit.done_steps,
    total: fit.total_steps,
    fault: fit.fault,
    by: fit.by_name,
    at: fit.recorded_at.toISOString(),
    isCurrent: said(fit) === said(study),
    auc: fit.auc,
    ks: fit.ks,
    bads: fit.bads,
    submitted:
      fit.submitted_name === null || fit.submitted_version === null
        ? null
        : { name: fit.submitted_name, version: fit.submitted_version },
  };
}

export const set: Action<typeof contract.setStudy> = async (ctx, input) => {
  const row = await studyFound(ctx, input.study, true);
  if (row.version !== input.version) throw stale();
  const settings: contract.Settings = { ...settingsOf(row), ...input.settings };
  const table = await tableOf(ctx, row);
  const { holding } = settings;
  for (const name of [...settings.exclude, ...settings.rising, ...settings.falling, ...Object.keys(settings.cuts)])
    columnOrPast(table, name);
  if (holding.kind === 'time') columnNamed(table, holding.column);
  // An outcome that nothing can be learned from is refused here, not after the work.
  if (settings.target !== null && settings.bad !== null) outcomeOf(table, settings.target, settings.bad);
  const next = { name: input.name ?? row.name, settings: JSON.stringify(settings) };
  if ((await store.setStudy(ctx.tx, ctx.at, row.study_id, input.version, next)) === 0) throw stale();
  ctx.note({
    subject: { kind: 'study', id: row.study_id },
    facts: { study: next.name, changed: Object.keys(input.settings ?? {}) },
  });
  return { version: row.version + 1 };
};

const stale = () => new Problem(412, 'version_stale', 'somebody changed this study meanwhile; look again');

export const discard: Action<typeof contract.discardStudy> = async (ctx, input) => {
  const row = await studyFound(ctx, input.study, true);
  await store.dropStudy(ctx.tx, row.study_id);
  letGo(row.study_id);
  ctx.note({ subject: { kind: 'study', id: row.study_id }, facts: { study: row.name } });
  return {};
};
