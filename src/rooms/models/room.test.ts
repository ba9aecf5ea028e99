// Stories of a model: trained on a table, kept by hash, looked at by others before it decides, stopped by one; and its refusals.
import { expect, test } from 'vitest';
import { testHouse } from '#platform/test-house.ts';
import { exportModel, get, importModel, list, move, score, train, trainGrades, validate } from './contract.ts';
import * as lab from './laboratory/contract.ts';
import { models } from './room.ts';

/** 240 customers: who pays late and owes much turns bad more often; the branch says something, the number and the day nothing. */
function table(from = 0): string {
  const lines = ['no,opened,late_days,overdue_share,branch,outcome'];
  for (let at = from; at < from + 240; at += 1) {
    const late = (at * 37) % 60;
    const share = ((at * 53) % 100) / 100;
    const branch = ['east', 'west', 'north'][at % 3]!;
    const risk = late / 60 + share + (branch === 'west' ? 0.3 : 0) + ((at * 7919) % 97) / 97;
    lines.push(
      [
        `K${at}`,
        `2025-01-${String((at % 28) + 1).padStart(2, '0')}`,
        at % 17 === 0 ? '' : late,
        share,
        branch,
        risk > 1.6 ? 'bad' : 'good',
      ].join(','),
    );
  }
  return lines.join('\n');
}
const file = { name: 'panel.csv', content: table() };
const asked = { target: 'outcome', bad: 'bad', testShare: 0.3, seed: 2 } as const;

test('a model is trained, scores, is validated and approved by others, decides, is replaced, and is stopped by one', async () => {
  const place = await testHouse([models]);
  const [gu, han, mo] = [
    await place.person('gu', 'analyst'),
    await place.person('han', 'analyst'),
    await place.person('mo', 'approver'),
  ];
  const trained = await place.call(train, { ...asked, save: 'late-payers' }, { as: gu, file });
  expect(trained).toMatchObject({ rows: 240, saved: { name: 'late-payers', version: 1 } });
  const by = new Map(trained.variables.map((variable) => [variable.name, variable]));
  expect(by.get('no')!.dropped).toBe('identifier');
  expect(by.get('opened')!.dropped).toBe('day');
  expect(by.get('late_days')!.bins.at(-1)).toMatchObject({ isMissing: true });
  expect(trained.test.auc.value).toBeGreaterThan(0.75);
  expect(trained.test.auc.low!).toBeLessThan(trained.test.auc.value!);

  const scored = await place.call(
    score,
    { model: 'late-payers' },
    { as: gu, file: { name: 'new.csv', content: 'late_days,overdue_share,branch\n0,0,east\n59,0.99,west\n,,south' } },
  );
  expect(scored.scores.map((each) => each.row)).toEqual([0, 1, 2]);
  expect(scored.scores[0]!.score).toBeGreaterThan(scored.scores[1]!.score + 40);
  expect(scored.scores[1]!.reasons[0]!.lost).toBeGreaterThan(0);
  expect(scored.scores[0]!.pd).toBeLessThan(scored.scores[1]!.pd);

  const other = { name: 'later.csv', content: table(500) };
  const checking = { model: 'late-payers', target: 'outcome', bad: 'bad', reason: '用下半年的数据核对' };
  await expect(place.call(validate, checking, { as: gu, file: other })).rejects.toMatchObject({ status: 403, code: 'own_model' });
  await expect(place.call(move, { model: 'late-payers', act: 'approve', reason: '看过' }, { as: mo })).rejects.toMatchObject({
    code: 'model_state',
  });
  const seen = await place.call(validate, checking, { as: han, file: other });
  expect(seen.state).toBe('validated');
  expect(seen.measures).toMatchObject({ rows: 240, file: 'later.csv' });
  expect(await place.call(move, { model: 'late-payers', act: 'approve', reason: '区分力够' }, { as: mo })).toEqual({
    state: 'approved',
  });
  expect(await place.call(move, { model: 'late-payers', act: 'go-live', reason: '十二月起' }, { as: mo })).toEqual({
    state: 'live',
  });

  // A second version takes over; the first goes on watching.
  await place.call(train, { ...asked, method: 'boosted', save: 'late-payers' }, { as: gu, file });
  await place.call(validate, { ...checking, version: 2 }, { as: han, file: other });
  for (const act of ['approve', 'go-live'] as const)
    await place.call(move, { model: 'late-payers', version: 2, act, reason: '比前一版好' }, { as: mo });
  const kept = await place.call(list, { name: 'late-payers' }, { as: mo });
  expect(kept.models.map(({ version, state, method }) => ({ version, state, method }))).toEqual([
    { version: 2, state: 'live', method: 'boosted' },
    { version: 1, state: 'shadow', method: 'scorecard' },
  ]);
  expect(await place.call(move, { model: 'late-payers', act: 'stop', reason: '数据源出错' }, { as: mo })).toEqual({
    state: 'stopped',
  });
  await expect(place.call(score, { model: 'late-payers', version: 2 }, { as: gu, file })).rejects.toMatchObject({
    code: 'model_stopped',
  });
  const card = await place.call(get, { model: 'late-payers', version: 1 }, { as: mo });
  expect(card.acts.map((act) => `${act.act} ${act.by}`)).toEqual([
    'train gu',
    'validate han',
    'approve mo',
    'go-live mo',
    'shadow mo',
  ]);
});

test('a model leaves as JSON and comes back the same; one byte changed and it is refused', async () => {
  const place = await testHouse([models]);
  await place.call(train, { ...asked, save: 'a' }, { file });
  const { bytes } = await place.download(exportModel, { model: 'a' });
  const text = Buffer.from(bytes).toString('utf8');
  const back = await place.call(importModel, { save: 'b' }, { file: { name: 'a.json', content: text } });
  expect(back).toMatchObject({ name: 'b', version: 1, hash: JSON.parse(text).hash });
  const one = await place.call(score, { model: 'a' }, { file });
  const two = await place.call(score, { model: 'b' }, { file });
  expect(two.scores).toEqual(one.scores);
  const document = JSON.parse(text);
  document.model.basePoints += 1;
  const bring = (content: unknown) => place.call(importModel, {}, { file: { name: 'x.json', content: JSON.stringify(content) } });
  await expect(bring(document)).rejects.toMatchObject({ code: 'model_changed' });
  const shape = JSON.parse(text);
  shape.model.variables[0].bins = [];
  await expect(bring(shape)).rejects.toMatchObject({ status: 422, code: 'model_malformed' });
});

test('a model that learned from what customers did before reads it off the earlier rows of a file; grades are learned as an order', async () => {
  const place = await testHouse([models]);
  // Who was late before is late again; the invoice of the day says nothing.
  const lines = Array.from({ length: 288 }, (_, at) => {
    const who = at % 24;
    const day = (days: number) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10);
    const late = (at * 7919) % 97 < (who < 8 ? 75 : 12) ? 30 + who : 0;
    return [
      `K${who}`,
      day(at),
      day(at + 20 + late),
      (at * 31) % 89,
      late,
      ['C', 'B', 'A'][Math.min(2, Math.floor(who / 8))],
    ].join(',');
  });
  const past = { name: 'past.csv', content: ['who,invoiced,settled,amount,late,grade', ...lines].join('\n') };
  // Nobody said who the customer is, nor when an outcome was known: the table shows both.
  const history = { target: 'late', bad: '>0', time: 'invoiced', exclude: 'grade' };
  const trained = await place.call(train, { ...history, save: 'past' }, { file: past });
  expect(trained.test.auc.value).toBeGreaterThan(0.7);
  expect(trained.notes).toContainEqual(
    expect.objectContaining({ code: 'history_found', entity: 'who', time: 'invoiced', known: 'settled', names: 24 }),
  );
  const asNamed = await place.call(train, { ...history, entity: 'who', known: 'settled' }, { file: past });
  expect(asNamed.test.auc).toEqual(trained.test.auc);
  // The laboratory sees the same, and shows it.
  const { study } = await place.call(lab.openStudy, {}, { file: past });
  const holding = { kind: 'time', column: 'invoiced', testShare: 0.3 } as const;
  const settings = { target: 'late', bad: '>0', holding, exclude: ['grade'] };
  await place.call(lab.setStudy, { study, version: 1, settings }, {});
  const looked = new Map((await place.call(lab.variables, { study }, {})).variables.map((each) => [each.name, each]));
  expect([looked.get('who')!.unusable?.code, looked.get('settled')!.unusable?.code]).toEqual(['past_instead', 'known_later']);
  expect(looked.get('who.bad_share')!.iv).toBeGreaterThan(0.1);
  const { fit } = await place.call(lab.fit, { study, method: 'scorecard' }, {});
  await place.door.idle();
  const fitted = (await place.call(lab.fitted, { fit }, {})).told!;
  expect(fitted.test.auc).toEqual(trained.test.auc);
  expect(fitted.notes).toContainEqual(expect.objectContaining({ code: 'history_found', entity: 'who' }));
  const [worst] = (await place.call(lab.cases, { fit, order: 'riskiest' }, {})).cases;
  const why = await place.call(lab.explain, { fit, row: worst!.row }, {});
  expect(why.parts.find((part) => part.variable === 'who.bad_share')!.value).not.toBeNull();
  const byName = await place.call(train, { ...history, history: 'none' }, { file: past });
  expect(byName.variables.map((each) => each.name)).not.toContain('who.bad_share');
  const of = new Map(trained.variables.map((each) => [each.name, each.dropped]));
  expect([of.get('who'), of.get('settled'), of.get('who.bad_share')]).toEqual(['past_instead', 'known_later', null]);
  // Two invoices of today, not settled yet.
  const today = { name: 'today.csv', content: `${past.content}\nK0,2026-01-10,,40,,\nK9,2026-01-10,,40,,` };
  const scored = await place.call(score, { model: 'past' }, { file: today });
  expect(scored.missingColumns).toEqual([]);
  expect(scored.scores[289]!.score).toBeGreaterThan(scored.scores[288]!.score);

  const graded = await place.call(
    trainGrades,
    { target: 'grade', order: 'C,B,A', exclude: 'who,invoiced,settled' },
    { file: past },
  );
  expect(graded.grades).toEqual(['C', 'B', 'A'].map((grade) => ({ grade, rows: 96 })));
  expect(graded.test.confusion.flat().reduce((sum, each) => sum + each, 0)).toBe(288);
  for (const each of graded.far) expect([each.given, each.said].sort()).toEqual(['A', 'C']);
});

test('what cannot be trained is refused with what would help', async () => {
  const place = await testHouse([models]);
  const ranked = Array.from({ length: 60 }, (_, at) => `${at},${at % 7},,${at < 50 ? 'good' : 'bad'}`);
  ranked.unshift('rank,x,never,outcome');
  for (const [input, content, code] of [
    [{ target: 'result', bad: 'bad' }, table(), 'column_unknown'],
    [{ target: 'outcome', bad: 'poor' }, table(), 'bad_value_unknown'],
    [{ target: 'outcome', bad: '>3' }, table(), 'bad_value_unknown'],
    [{ target: 'outcome', bad: 'bad', exclude: 'branches' }, table(), 'column_unknown'],
    [{ target: 'outcome', bad: 'bad', entity: 'branch' }, table(), 'history_incomplete'],
    [{ target: 'outcome', bad: 'bad', folds: 5, time: 'opened' }, table(), 'holding_ambiguous'],
    [{ target: 'outcome', bad: 'bad', trainRows: '1 2 x' }, table(), 'train_rows_malformed'],
    [{ target: 'outcome', bad: 'bad', trainRows: '1 2 240' }, table(), 'train_rows_malformed'],
    // The good are those numbered so: nobody bad is left to learn from; a day that nobody said holds nobody back.
    [{ target: 'outcome', bad: 'bad', time: 'rank' }, ranked.join('\n'), 'holding_one_sided'],
    [{ target: 'outcome', bad: 'bad', time: 'never' }, ranked.join('\n'), 'holding_one_sided'],
    [{ target: 'outcome', bad: 'bad', special: 'a' }, table(), 'special_malformed'],
    [{ target: 'y', bad: '1' }, 'x,y\n1,1\n2,0\n3,0', 'too_few_outcomes'],
    [{ target: 'y', bad: '1' }, 'x,y', 'table_empty'],
  ] as const) {
    await expect(place.call(train, input, { file: { name: 'f.csv', content } }), code).rejects.toMatchObject({ code });
  }
  for (const [order, code] of [
    ['bad', 'order_unclear'],
    ['bad,bad', 'order_unclear'],
    ['bad,middling,good', 'too_few_outcomes'],
  ] as const)
    await expect(place.call(trainGrades, { target: 'outcome', order }, { file }), code).rejects.toMatchObject({ code });
  const sorted = { file: { name: 'f.csv', content: ranked.join('\n') } };
  await expect(place.call(trainGrades, { target: 'outcome', order: 'bad,good', time: 'rank' }, sorted)).rejects.toMatchObject({
    code: 'grades_one_sided',
  });
  await expect(place.call(score, { model: 'nobody' }, { file })).rejects.toMatchObject({ status: 404, code: 'model_unknown' });
});
