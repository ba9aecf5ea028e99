// A scorecard's bands → integer points as SQL text, for a whole portfolio in the database. TypeScript is the judge: a test holds both together.
import { type CardIndicator, pointsWhenMissing, type Scorecard } from '../scorecard.ts';
import type { ModelBin, ModelVariable, ScorecardModel } from './scorecard-model.ts';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const number = (value: number): string => `'${value}'::float8`;

/** Numbers are read as float8 (NaN is missing, as in `scoreCard`), categories as text; `column` is the SQL of the value. */
function cases(variable: ModelVariable, column: string, worth: (bin: ModelBin, at: number) => number, unknown: number): string {
  const isNumber = variable.kind === 'number';
  const missing = variable.bins.findIndex((bin) => bin.isMissing);
  const lines = [
    `when ${column} is null${isNumber ? ` or ${column} = 'NaN'::float8` : ''} then ${worth(variable.bins[missing]!, missing)}`,
  ];
  for (const [at, bin] of variable.bins.entries())
    if (bin.special !== null) lines.push(`when ${column} = ${number(bin.special)} then ${worth(bin, at)}`);
  let rest = unknown;
  for (const [at, bin] of variable.bins.entries()) {
    if (bin.isMissing || bin.special !== null) continue;
    if (!isNumber) lines.push(`when ${column} in (${bin.levels!.map(text).join(', ')}) then ${worth(bin, at)}`);
    else if (bin.upTo === null) rest = worth(bin, at);
    else lines.push(`when ${column} <= ${number(bin.upTo)} then ${worth(bin, at)}`);
  }
  return `case ${lines.join(' ')} else ${rest} end`;
}

/** Index of the bin of a row; −1 for a level that training has not met. `alias` names the table of the values. */
export const bandSql = (variable: ModelVariable, alias: string): string =>
  cases(variable, `${alias}.${identifier(variable.name)}`, (_, at) => at, -1);

/** Base points and the points of every variable, as one integer expression. */
export function pointsSql(model: ScorecardModel, alias: string): string {
  const parts = model.variables.map((variable) =>
    cases(variable, `${alias}.${identifier(variable.name)}`, (bin) => bin.points, variable.unknownPoints),
  );
  return [String(model.basePoints), ...parts].join(' + ');
}

/** Of an expert card: `upTo` of the bands in order, null (or NaN) is missing. The column bears the indicator's key. */
function expertCases({ bands, key }: CardIndicator, alias: string, worth: (at: number) => number, missing: number): string {
  const column = `${alias}.${identifier(key)}`;
  const lines = [`when ${column} is null or ${column} = 'NaN'::float8 then ${missing}`];
  for (const [at, { upTo }] of bands.entries())
    if (upTo !== null && at < bands.length - 1) lines.push(`when ${column} <= ${number(upTo)} then ${worth(at)}`);
  return `case ${lines.join(' ')} else ${worth(bands.length - 1)} end`;
}

/** Index of the band of a row; −1 where the value is missing. */
export const expertBandSql = (indicator: CardIndicator, alias: string): string => expertCases(indicator, alias, (at) => at, -1);

/** The score of an expert card as one integer expression. */
export const expertPointsSql = (card: Scorecard, alias: string): string =>
  [
    String(card.base),
    ...card.indicators.map((each) => expertCases(each, alias, (at) => each.bands[at]!.points, pointsWhenMissing(each))),
  ].join(' + ');
