// What makes a row of each kind: its cells put together, and what must agree between them. Kinds of papers and trade: judges-papers.ts.
import { addDays } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import { formatMinor } from '#base/money.ts';
import { readMonthlyDays } from './cells.ts';
import { isDraft, isVoid } from './choices.ts';
import {
  judgeBill,
  judgeContract,
  judgeCreditStates,
  judgeDelivery,
  judgeExternalRecord,
  judgeMargin,
  judgeOrder,
  judgeVatInvoice,
} from './judges-papers.ts';
import type { Judging } from './judging.ts';
import type { RowCells } from './row-cells.ts';
import type {
  ApplicationRow,
  CreditNoteRow,
  CustomerRow,
  DocumentKind,
  InvoiceRow,
  Kind,
  LedgerRow,
  OpenItemRow,
  ReceiptRow,
  RowOf,
  WriteOffRow,
} from './typed-rows.ts';

export type Judge<K extends Kind> = (cells: RowCells, judging: Judging) => RowOf[K];

/** A void document counts in no sum and enters no ledger. */
function leaveOutVoid(cells: RowCells): boolean {
  const said = cells.text('standing');
  if (said === null) return false;
  if (isDraft(said)) cells.warn('draft_taken', 'standing');
  if (!isVoid(said, cells.walk.heading('standing') ?? '')) return false;
  cells.inNet = 'left out';
  cells.leftOut = 'void_left_out';
  return true;
}

/** The number, or the digital one of an invoice that has no other. */
function documentNumberOf(cells: RowCells): string {
  if (!cells.has('digitalNumber')) return cells.needCode('number');
  const number = cells.code('number') ?? cells.code('digitalNumber');
  if (number === null) cells.missing(cells.has('number') ? 'number' : 'digitalNumber');
  return number ?? '';
}

/** The sign that the kind of a document asks for; a negative invoice is a credit note. */
function signed(cells: RowCells, stated: DocumentKind | null, minor: bigint): { kind: DocumentKind; amountMinor: bigint } {
  if (stated === null || stated === 'invoice' || stated === 'debit_note')
    return minor < 0n ? { kind: 'credit_note', amountMinor: minor } : { kind: stated ?? 'invoice', amountMinor: minor };
  if ((stated === 'credit_note' || stated === 'receipt') && minor > 0n) {
    cells.warn('sign_from_kind');
    return { kind: stated, amountMinor: -minor };
  }
  return { kind: stated, amountMinor: minor };
}

function judgeLedger(cells: RowCells, judging: Judging): LedgerRow {
  const currency = cells.readCurrency();
  // A list of open items has nothing but what is left: that is the document, and nothing of it is received.
  const listOfOpen = !cells.has('amount');
  const written = cells.needAmount(listOfOpen ? 'open' : 'amount');
  const open = listOfOpen ? null : cells.amount('open');
  const received = cells.amount('received');
  const customer = cells.customer();
  const number = documentNumberOf(cells);
  const entity = cells.code('entity');
  const kindStated = cells.choice<DocumentKind>('kind');
  const issuedOn = cells.needDay('issuedOn');
  const postedOn = cells.day('postedOn');
  const dueStated = cells.day('dueOn');
  const settledOn = cells.day('settledOn');
  const receivedStated = listOfOpen ? null : (received ?? (open === null ? null : written - open));
  const { kind, amountMinor } = signed(cells, kindStated, written);
  const { termsDays, termsText } = ledgerTerms(cells);
  const pays = kind === 'credit_note' || kind === 'receipt';
  // What pays has no terms of its own, unless they are a number of days.
  const byTerms = dueStated !== null || (pays && termsDays === null) ? null : cells.dueByTerms(issuedOn, termsDays);
  const isDueSaid = cells.has('dueOn') || cells.has('terms');
  const dueOn = dueStated ?? byTerms ?? (pays ? issuedOn : isDueSaid ? null : dueByRule(cells, issuedOn));
  if (cells.fault === null) {
    if (dueOn === null) {
      if (isDueSaid) cells.fail(cells.has('dueOn') ? 'dueOn' : 'terms', 'due_missing');
    } else {
      if (postedOn !== null && dueOn < postedOn) judging.dueBeforePosted();
      if (dueOn < issuedOn) cells.fail('dueOn', 'due_before_issued', { issuedOn, dueOn });
    }
    if (settledOn !== null && settledOn < issuedOn) cells.fail('settledOn', 'settled_before_issued', { issuedOn, settledOn });
  }
  const isLeftOut = leaveOutVoid(cells);
  if (!isLeftOut)
    judging.once('number', `${entity ?? ''}\u0000${kind}`, number, [
      customer.customerCode,
      amountMinor.toString(),
      currency,
      issuedOn,
      dueOn ?? '',
    ]);
  if (receivedStated !== null && (written >= 0n ? receivedStated > written : receivedStated < written))
    cells.warn('received_over_amount');
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    customerCode: customer.customerCode,
    customerName: customer.customerName,
    uscc: customer.uscc,
    entity,
    number,
    kind,
    issuedOn,
    postedOn,
    dueOn,
    termsDays,
    termsText,
    amountMinor,
    currency,
    // A settlement day without an amount settles the whole document.
    receivedMinor: receivedStated ?? (settledOn === null ? null : amountMinor),
    settledOn,
    disputed: cells.flag('disputed'),
    salesperson: cells.text('salesperson'),
    contract: cells.text('contract'),
    note: cells.text('note'),
  };
}

/** A ledger's terms codes (CA10, 月结) are its own business: unread they warn nowhere, a row without a due day is refused. */
const ledgerTerms = (cells: RowCells) => cells.terms(false);

function judgeCustomer(cells: RowCells, judging: Judging): CustomerRow {
  const code = cells.needCode('customerCode');
  const name = cells.text('customerName');
  if (name === null) cells.missing('customerName');
  const stated = cells.has('currency') ? cells.text('currency') : null;
  const known = stated !== null || cells.text('limit') !== null ? cells.readCurrency() : null;
  const limitMinor = cells.amount('limit');
  const currency = limitMinor === null ? (known ?? cells.plan.namedCurrency) : known;
  const groupCode = cells.code('group');
  const entity = cells.code('entity');
  const { termsDays: inDays, termsText } = cells.terms();
  // A customer's terms are days from the invoice: 月结60天 is kept as 60, and said.
  const monthly = inDays === null && termsText !== null ? readMonthlyDays(termsText) : null;
  if (monthly !== null) cells.warn('terms_monthly_as_days', 'terms');
  const termsDays = inDays ?? monthly;
  judging.once('customerCode', '', code, []);
  if (limitMinor !== null) judging.sum(limitMinor, currency as Currency);
  return {
    row: cells.row,
    line: cells.line,
    code,
    name: name ?? '',
    uscc: cells.uscc('uscc'),
    industry: cells.text('industry'),
    region: cells.text('region'),
    salesperson: cells.text('salesperson'),
    groupCode,
    entity,
    termsDays,
    limitMinor,
    currency,
    note: cells.text('note'),
  };
}

/** As the user said of the whole list. What was due before the day of a balance is due on it. */
function dueByRule(cells: RowCells, issuedOn: string): string | null {
  const { dueRule } = cells.plan;
  if (dueRule === null || cells.fault !== null) return null;
  if ('days' in dueRule) return addDays(issuedOn, dueRule.days);
  if (dueRule.on < issuedOn) cells.warn('due_raised');
  return dueRule.on < issuedOn ? issuedOn : dueRule.on;
}

/** What the file says of the due day: stated, or by terms; never before the issue. */
function dueOf(cells: RowCells, issuedOn: string) {
  const stated = cells.day('dueOn');
  const { termsDays, termsText } = cells.terms();
  const dueOn = stated ?? cells.dueByTerms(issuedOn, termsDays, true) ?? dueByRule(cells, issuedOn);
  if (dueOn !== null && dueOn < issuedOn) cells.fail('dueOn', 'due_before_issued', { issuedOn, dueOn });
  return { dueOn, termsDays, termsText };
}

/** One column, or what is owed and what stands in credit in two, of which one is empty or zero. */
function openWrittenOf(cells: RowCells): bigint {
  if (!cells.has('openCredit')) return cells.needAmount('open');
  const [debit, credit] = [cells.amount('open'), cells.amount('openCredit')];
  if (debit === null && credit === null) cells.missing('open');
  return (debit ?? 0n) - (credit ?? 0n);
}

function judgeOpenItem(cells: RowCells, judging: Judging): OpenItemRow {
  const currency = cells.readCurrency();
  const openWritten = openWrittenOf(cells);
  const amountWritten = cells.amount('amount');
  const customer = cells.customer();
  const entity = cells.code('entity');
  const stated = cells.code('number');
  const kindStated = cells.choice<DocumentKind>('kind');
  const day = cells.day('issuedOn');
  const issuedOn = day ?? cells.plan.balanceOn ?? '';
  if (issuedOn === '') cells.missing('issuedOn');
  const number = stated ?? `期初-${customer.customerCode}-${currency}`;
  // A balance may stand without a sign on the side of its own column: credit is money of the customer's.
  const side = cells.choice<'debit' | 'credit' | 'even'>('side');
  if (side === 'even' ? openWritten !== 0n : side === 'credit' && openWritten < 0n) cells.fail('open', 'side_differs');
  const balance = side === 'credit' ? -openWritten : openWritten;
  if (side === 'credit') cells.inNet = 'turned';
  const { kind, amountMinor: openMinor } = signed(cells, kindStated ?? (stated === null ? 'opening' : null), balance);
  const amountMinor = amountWritten === null ? null : openMinor < 0n && amountWritten > 0n ? -amountWritten : amountWritten;
  if (amountMinor !== null && amountMinor !== 0n) {
    const over = amountMinor > 0n ? openMinor > amountMinor || openMinor < 0n : openMinor < amountMinor || openMinor > 0n;
    if (over)
      cells.fail('open', 'open_over_amount', {
        open: formatMinor(openMinor, currency),
        amount: formatMinor(amountMinor, currency),
      });
  }
  const due = cells.fault ? { dueOn: null, termsDays: null, termsText: null } : dueOf(cells, issuedOn);
  judging.once(stated === null ? 'customerCode' : 'number', `${entity ?? ''}\u0000${kind}`, number, [
    customer.customerCode,
    openMinor.toString(),
    currency,
    issuedOn,
  ]);
  if (openMinor === 0n) cells.warn('amount_zero');
  judging.sum(openMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    numberStated: stated !== null,
    kind,
    issuedOn,
    ...due,
    openMinor,
    amountMinor,
    currency,
    disputed: cells.flag('disputed'),
    salesperson: cells.text('salesperson'),
    contract: cells.text('contract'),
    note: cells.text('note'),
  };
}

function judgeInvoice(cells: RowCells, judging: Judging): InvoiceRow {
  const currency = cells.readCurrency();
  const written = cells.needAmount('amount');
  const taxMinor = cells.amount('tax');
  const customer = cells.customer();
  const number = documentNumberOf(cells);
  const entity = cells.code('entity');
  const stated = cells.choice<DocumentKind>('kind');
  // Receipts and balances brought forward are kinds of file of their own.
  if (stated === 'receipt' || stated === 'opening') cells.fail('kind', 'kind_unknown');
  const issuedOn = cells.needDay('issuedOn');
  const postedOn = cells.day('postedOn');
  const { kind, amountMinor } = signed(cells, stated, written);
  const due = cells.fault ? { dueOn: null, termsDays: null, termsText: null } : dueOf(cells, issuedOn);
  if (due.dueOn !== null && postedOn !== null && due.dueOn < postedOn) judging.dueBeforePosted();
  const isLeftOut = leaveOutVoid(cells);
  if (!isLeftOut)
    judging.once('number', `${entity ?? ''}\u0000${kind}`, number, [
      customer.customerCode,
      amountMinor.toString(),
      currency,
      issuedOn,
      due.dueOn ?? '',
    ]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    kind: kind as InvoiceRow['kind'],
    issuedOn,
    postedOn,
    ...due,
    amountMinor,
    taxMinor: taxMinor !== null && amountMinor < 0n && taxMinor > 0n ? -taxMinor : taxMinor,
    currency,
    order: cells.code('order'),
    salesperson: cells.text('salesperson'),
    contract: cells.text('contract'),
    note: cells.text('note'),
  };
}

function judgeReceipt(cells: RowCells, judging: Judging): ReceiptRow {
  const currency = cells.readCurrency();
  const came = cells.amount('amount');
  const went = cells.amount('paidOut');
  const flow = cells.choice<'in' | 'out'>('flow');
  const paid = went !== null && went !== 0n;
  // On a bank's list a minus is money that went out; in a list of receipts it takes one back.
  const minus = came !== null && came < 0n && flow === null && cells.isBankList && !cells.has('paidOut');
  const out = paid || minus || (flow === 'out' && !cells.has('paidOut'));
  const named = out && cells.has('payee') && !cells.has('customerCode') ? cells.payee() : cells.mayCustomer();
  // Fees and taxes that the bank takes: nobody is named, and no customer is meant.
  const nobody = out && named.customerCode === null;
  if (nobody) cells.leftOut = 'paid_out_nobody';
  const customer = nobody ? { ...named, customerCode: '' } : cells.whoMustBe(named);
  if (out && !paid && !minus) cells.inNet = 'turned';
  const entity = cells.code('entity');
  const stated = cells.code('number');
  const receivedOn = cells.needDay('receivedOn');
  // A bank statement has two columns, of which one is filled or the other zero.
  if (came !== null && came !== 0n && went !== null && went !== 0n)
    cells.fail('paidOut', 'in_and_out', { in: formatMinor(came, currency), out: formatMinor(went, currency) });
  if (came === null && went === null) cells.missing('amount');
  // Or one column without a sign, and another that says which way the money went.
  if (cells.has('flow') && !cells.has('paidOut') && flow === null) cells.missing('flow');
  const moved = paid ? went : (came ?? 0n);
  const amountMinor = out && moved > 0n ? -moved : moved;
  if (flow === 'in' && !cells.has('paidOut') && moved < 0n) cells.warn('flow_reversed', 'flow');
  if (out && !nobody) cells.warn('paid_out', paid ? 'paidOut' : minus ? 'amount' : 'flow');
  const like = `${receivedOn}-${customer.customerCode}-${formatMinor(amountMinor, currency)}`;
  const number = stated ?? `收款-${like}-${judging.nth(like)}`;
  if (stated === null && !nobody) cells.warn('number_made');
  if (!nobody)
    judging.once('number', `${entity ?? ''}\u0000${out ? 'out' : ''}`, number, [
      customer.customerCode,
      amountMinor.toString(),
      currency,
      receivedOn,
    ]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    numberStated: stated !== null,
    receivedOn,
    amountMinor,
    paidOut: out,
    currency,
    reference: cells.text('reference'),
    invoices: judging.invoices(cells.codes('invoices')),
    method: cells.text('method'),
    account: cells.text('account'),
    salesperson: cells.text('salesperson'),
    note: cells.text('note'),
  };
}

function judgeApplication(cells: RowCells, judging: Judging): ApplicationRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.needAmount('amount');
  const discountMinor = cells.amount('discount');
  const customer = cells.mayCustomer();
  const entity = cells.code('entity');
  const receiptNumber = cells.needCode('receiptNumber');
  const invoiceNumber = cells.needCode('invoiceNumber');
  const appliedOn = cells.needDay('appliedOn');
  if (discountMinor !== null && discountMinor < 0n !== amountMinor < 0n && discountMinor !== 0n && amountMinor !== 0n)
    cells.fail('discount', 'amount_negative');
  const print = [amountMinor.toString(), (discountMinor ?? '').toString(), currency];
  // One receipt may pay an invoice twice in a day only with different amounts: otherwise the line stands in the file twice.
  judging.once(
    'invoiceNumber',
    `${entity ?? ''}\u0000${receiptNumber}\u0000${appliedOn}\u0000${amountMinor}`,
    invoiceNumber,
    print,
  );
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    receiptNumber,
    invoiceNumber,
    appliedOn,
    amountMinor,
    discountMinor,
    currency,
    note: cells.text('note'),
  };
}

function judgeCreditNote(cells: RowCells, judging: Judging): CreditNoteRow {
  const currency = cells.readCurrency();
  const written = cells.needAmount('amount');
  const customer = cells.customer();
  const entity = cells.code('entity');
  const number = cells.needCode('number');
  const creditedNumber = cells.code('creditedNumber');
  const issuedOn = cells.needDay('issuedOn');
  if (written > 0n && cells.plan.refusePositive) cells.fail('amount', 'amount_positive');
  if (written > 0n) cells.warn('sign_from_kind');
  const amountMinor = written > 0n ? -written : written;
  judging.once('number', entity ?? '', number, [
    customer.customerCode,
    amountMinor.toString(),
    currency,
    issuedOn,
    creditedNumber ?? '',
  ]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    creditedNumber,
    issuedOn,
    amountMinor,
    currency,
    reason: cells.text('reason'),
    contract: cells.text('contract'),
    salesperson: cells.text('salesperson'),
    note: cells.text('note'),
  };
}

function judgeWriteOff(cells: RowCells, judging: Judging): WriteOffRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.needAmount('amount');
  const customer = cells.mayCustomer();
  const entity = cells.code('entity');
  const number = cells.code('number');
  const invoiceNumber = cells.needCode('invoiceNumber');
  const writtenOffOn = cells.needDay('writtenOffOn');
  // One approval may write off several invoices, and an invoice may be written off in parts on several days.
  judging.once('invoiceNumber', `${entity ?? ''}\u0000${number ?? ''}\u0000${writtenOffOn}`, invoiceNumber, [
    amountMinor.toString(),
    currency,
  ]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    invoiceNumber,
    writtenOffOn,
    amountMinor,
    currency,
    reason: cells.text('reason'),
    note: cells.text('note'),
  };
}

export const JUDGES: { readonly [K in Kind]: Judge<K> } = {
  ledger: judgeLedger,
  customers: judgeCustomer,
  'open-items': judgeOpenItem,
  invoices: judgeInvoice,
  receipts: judgeReceipt,
  applications: judgeApplication,
  'credit-notes': judgeCreditNote,
  'write-offs': judgeWriteOff,
  bills: judgeBill,
  contracts: judgeContract,
  orders: judgeOrder,
  deliveries: judgeDelivery,
  margins: judgeMargin,
  'external-records': judgeExternalRecord,
  'credit-states': judgeCreditStates,
  'vat-invoices': judgeVatInvoice,
};
