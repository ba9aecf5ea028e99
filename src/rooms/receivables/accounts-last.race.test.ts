// A long file and an order of the same customer: the file touches accounts last, so that the order is answered while the file is written.
import { expect, test } from 'vitest';
import { testHouse } from '#platform/test-house.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as files from '#rooms/imports/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { ROOMS } from '../../rooms.ts';
import { findKnown, postDocuments, type Ref } from './posting.ts';

test('an order of a customer is checked while a file of twenty thousand of his invoices is being written, and the books agree', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const csv = '客户编码,客户名称,发票号,开票日期,到期日,应收金额\nC1,甲公司,F-0,2026-10-01,2026-11-30,100.00\n';
  await house.call(files.importLedger, {}, { file: { name: 'x.csv', content: csv } });
  const answers: string[] = [];
  await house.run(async (ctx) => {
    const [party] = await ctx.tx.rows<{ party_id: string; entity_id: string }>({
      text: "select d.party_id, e.entity_id from customers.directory d, customers.legal_entities e where d.code = 'C1'",
      values: [],
    });
    const invoice = (number: string): Ref => ({ kind: 'invoice', entityId: party!.entity_id, number });
    const documents = Array.from({ length: 20_000 }, (_, at) => ({
      ...invoice(`F-${at + 1}`),
      partyId: party!.party_id,
      issuedOn: '2026-10-01',
      dueOn: '2026-11-30',
      amountMinor: 100n,
      currency: 'CNY',
    }));
    // Between the documents and what is open of them an order comes: were the account held, it would wait for the file and the file for it.
    let written = false;
    const run = ctx.tx.run.bind(ctx.tx);
    ctx.tx.run = async (statement) => {
      if (written && answers.length === 0) {
        const order = { customer: 'C1', order: 'SO-1', amount: { amount: '1.00', currency: 'CNY' } };
        answers.push((await house.call(orders.check, order)).outcome);
      }
      return run(statement);
    };
    const progress = () => void (written = true);
    await postDocuments({ ...ctx, progress }, { source: 'other', importId: null, documents, applications: [] });
    expect((await findKnown(ctx, 'other', [invoice('F-20000')])).size).toBe(1);
  });
  expect(answers).toEqual(['held']);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});
