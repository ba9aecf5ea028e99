// A model as a JSON document: what is taken in is checked piece by piece, since a file from outside may say anything.
import { createHash } from 'node:crypto';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { Problem } from '#base/assert.ts';
import { canonical } from '#base/codec.ts';
import type { Model } from '#engine/models/train.ts';

const Name = Type.String({ minLength: 1, maxLength: 500 });
const Maybe = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Levels = Type.Array(Type.String({ maxLength: 40_000 }), { maxItems: 1_000_000 });

const Card = Type.Object({
  method: Type.Literal('scorecard'),
  scaling: Type.Object({
    pdo: Type.Number({ exclusiveMinimum: 0 }),
    base: Type.Number(),
    odds: Type.Number({ exclusiveMinimum: 0 }),
  }),
  intercept: Type.Number(),
  basePoints: Type.Integer(),
  resamples: Type.Integer(),
  rows: Type.Integer(),
  bads: Type.Integer(),
  variables: Type.Array(
    Type.Object({
      name: Name,
      kind: Type.Union([Type.Literal('number'), Type.Literal('category')]),
      iv: Type.Number(),
      weight: Type.Number(),
      direction: Type.Union([Type.Literal('ascending'), Type.Literal('descending'), Type.Literal('free')]),
      unknownPoints: Type.Integer(),
      bins: Type.Array(
        Type.Object({
          above: Maybe(Type.Number()),
          upTo: Maybe(Type.Number()),
          levels: Maybe(Levels),
          special: Maybe(Type.Number()),
          isMissing: Type.Boolean(),
          rows: Type.Number(),
          bads: Type.Number(),
          badRate: Maybe(Type.Number()),
          woe: Type.Number(),
          iv: Type.Number(),
          value: Type.Number(),
          points: Type.Integer(),
        }),
        { minItems: 1, maxItems: 300 },
      ),
    }),
    { maxItems: 500 },
  ),
});

const Trees = Type.Object({
  method: Type.Union([Type.Literal('boosted'), Type.Literal('tree')]),
  start: Type.Number(),
  rows: Type.Integer(),
  bads: Type.Integer(),
  variables: Type.Array(
    Type.Object({
      name: Name,
      kind: Type.Union([Type.Literal('number'), Type.Literal('category')]),
      levels: Maybe(Levels),
      monotone: Type.Union([Type.Literal(-1), Type.Literal(0), Type.Literal(1)]),
      gainShare: Type.Number(),
    }),
    { maxItems: 500 },
  ),
  trees: Type.Array(
    Type.Array(
      Type.Object({
        variable: Type.Integer({ minimum: -1 }),
        cut: Maybe(Type.Number()),
        levels: Maybe(Type.Array(Type.Integer({ minimum: 0 }))),
        missingLeft: Type.Boolean(),
        left: Maybe(Type.Integer({ minimum: 1 })),
        right: Maybe(Type.Integer({ minimum: 1 })),
        value: Type.Number(),
        rows: Type.Integer({ minimum: 0 }),
        bads: Type.Integer({ minimum: 0 }),
      }),
      { minItems: 1, maxItems: 10_000 },
    ),
    { maxItems: 5_000 },
  ),
});

/** Refuses (422 `model_malformed`) what is no model: another shape, bins out of order, branches that lead back or nowhere. */
export function readModel(value: unknown): Model {
  const method = (value as { method?: unknown } | null)?.method;
  const schema: TSchema = method === 'scorecard' ? Card : Trees;
  if (!Value.Check(schema, value)) {
    const [first] = Value.Errors(schema, value);
    const where = (first as { instancePath?: string } | undefined)?.instancePath ?? '';
    throw malformed(`${where || 'the document'} is not what a model has there`);
  }
  const model = value as Model;
  if (model.method === 'scorecard') checkBins(model);
  else checkBranches(model);
  return model;
}

function checkBins(model: Extract<Model, { method: 'scorecard' }>): void {
  for (const { name, kind, bins } of model.variables) {
    const ordinary = bins.filter((bin) => bin.special === null && !bin.isMissing);
    const inOrder = [...ordinary, ...bins.filter((bin) => bin.special !== null), ...bins.filter((bin) => bin.isMissing)];
    if (bins.filter((bin) => bin.isMissing).length !== 1 || inOrder.some((bin, at) => bin !== bins[at]))
      throw malformed(`${name}: bins, special codes, then missing`);
    if (kind === 'category') {
      if (ordinary.some((bin) => bin.levels === null)) throw malformed(`${name}: a bin without levels`);
      continue;
    }
    for (const [at, bin] of ordinary.entries()) {
      const last = at === ordinary.length - 1;
      const joins = at === 0 ? bin.above === null : bin.above === ordinary[at - 1]!.upTo;
      if (!joins || (last ? bin.upTo !== null : bin.upTo === null || (bin.above !== null && bin.upTo <= bin.above)))
        throw malformed(`${name}: bin ${at + 1} does not join the one before`);
    }
  }
}

function checkBranches(model: Exclude<Model, { method: 'scorecard' }>): void {
  for (const [tree, nodes] of model.trees.entries()) {
    for (const [at, node] of nodes.entries()) {
      const isLeaf = node.left === null && node.right === null;
      if (isLeaf) continue;
      const ahead = [node.left, node.right].every((child) => child !== null && child > at && child < nodes.length);
      const asks = node.variable >= 0 && node.variable < model.variables.length && (node.cut === null) !== (node.levels === null);
      if (!ahead || !asks) throw malformed(`tree ${tree + 1}: node ${at} leads nowhere`);
    }
  }
}

/** The document that `models export` writes. */
export function modelFrom(text: string): { model: Model; name: string; training: Record<string, unknown> } {
  let document: Record<string, unknown>;
  try {
    document = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw malformed('the file is not JSON');
  }
  if (document?.format !== 'xinheng-model' || document.formatVersion !== 1)
    throw malformed('the file is not a model of ours, format version 1');
  const model = readModel(document.model);
  const hash = createHash('sha256').update(canonical(model)).digest('hex');
  if (document.hash !== hash)
    throw new Problem(
      422,
      'model_changed',
      'the model in the file is not the one its hash names: it was changed after it was exported',
    );
  const name = typeof document.name === 'string' && document.name.trim() !== '' ? document.name.trim().slice(0, 60) : 'imported';
  const training =
    typeof document.training === 'object' && document.training !== null ? (document.training as Record<string, unknown>) : {};
  return { model, name, training };
}

function malformed(why: string): Problem {
  return new Problem(422, 'model_malformed', `This is no model that can be used: ${why}`);
}
