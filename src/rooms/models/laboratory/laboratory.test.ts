// The story of a study: a table is opened, looked at, cut by hand, fitted twice, questioned, and one model of it submitted.
import { writeXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { measuredPieces } from '#engine/models/look.ts';
import { testHouse } from '#platform/test-house.ts';
import { get } from '../contract.ts';
import { models } from '../room.ts';
import * as lab from './contract.ts';

/** 300 customers, of whom some 80 pay badly; 裁定 is written after the outcome, 999 stands for "not asked". */
function table(): string {
  const lines = ['客户,最长逾期天数,已用额度占比,员工人数,地区,裁定,结果'];
  for (let at = 0; at < 300; at += 1) {
    const late = (at * 37) % 60;
    const share = ((at * 53) % 100) / 100;
    const region = ['华东', '华西', '华北'][at % 3]!;
    const bad = late / 60 + share + (region === '华西' ? 0.3 : 0) + ((at * 7919) % 97) / 97 > 1.75;
    lines.push(
      [
        `客户${at}`,
        at % 17 === 0 ? '' : late,
        share,
        at % 11 === 0 ? 999 : (at * 13) % 80,
        region,
        bad ? 'J' : '',
        bad ? '坏' : '好',
      ].join(','),
    );
  }
  return lines.join('\n');
}
const file = { name: '客户表.csv', content: table() };

test('a table becomes a submitted model: looked at, cut by hand, fitted, compared, asked why; and what cannot be is refused', async () => {
  const place = await testHouse([models]);
  const gu = await place.person('gu', 'analyst');
  const as = { as: gu };
  const { study } = await place.call(lab.openStudy, {}, { as: gu, file });
  const opened = await place.call(lab.study, { study }, as);
  expect(opened).toMatchObject({ study: { name: '客户表', rows: 300 }, settings: { target: null }, version: 1 });
  expect(opened.columns.find((column) => column.name === '结果')!.values.map((each) => each.value)).toEqual(['好', '坏']);
  await expect(place.call(lab.variables, { study }, as)).rejects.toMatchObject({ status: 409, code: 'outcome_not_said' });
  await expect(
    place.call(lab.setStudy, { study, version: 1, settings: { target: '结果', bad: '差' } }, as),
  ).rejects.toMatchObject({ code: 'bad_value_unknown' });
  const said = { target: '结果', bad: '坏', holding: { kind: 'share', testShare: 0.3 }, seed: 2 } as const;
  await place.call(lab.setStudy, { study, version: 1, settings: said }, as);
  await expect(place.call(lab.setStudy, { study, version: 1, settings: said }, as)).rejects.toMatchObject({ status: 412 });

  const looked = await place.call(lab.variables, { study }, as);
  const by = new Map(looked.variables.map((each) => [each.name, each]));
  expect(looked.lookedAt, 'only the rows that train').toBe(210);
  expect(by.get('客户')!.unusable).toMatchObject({ code: 'identifier' });
  expect(
    by.get('裁定')!.doubts.map((doubt) => doubt.code),
    'written after the outcome',
  ).toContain('too_good');
  expect(by.get('员工人数')!.doubts).toEqual([{ code: 'codes_suspected', values: [999] }]);
  await place.call(lab.setStudy, { study, version: 2, settings: { exclude: ['裁定'], specials: [999] } }, as);

  // Two cuts by hand, one of them at a value that no quantile had: the pieces add up, and the card keeps them.
  const offered = await place.call(lab.bins, { study, variable: '最长逾期天数', also: [20.5] }, as);
  expect(offered.finest.some((piece) => piece.upTo === 20.5)).toBe(true);
  expect(offered.finest.reduce((sum, piece) => sum + piece.goods + piece.bads, 0)).toBe(210);
  expect(measuredPieces(offered.suggested).iv).toBeCloseTo(by.get('最长逾期天数')!.iv!, 9);
  await place.call(lab.setStudy, { study, version: 3, settings: { cuts: { 最长逾期天数: [20.5, 45] } } }, as);

  const card = (await place.call(lab.fit, { study, method: 'scorecard' }, as)).fit;
  const trees = (await place.call(lab.fit, { study, method: 'boosted' }, as)).fit;
  await place.door.idle();
  const made = await place.call(lab.fitted, { fit: card }, as);
  expect(made.fit).toMatchObject({ state: 'done', isCurrent: true });
  const late = made.told!.variables.find((each) => each.name === '最长逾期天数')!;
  expect(late.bins.map((bin) => bin.upTo)).toEqual([20.5, 45, null, null, null]);
  expect(made.told!.pictures.scores.reduce((sum, bar) => sum + bar.goods + bar.bads, 0)).toBe(90);
  expect(made.told!.pictures.shift!.score!.standing).toBe('stable');

  const seen = await place.call(lab.cases, { fit: card, order: 'riskiest' }, as);
  expect(seen.label).toBe('客户');
  const [worst] = seen.cases;
  for (const fit of [card, trees]) {
    const why = await place.call(lab.explain, { fit, row: worst!.row }, as);
    const sum = why.parts.reduce((points, part) => points + part.points, why.base);
    expect(Math.abs(sum - why.score), 'base and parts are the score').toBeLessThanOrEqual(fit === card ? 0 : 1);
  }
  const parts = await place.call(lab.segments, { fit: card, column: '地区' }, as);
  expect(parts.segments.reduce((rows, each) => rows + each.rows, 0)).toBe(90);
  const versus = await place.call(lab.compare, { first: card, second: trees, acceptShare: 0.6 }, as);
  expect(versus.rows).toBe(90);
  expect(versus.swap.swapIn.rows).toBe(versus.swap.swapOut.rows);
  const itself = await place.call(lab.compare, { first: card, second: card }, as);
  expect(itself.areas).toMatchObject({ difference: 0, p: 1 });

  const kept = await place.call(lab.submit, { fit: card, name: '行为评分卡', purpose: '老客户续批', limits: '不用于新客户' }, as);
  expect(kept).toMatchObject({ name: '行为评分卡', version: 1 });
  expect((await place.call(get, { model: '行为评分卡' }, as)).training).toMatchObject({ card: { purpose: '老客户续批' } });
  await expect(place.call(lab.submit, { fit: card, name: 'x', purpose: '老客户续批', limits: '' }, as)).rejects.toMatchObject({
    code: 'fit_submitted',
  });
  // What is said afterwards makes the fittings those of an earlier saying.
  await place.call(lab.setStudy, { study, version: 4, settings: { cuts: {} } }, as);
  expect((await place.call(lab.study, { study }, as)).fits.map((fit) => fit.isCurrent)).toEqual([false, false]);
  // A workbook with two tables: nobody guesses which.
  const rows = table()
    .split('\n')
    .map((line) => line.split(','));
  // A kept model is not compared without what it was fitted with.
  const lateAt = rows[0]!.indexOf('最长逾期天数');
  const fewer = Buffer.from(rows.map((cells) => cells.filter((_, at) => at !== lateAt).join(',')).join('\n'));
  const other = (await place.call(lab.openStudy, {}, { as: gu, file: { name: '缺列.csv', content: fewer } })).study;
  await place.call(lab.setStudy, { study: other, version: 1, settings: said }, as);
  const tree = (await place.call(lab.fit, { study: other, method: 'tree' }, as)).fit;
  await place.door.idle();
  await expect(place.call(lab.compare, { first: tree, model: '行为评分卡' }, as)).rejects.toMatchObject({
    status: 422,
    code: 'columns_missing',
    facts: { columns: '最长逾期天数' },
  });
  const content = await writeXlsx({ sheets: ['去年', '今年'].map((name) => ({ name, rows })) });
  const book = { name: '两年.xlsx', content: Buffer.from(content) };
  await expect(place.call(lab.openStudy, {}, { as: gu, file: book })).rejects.toMatchObject({
    status: 422,
    code: 'which_sheet',
    facts: { names: ['去年', '今年'] },
  });
  await place.call(lab.openStudy, { sheet: '今年' }, { as: gu, file: book });
  await place.call(lab.discardStudy, { study }, as);
  await expect(place.call(lab.explain, { fit: card, row: 0 }, as)).rejects.toMatchObject({ status: 404, code: 'fit_unknown' });
});
