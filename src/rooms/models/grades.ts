// Grades that people gave, learned from a table: how often a model says the same, and where it says something else.
import { Problem } from '#base/assert.ts';
import { GRADED_ROWS_MAX, GRADES_MAX, GRADES_RULES } from '#engine/models/grades.ts';
import { type ModelTable, takeFlags, takeRows, textAt } from '#engine/models/table.ts';
import { splitsOf } from '#engine/models/train.ts';
import type { Action } from '#platform/context.ts';
import { holdingOf, listed } from './actions.ts';
import type * as contract from './contract.ts';
import { columnNamed, readVariables } from './reading.ts';
import { trainApart } from './train-apart.ts';

const FAR_SHOWN = 200;
/** Fewer rows of a grade, and there is nothing to learn it from. */
const GRADED_MIN = 5;

type Graded = { readonly table: ModelTable; readonly grade: Uint8Array; readonly rows: Int32Array; readonly other: number };

/** Rows with one of the grades named, without the column itself. Refuses `order_unclear`, `too_few_outcomes`, `too_many_rows`. */
export function gradesOf(table: ModelTable, target: string, grades: readonly string[]): Graded {
  const column = columnNamed(table, target);
  if (grades.length < 2 || grades.length > GRADES_MAX || new Set(grades).size < grades.length)
    throw new Problem(400, 'order_unclear', `name 2 to ${GRADES_MAX} grades from worst to best, each once`, {
      facts: { order: grades, most: GRADES_MAX },
    });
  const place = new Map(grades.map((grade, at) => [grade, at]));
  const rows: number[] = [];
  const grade: number[] = [];
  const others = new Set<string>();
  for (let row = 0; row < table.rows; row += 1) {
    const text = textAt(column, row);
    const at = text === null ? undefined : place.get(text);
    if (at !== undefined) {
      rows.push(row);
      grade.push(at);
    } else if (text !== null && others.size < 20) others.add(text);
  }
  const few = grades.filter((_, at) => grade.filter((each) => each === at).length < GRADED_MIN);
  if (few.length > 0)
    throw new Problem(
      422,
      'too_few_outcomes',
      `fewer than ${GRADED_MIN} rows are ${few.join(', ')}; there are ${[...others].join(', ') || 'no others'}`,
      {
        facts: { grades: few, least: GRADED_MIN, others: [...others] },
      },
    );
  if (rows.length > GRADED_ROWS_MAX)
    throw new Problem(400, 'too_many_rows', `grades are learned from at most ${GRADED_ROWS_MAX} rows`, {
      facts: { max: GRADED_ROWS_MAX },
    });
  const kept = Int32Array.from(rows);
  const rest = { rows: table.rows, columns: table.columns.filter((each) => each !== column) };
  return { table: takeRows(rest, kept), grade: Uint8Array.from(grade), rows: kept, other: table.rows - rows.length };
}

export const train: Action<typeof contract.trainGrades> = async (ctx, input) => {
  const grades = listed(input.order);
  const whole = await readVariables(ctx.upload, { sheet: input.sheet, column: input.target });
  const { table, grade, rows, other } = gradesOf(whole, input.target, grades);
  const rules = {
    ...GRADES_RULES,
    holding: holdingOf(input, rows, whole.rows),
    seed: input.seed ?? 1,
    exclude: new Set(
      listed(input.exclude)
        .filter((name) => name !== input.target)
        .map((name) => columnNamed(table, name).name),
    ),
  };
  // Of every grade something trains, and something is held back.
  for (const { train: learned, test } of splitsOf(table, grade, rules.holding, rules.seed))
    if (test.length === 0 || new Set(takeFlags(grade, learned)).size < grades.length)
      throw new Problem(
        422,
        'grades_one_sided',
        `${learned.length} rows train, ${test.length} are held back, and not every grade is among those that train: hold rows back in another way`,
        { facts: { trained: learned.length, tested: test.length } },
      );
  const { trained, seconds } = await trainApart(
    ctx,
    { table, grade, grades, rules },
    { told: (done, total) => ctx.progress(done, total, '训练'), copied: true },
  );
  const { model: _, said, sure, ...told } = trained;
  const far = [...rows.keys()]
    .filter((at) => said[at]! >= 0 && Math.abs(said[at]! - grade[at]!) > 1)
    .sort((a, b) => Math.abs(said[b]! - grade[b]!) - Math.abs(said[a]! - grade[a]!) || a - b)
    .slice(0, FAR_SHOWN)
    .map((at) => ({ row: rows[at]!, given: grades[grade[at]!]!, said: grades[said[at]!]!, sure: sure[at]! }));
  ctx.note({ facts: { file: ctx.upload?.fileName, rows: told.rows, grades, exact: told.test.exact } });
  return {
    method: 'grades',
    ...told,
    far,
    notes: other > 0 ? [{ code: 'outcome_unknown', rows: other }] : [],
    seconds: Math.round(seconds * 1000) / 1000,
  } as never;
};
