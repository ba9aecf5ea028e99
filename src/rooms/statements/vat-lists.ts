// A VAT invoice list handed in on the customer's page: read like any import, entered under this customer, withdrawn as a whole file.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import { readRows } from '#engine/import/convert.ts';
import type { Question } from '#engine/import/report.ts';
import type { VatInvoiceRow } from '#engine/import/typed-papers.ts';
import { fileErrorMessage, optionName, questionMessage, refusalMessage } from '#engine/import/words.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { readTable } from '#platform/table/read-table.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { enterVatInvoices, withdrawVatImport } from '#rooms/dossiers/records.ts';
import type * as contract from './contract-vat.ts';
import * as store from './store-vat.ts';
import { fileOf, uploadOf } from './workbook.ts';

/** One customer's list; a company's lists of many come by the import page. */
const ROWS_MAX = 200_000;
const REFUSED_SHOWN = 50;
const FIRMS_SHOWN = 5;
const SHEETS_MAX = 10;

type RefusedRow = {
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string;
};
type Read = {
  readonly rows: readonly VatInvoiceRow[];
  readonly refused: readonly RefusedRow[];
  readonly questions: readonly Question[];
};

/** The call's file as lines of a list, all sheets that are one. Refuses `vat_unreadable`, `too_many_rows` and what `readTable` refuses. */
async function readFor(ctx: Ctx, answers: Readonly<Record<string, string>>): Promise<Read> {
  const { path, fileName } = uploadOf(ctx);
  const { sheet: _, ...said } = answers;
  const out: { rows: VatInvoiceRow[]; refused: RefusedRow[]; questions: Question[] } = { rows: [], refused: [], questions: [] };
  const errors: string[] = [];
  const first = await readTable(path, { fileName });
  const names = first.info.sheets.filter((sheet) => sheet.state === 'visible' && !sheet.empty).map((sheet) => sheet.name);
  await first.close();
  for (const sheet of names.length > 1 ? names.slice(0, SHEETS_MAX) : [null]) {
    const table = await readTable(path, { fileName, ...(sheet === null ? {} : { sheet }) });
    try {
      const found = await readRows(table, { kind: 'vat-invoices', entityCurrency: ctx.tenant.currency, answers: said });
      errors.push(...found.fileErrors.map((each) => fileErrorMessage(each, ctx.language)));
      if (found.fileErrors.length > 0) continue;
      // A sheet was chosen by walking them all.
      out.questions.push(...found.plan.questions.filter((each) => each.id !== 'sheet' && each.id !== 'kind'), ...found.questions);
      out.rows.push(...found.rows);
      for (const each of found.refusals)
        out.refused.push({
          line: each.line,
          column: each.column,
          value: each.value,
          message: refusalMessage(each, ctx.language),
        });
      if (out.rows.length > ROWS_MAX)
        throw new Problem(413, 'too_many_rows', `a list has at most ${ROWS_MAX} rows`, { facts: { most: ROWS_MAX } });
    } finally {
      await table.close();
    }
  }
  if (out.rows.length === 0 && out.questions.length === 0 && out.refused.length === 0)
    throw new Problem(422, 'vat_unreadable', errors[0] ?? 'the file holds no VAT invoices', {
      facts: { errors: errors.slice(0, 3) },
    });
  return out;
}

function seen(read: Read, firm: string, currency: string) {
  const side = (direction: VatInvoiceRow['direction']) => {
    const of = read.rows.filter((row) => row.direction === direction);
    const valid = of.filter((row) => row.state === 'valid');
    if (of.length === 0) return null;
    return {
      lines: valid.length,
      voids: of.length - valid.length,
      reds: valid.filter((row) => row.red).length,
      net: wireMoney(
        valid.reduce((sum, row) => sum + row.amountMinor, 0n),
        currency,
      ),
      tax: wireMoney(
        valid.reduce((sum, row) => sum + row.taxMinor, 0n),
        currency,
      ),
    };
  };
  const days = read.rows.map((row) => row.issuedOn).sort();
  const firms = new Set(read.rows.flatMap((row) => row.firmName ?? row.firmCode ?? []));
  firms.delete(firm);
  return {
    firstOn: days[0] ?? null,
    lastOn: days.at(-1) ?? null,
    sales: side('out'),
    purchases: side('in'),
    firms: [...firms].slice(0, FIRMS_SHOWN),
    refused: read.refused.slice(0, REFUSED_SHOWN),
    refusedCount: read.refused.length,
  };
}

const asked = (questions: readonly Question[], ctx: Ctx) =>
  [...new Map(questions.map((each) => [each.id, each])).values()].map((each) => ({
    id: each.id,
    text: questionMessage(each, ctx.language),
    sample: each.sample,
    options: each.options.map((value, at) => ({ value, label: each.labels?.[at] ?? optionName(each, value, ctx.language) })),
  }));

export const previewVat: Action<typeof contract.previewVat> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const read = await readFor(ctx, input.answers ?? {});
  return { ...seen(read, party.name, ctx.tenant.currency), questions: asked(read.questions, ctx) };
};

export const importVat: Action<typeof contract.importVat> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const read = await readFor(ctx, input.answers ?? {});
  if (read.questions.length > 0)
    throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer', {
      facts: { questions: asked(read.questions, ctx) },
    });
  const { fileName, sha256 } = await fileOf(ctx);
  const id = newId();
  const done = await enterVatInvoices(
    ctx,
    id,
    read.rows.map((row) => ({
      row: row.line,
      customer: party.code,
      direction: row.direction,
      number: row.invoiceCode === null ? row.number : `${row.invoiceCode}-${row.number}`,
      otherSide: row.partnerName ?? row.partnerCode,
      issuedOn: row.issuedOn,
      netMinor: row.amountMinor,
      taxMinor: row.taxMinor,
      grossMinor: row.totalMinor,
      currency: row.currency,
      isVoid: row.state === 'void',
    })),
  );
  const refused = [
    ...read.refused,
    ...done.refusals.map((each) => ({
      line: each.row,
      column: each.column,
      value: each.value,
      message: refusalMessage({ ...each, line: each.row } as never, ctx.language),
    })),
  ];
  if (refused.length > 0 && input.goodRowsOnly !== true)
    throw new Problem(422, 'vat_rows_refused', `${refused.length} rows cannot be read`, {
      facts: { count: refused.length, refused: refused.slice(0, REFUSED_SHOWN) },
    });
  const shown = seen({ ...read, refused }, party.name, ctx.tenant.currency);
  // A file that brings nothing new is no file of its own.
  if (done.entered > 0)
    await store.insertVatFile(ctx.tx, ctx.tenant.id, {
      vat_file_id: id,
      party_id: party.party_id,
      file_name: fileName,
      file_sha256: sha256,
      first_on: shown.firstOn!,
      last_on: shown.lastOn!,
      lines: done.entered,
      entered_by: ctx.actor.name,
      recorded_at: ctx.at,
    });
  ctx.note({
    subject: { kind: 'vat-list', id },
    partyId: party.party_id,
    facts: { file: fileName, recorded: done.entered, unchanged: done.unchanged },
  });
  return { ...shown, recorded: done.entered, unchanged: done.unchanged };
};

export const withdrawVat: Action<typeof contract.withdrawVat> = async (ctx, input) => {
  const file = await store.vatFileById(ctx.tx, input.id, ownerScope(ctx));
  if (!file) throw new Problem(404, 'vat_file_unknown', 'there is no such VAT list, or not among your customers');
  await store.withdrawVatFile(ctx.tx, input.id, ctx.actor.name, ctx.at);
  const lines = await withdrawVatImport(ctx, input.id);
  ctx.note({
    subject: { kind: 'vat-list', id: input.id },
    partyId: file.party_id,
    facts: { lines },
    reasons: input.reason,
  });
  return { lines };
};
