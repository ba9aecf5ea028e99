// The printed dossier: the same bytes for the same day and moment, in both languages, persons masked.
import { expect, test } from 'vitest';
import { pdfPages } from '#platform/pdf-text.fixture.ts';
import { testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { ROOMS } from '../../rooms.ts';
import * as d from './contract.ts';

const TODAY = '2026-11-22';
const capital = (amount: string) => ({ field: 'registered_capital', value: { amount, currency: 'CNY' } });
const pdfText = (bytes: Uint8Array) => pdfPages(bytes).join('\n');

test('the printed dossier of a day and a moment is the same bytes when asked again, whatever was learned since; both languages; masked', async () => {
  const place = await testHouse(ROOMS, { today: TODAY });
  const analyst = await place.person('qiao', 'analyst');
  const sales = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'C1', name: '杭州明远机电有限公司', owner: 'lu.ming' });
  await place.call(d.enterFacts, { customer: 'C1', facts: [capital('5000000.00')], source: 'registry' }, { as: sales });
  await place.call(
    d.saveContact,
    { customer: 'C1', name: '王芳芳', phone: '13800004711', purpose: 'credit', basis: 'contract' },
    { as: sales },
  );
  const knownAt = new Date((await place.call(d.file, { customer: 'C1' })).contacts[0]!.recordedAt).toISOString();
  const printed = async (language: 'zh' | 'en', as = analyst) =>
    Buffer.from((await place.download(d.print, { customer: 'C1', asOf: TODAY, knownAt, language }, { as })).bytes);
  const first = await printed('zh');
  expect(first.subarray(0, 5).toString()).toBe('%PDF-');
  const text = pdfText(first);
  for (const said of ['客户信用档案', '杭州明远机电有限公司', '5,000,000.00 CNY', '待核实', '王**'])
    expect(text, said).toContain(said);
  expect(text).not.toContain('王芳芳');
  await place.call(
    d.enterFacts,
    { customer: 'C1', facts: [{ field: 'staff', value: '7' }, capital('9.00')], source: 'visit' },
    { as: sales },
  );
  expect((await printed('zh')).equals(first)).toBe(true);
  expect(pdfText(await printed('en'))).toContain('Customer credit dossier');
  // Money that came in and is applied to nothing lowers what he owes.
  await post(place, 'C1', [
    { invoice: 'A1', on: '2026-11-01', due: '2026-12-01', amount: '700.00' },
    { receipt: 'R1', on: '2026-11-10', amount: '250.00' },
  ]);
  const now = await place.download(d.print, { customer: 'C1', language: 'en' }, { as: analyst });
  for (const said of ['\u2212250.00 CNY', '450.00 CNY']) expect(pdfText(Buffer.from(now.bytes)), said).toContain(said);
  await expect(printed('zh', await place.person('qin2', 'sales'))).rejects.toMatchObject({ code: 'customer_unknown' });
});
