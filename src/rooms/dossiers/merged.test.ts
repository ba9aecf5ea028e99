// One customer under two codes has one file; parted, each has his own again.
import { expect, test } from 'vitest';
import { testHouse } from '#platform/test-house.ts';
import { get, merge, save, undoMerge } from '#rooms/customers/contract.ts';
import { runSegments } from '#rooms/policies/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as d from './contract.ts';

const TODAY = '2026-11-22';
const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n');

test('merged, what was said, shown and asked under either code is one file; a request to the one that is gone ends when his survivor brings it; undone, all is as before', async () => {
  const place = await testHouse(ROOMS, { today: TODAY });
  const analyst = await place.person('qiao', 'analyst');
  const sales = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'OLD', name: '明远机电有限公司', owner: 'lu.ming' });
  await place.call(save, { code: 'NEW', name: '明远机电（杭州）有限公司' });
  const say = (customer: string, field: string, value: unknown) =>
    place.call(d.enterFacts, { customer, facts: [{ field, value } as never], source: 'customer' });
  await say('OLD', 'staff', '40');
  await say('NEW', 'staff', '44');
  await say('NEW', 'bank', '工商银行');
  const pdf = { file: { name: 'a.pdf', content: PDF } };
  await place.call(d.uploadPaper, { customer: 'NEW', kind: 'licence', expiresOn: '2026-12-10' }, pdf);
  await place.call(d.saveContact, { customer: 'NEW', name: '王芳', purpose: 'credit', basis: 'contract' });
  const asked = {
    customer: 'NEW',
    of: 'sales' as const,
    items: ['fact:scope_of_business'],
    dueOn: '2026-12-01',
    assignee: 'lu.ming',
  };
  await place.call(d.ask, asked, { as: await place.person('shen', 'credit-manager') });
  const seen = async (customer: string) => {
    const file = await place.call(d.file, { customer });
    return {
      facts: file.facts.map((each) => [each.field, each.value]).sort(),
      papers: file.papers.length,
      contacts: file.contacts.length,
      requests: file.openRequests,
      score: file.completeness.scorePpm,
    };
  };
  const apart = [await seen('OLD'), await seen('NEW')];

  const { id } = await place.call(merge, { survivor: 'OLD', merged: 'NEW', take: [], reason: '同一家公司' });
  const one = await seen('OLD');
  expect(one).toMatchObject({
    facts: [
      ['bank', '工商银行'],
      ['staff', '44'],
    ],
    papers: 1,
    contacts: 1,
    requests: 1,
  });
  const standing = (await place.call(d.files, {})).files.map((each) => [each.customer.code, each.scorePpm, each.openRequests]);
  expect(standing).toEqual([['OLD', one.score, 1]]);
  const { papers } = await place.call(d.expiring, {}, { as: sales });
  expect(papers.map((each) => each.customer.code)).toEqual(['OLD']);
  const { entries } = await place.call(d.toVerify, {}, { as: analyst });
  expect(new Set(entries.map((each) => each.customer.code))).toEqual(new Set(['OLD']));
  expect((await place.call(d.history, { customer: 'NEW', field: 'staff' })).facts.map((each) => each.value)).toEqual([
    '44',
    '40',
  ]);
  await say('OLD', 'scope_of_business', '机电销售');
  expect((await place.call(d.requests, { customer: 'OLD' })).requests).toEqual([]);

  await place.call(undoMerge, { id, reason: '查明是两家' });
  const [old, parted] = [await seen('OLD'), await seen('NEW')];
  expect(parted).toEqual({ ...apart[1]!, requests: 0 });
  expect(old.facts).toEqual([['scope_of_business', '机电销售'], ...apart[0]!.facts].sort());
  expect((await place.call(d.files, {})).files).toHaveLength(2);
});

test('a field that a segment needs is missing of its customers only', async () => {
  const place = await testHouse(ROOMS, { today: TODAY });
  await place.call(save, { code: 'C1', name: '甲公司' });
  await place.call(runSegments, {});
  const { segment } = (await place.call(get, { customer: 'C1' })).customer;
  const own = { kind: 'text' as const, weight: 4 };
  const here = await place.call(d.saveField, { ...own, name: '出口资质', requiredIn: [segment!] });
  const elsewhere = await place.call(d.saveField, { ...own, name: '平台店铺', requiredIn: ['电商'] });
  const { missing } = (await place.call(d.file, { customer: 'C1' })).completeness;
  expect([missing.includes(`fact:${here.key}`), missing.includes(`fact:${elsewhere.key}`)]).toEqual([true, false]);
  await place.call(d.enterFacts, { customer: 'C1', facts: [{ field: 'staff', value: '4' }], source: 'customer' });
  expect((await place.call(d.files, {})).files[0]!.missing).toContain(`fact:${here.key}`);
});
