// Training on a table, scoring one, and the models that are kept.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { scoreTrees, shapley } from '#engine/models/boosted-model.ts';
import { HISTORY_COLUMNS, withHistory } from '#engine/models/history.ts';
import { logistic } from '#engine/models/metrics.ts';
import type { Pictures } from '#engine/models/pictures.ts';
import { factorOf, offsetOf, reasonsOf, SCALING, scoreCard } from '#engine/models/scorecard-model.ts';
import type { Column, ModelTable } from '#engine/models/table.ts';
import {
  type Holding,
  LEARNED_MIN,
  type Model,
  splitsOf,
  type Trained,
  type TrainRules,
  thinSplit,
} from '#engine/models/train.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import type * as contract from './contract.ts';
import { modelFrom, readModel } from './documents.ts';
import { amountsOf, withPast } from './past.ts';
import { columnNamed, flagsOf, outcomeOf, type ReadTable, readVariables } from './reading.ts';
import * as store from './store.ts';
import { trainApart } from './train-apart.ts';

const MODELS_SHOWN = 500;
const REASONS_MAX = 4;
const SCORED_MAX = 500_000;
const FOLDS = 5;

export const listed = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

type TrainInput = InputOf<typeof contract.train>;

type Held = Pick<TrainInput, 'trainRows' | 'folds' | 'time' | 'testShare'>;

/** `rows`: of each row that is left its number in the file, which holds `fileRows`. */
export function holdingOf(input: Held, rows: Int32Array, fileRows: number): Holding {
  if ([input.trainRows, input.folds, input.time].filter((each) => each !== undefined).length > 1)
    throw new Problem(400, 'holding_ambiguous', 'hold rows back in one way: train-rows, folds, or time');
  if (input.time !== undefined) return { kind: 'time', column: input.time, testShare: input.testShare ?? 0.3 };
  if (input.trainRows !== undefined) {
    const named = new Set(
      input.trainRows
        .split(/[\s,;]+/)
        .filter((each) => each !== '')
        .map(Number),
    );
    if ([...named].some((row) => !Number.isInteger(row) || row < 0))
      throw new Problem(400, 'train_rows_malformed', 'rows that train are whole numbers, counted from 0');
    const beyond = [...named].filter((row) => row >= fileRows);
    if (beyond.length > 0)
      throw new Problem(
        400,
        'train_rows_malformed',
        `the file has ${fileRows} rows, counted from 0; there is no row ${beyond[0]}`,
      );
    const train = [...rows.keys()].filter((at) => named.has(rows[at]!));
    if (train.length === 0 || train.length === rows.length)
      throw new Problem(400, 'train_rows_malformed', 'the rows named leave nothing to train on, or nothing to test with');
    return { kind: 'rows', train };
  }
  if (input.testShare !== undefined && input.folds === undefined) return { kind: 'share', testShare: input.testShare };
  return { kind: 'folds', folds: input.folds ?? FOLDS };
}

function rulesOf(input: TrainInput, table: ModelTable, holding: Holding): TrainRules {
  const specials = listed(input.special).map(Number);
  if (specials.some((each) => !Number.isFinite(each)))
    throw new Problem(400, 'special_malformed', 'special codes are numbers, separated by commas');
  const named = (columns: string[]) => columns.map((name) => columnNamed(table, name).name);
  const { pdo, base, odds } = { ...SCALING, ...defined({ pdo: input.pdo, base: input.base, odds: input.odds }) };
  return {
    method: input.method ?? 'scorecard',
    holding,
    seed: input.seed ?? 1,
    // The outcome is no variable in any case.
    exclude: new Set(named(listed(input.exclude).filter((name) => name !== input.target))),
    specials,
    monotone: new Map([
      ...named(listed(input.rising)).map((name) => [name, 1] as const),
      ...named(listed(input.falling)).map((name) => [name, -1] as const),
    ]),
    card: {
      ...(input.resamples === undefined ? {} : { resamples: input.resamples }),
      scaling: { pdo, base, odds },
      ...(input.cuts === undefined
        ? {}
        : { given: new Map(named(Object.keys(input.cuts)).map((name) => [name, input.cuts![name] as number[]])) }),
    },
  };
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

export const train: Action<typeof contract.train> = async (ctx, input) => {
  const whole = await readVariables(ctx.upload, { sheet: input.sheet, column: input.target });
  const { table: plain, bad, rows, unknown, others } = outcomeOf(whole, input.target, input.bad);
  if (input.time !== undefined) columnNamed(plain, input.time);
  const asked = rulesOf(input, plain, holdingOf(input, rows, whole.rows));
  refuseThin(plain, bad, asked);
  const {
    table,
    rules,
    history,
    notes: pastNotes,
    named,
  } = withPast(plain, bad, amountsOf(whole, input.target, rows), input, asked);
  const made = await trainApart(
    ctx,
    { table, bad, rules, drawn: input.save !== undefined },
    { told: (done, total) => ctx.progress(done, total, '训练') },
  );
  const { drawn, seconds } = made;
  const trained = { ...made.trained, variables: named(made.trained.variables) };
  const { entity, known } = history ?? {};
  const told = { ...input, ...(history ? { entity, known } : {}) };
  const saved = input.save === undefined ? null : await save(ctx, input.save, trained, drawn?.pictures ?? null, told);
  ctx.note({
    facts: { file: ctx.upload?.fileName, method: rules.method, model: saved?.name, rows: trained.rows, bads: trained.bads },
  });
  const notes = [
    ...trained.notes,
    ...(unknown > 0 ? [{ code: 'outcome_unknown', rows: unknown }] : []),
    ...(others.length > 1 ? [{ code: 'others_are_good', values: others }] : []),
    ...pastNotes,
    ...readNotes(whole),
  ];
  const { model: _, ...measured } = trained;
  return { method: rules.method, ...measured, notes, saved, seconds: Math.round(seconds * 1000) / 1000 } as never;
};

/** What was read otherwise than it stands in the file: records that are no rows, words among numbers. */
export function readNotes({ sheet, setApart, columns }: ReadTable) {
  const unread = columns.filter((each) => each.kind === 'number' && each.unread !== undefined).map((each) => each.name);
  return [
    ...(Object.values(setApart).some((each) => each > 0)
      ? [{ code: 'set_apart', ...(sheet === null ? {} : { sheet }), ...setApart }]
      : []),
    ...(unread.length > 0 ? [{ code: 'words_unread', variables: unread }] : []),
  ];
}

/** Refuses (422) `holding_one_sided`: what is left to learn from, or to be measured on, is too little. */
export function refuseThin(table: ModelTable, bad: Uint8Array, { holding, seed }: Pick<TrainRules, 'holding' | 'seed'>): void {
  const thin = thinSplit(splitsOf(table, bad, holding, seed), bad);
  if (thin)
    throw new Problem(
      422,
      'holding_one_sided',
      `the rows that train hold ${thin.bads} bad and ${thin.goods} good, and ${thin.tested} are held back; at least ${LEARNED_MIN} of each kind train: hold rows back in another way`,
      { facts: { ...thin, least: LEARNED_MIN } },
    );
}

async function save(ctx: Ctx, name: string, trained: Trained, pictures: Pictures | null, input: TrainInput) {
  const { model, ...told } = trained;
  const { trainRows: _, ...asked } = input;
  return keep(ctx, name, model, { ...told, pictures, asked, file: ctx.upload?.fileName ?? null }, 'train');
}

/** A new version in draft; who asks is its developer. */
export async function keep(ctx: Ctx, name: string, model: Model, training: object, act: 'train' | 'import') {
  const body = canonical(model);
  const hash = createHash('sha256').update(body).digest();
  const modelId = newId();
  const version = await store.nextVersion(ctx.tx, ctx.tenant.id, name);
  const by = { byId: ctx.actor.id, by: ctx.actor.name };
  await store.insertModel(ctx.tx, ctx.tenant.id, ctx.at, {
    modelId,
    name,
    version,
    method: model.method,
    body,
    hash,
    training: JSON.stringify(training),
    ...by,
  });
  await store.insertAct(ctx.tx, ctx.tenant.id, ctx.at, {
    actId: newId(),
    modelId,
    act,
    from: null,
    to: 'draft',
    ...by,
    reason: null,
    facts: null,
  });
  return { id: modelId, name, version, hash: hash.toString('hex') };
}

export async function found(ctx: Ctx, name: string, version: number | undefined, lock = false): Promise<store.ModelRow> {
  const row = await store.modelOf(ctx.tx, name, version ?? null, lock);
  if (row) return row;
  const names = [...new Set((await store.models(ctx.tx, null, MODELS_SHOWN)).map((each) => each.name))];
  throw new Problem(
    404,
    'model_unknown',
    `There is no model ${JSON.stringify(name)}${version ? ` version ${version}` : ''}; there are ${names.join(', ') || 'none'}`,
    {
      facts: { model: name, models: names },
    },
  );
}

/** The bytes as they were kept; a body that does not give its hash is never used. */
export async function modelOf(ctx: Ctx, row: store.ModelRow): Promise<Model> {
  const body = await store.bodyOf(ctx.tx, row.model_id);
  if (!createHash('sha256').update(body).digest().equals(row.body_hash))
    throw new Problem(
      409,
      'model_changed',
      `${row.name} version ${row.version_no} is not what was kept under its hash; it is not used`,
    );
  return readModel(JSON.parse(body));
}

export const score: Action<typeof contract.score> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  if (row.state === 'stopped')
    throw new Problem(409, 'model_stopped', `${row.name} version ${row.version_no} was stopped; rules decide meanwhile`);
  const model = await modelOf(ctx, row);
  const [first] = model.variables;
  const table = withOwnHistory(
    await readVariables(ctx.upload, { sheet: input.sheet, ...(first ? { column: first.name } : {}) }),
    row.training,
  );
  if (table.rows > SCORED_MAX)
    throw new Problem(400, 'too_many_rows', `at most ${SCORED_MAX} rows are scored at once`, { facts: { max: SCORED_MAX } });
  const here = new Set(table.columns.map((column) => column.name));
  const missingColumns = model.variables.filter((each) => !here.has(each.name)).map((each) => each.name);
  if (missingColumns.length === model.variables.length && model.variables.length > 0)
    throw new Problem(
      400,
      'column_unknown',
      `The file has none of the model's columns: ${missingColumns.slice(0, 50).join(', ')}`,
      { facts: { columns: missingColumns } },
    );
  return {
    model: { name: row.name, version: row.version_no, method: row.method, state: row.state, hash: row.body_hash.toString('hex') },
    rows: table.rows,
    missingColumns,
    scores: model.method === 'scorecard' ? cardScores(model, table) : treeScores(model, table),
  };
};

/** A model that learned from customers' past reads it off the earlier rows of the file, where it has the columns it was learned from. */
export function withOwnHistory(table: ModelTable, training: Readonly<Record<string, unknown>>): ModelTable {
  const { entity, time, known, target, bad } = (training['asked'] ?? {}) as Partial<TrainInput>;
  if (!entity || !time || !known || !target || !bad) return table;
  const here = new Set(table.columns.map((column) => column.name));
  if (![entity, time, known, target].every((name) => here.has(name)) || here.has(`${entity}.${HISTORY_COLUMNS[0]}`)) return table;
  const flags = flagsOf(table, target, bad);
  // A row without an outcome is nobody's past.
  const column = columnNamed(table, known);
  const judged: Column =
    column.kind === 'number'
      ? { ...column, values: column.values.map((value, at) => (flags[at]! < 0 ? Number.NaN : value)) }
      : { ...column, codes: column.codes.map((code, at) => (flags[at]! < 0 ? -1 : code)) };
  const columns = table.columns.map((each) => (each === column ? judged : each));
  const every = Int32Array.from({ length: table.rows }, (_, row) => row);
  return withHistory(
    { ...table, columns },
    Uint8Array.from(flags, (flag) => Math.max(0, flag)),
    amountsOf(table, target, every),
    {
      entity,
      time,
      known,
    },
  );
}

function cardScores(model: Extract<Model, { method: 'scorecard' }>, table: ModelTable) {
  const { points, logOdds } = scoreCard(model, table);
  const reasons = reasonsOf(model, table, REASONS_MAX);
  return Array.from(points, (each, row) => ({
    row,
    score: each,
    pd: logistic(-logOdds[row]!),
    reasons: reasons[row]!.map(({ variable, lost }) => ({ variable, lost })),
  }));
}

/** Trees speak in log odds of bad; their score is on the scale of the cards. */
function treeScores(model: Exclude<Model, { method: 'scorecard' }>, table: ModelTable) {
  const risk = scoreTrees(model, table);
  const { values } = shapley(model, table);
  const width = model.variables.length;
  const factor = factorOf(SCALING);
  const offset = offsetOf(SCALING);
  return Array.from(risk, (each, row) => ({
    row,
    score: Math.round(offset - factor * each),
    pd: logistic(each),
    reasons: model.variables
      .map(({ name }, at) => ({ variable: name, lost: values[row * width + at]! }))
      .filter((reason) => reason.lost > 1e-9)
      .sort((a, b) => b.lost - a.lost)
      .slice(0, REASONS_MAX),
  }));
}

function lineOf(row: store.ModelRow) {
  const training = row.training as {
    rows?: number;
    bads?: number;
    test?: { auc?: { value: number | null; low: number | null; high: number | null } };
  };
  return {
    id: row.model_id,
    name: row.name,
    version: row.version_no,
    method: row.method,
    state: row.state,
    hash: row.body_hash.toString('hex'),
    developedBy: row.developed_by,
    recordedAt: row.recorded_at.toISOString(),
    rows: training.rows ?? null,
    bads: training.bads ?? null,
    auc: training.test?.auc ?? null,
  };
}

export const list: Action<typeof contract.list> = async (ctx, input) => ({
  models: (await store.models(ctx.tx, input.name ?? null, MODELS_SHOWN)).map(lineOf),
});

export const get: Action<typeof contract.get> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  const [model, acts] = [await modelOf(ctx, row), await store.actsOf(ctx.tx, row.model_id)];
  return {
    model: lineOf(row),
    training: row.training,
    body: model as never,
    acts: acts.map((act) => ({
      act: act.act,
      from: act.from_state,
      to: act.to_state,
      by: act.by_name,
      at: act.at.toISOString(),
      reason: act.reason,
      facts: act.facts,
    })),
  };
};

export const exportModel: Action<typeof contract.exportModel> = async (ctx, input) => {
  const row = await found(ctx, input.model, input.version);
  const model = await modelOf(ctx, row);
  const document = {
    format: 'xinheng-model',
    formatVersion: 1,
    name: row.name,
    version: row.version_no,
    hash: row.body_hash.toString('hex'),
    developedBy: row.developed_by,
    training: row.training,
    model,
  };
  return {
    fileName: `${row.name}-v${row.version_no}.json`,
    contentType: 'application/json',
    bytes: Buffer.from(JSON.stringify(document, null, 1)),
  } as never;
};

export const importModel: Action<typeof contract.importModel> = async (ctx, input) => {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  const { model, name, training } = modelFrom(await readFile(ctx.upload.path, 'utf8'));
  const kept = await keep(ctx, input.save ?? name, model, { ...training, importedFrom: ctx.upload.fileName }, 'import');
  ctx.note({ facts: { file: ctx.upload.fileName, model: kept.name } });
  return kept;
};
