// What makes a row of contracts, orders, deliveries, margins, bills, records from outside and VAT invoice lists.
import { formatMinor } from '#base/money.ts';
import { readMonthlyDays } from './cells.ts';
import { instalmentField } from './contract-columns.ts';
import type { Judging } from './judging.ts';
import type { RowCells } from './row-cells.ts';
import type {
  BillKind,
  BillRow,
  BillState,
  ContractMilestone,
  ContractRow,
  ContractState,
  CreditStatesRow,
  DeliveryRow,
  DunningLevel,
  ExternalRecordRow,
  InsuranceSaid,
  MarginRow,
  OrderRow,
  OrderState,
  RecordKind,
  VatDirection,
  VatInvoiceRow,
} from './typed-papers.ts';

function notNegative(cells: RowCells, field: string, minor: bigint | null): void {
  if (minor !== null && minor < 0n) cells.fail(field, 'amount_negative');
}

/** By definition: a bank accepts a bank's acceptance, a firm a commercial one. */
function kindByAcceptor(acceptor: string | null): BillKind | null {
  if (acceptor === null) return null;
  if (/财务(?:有限)?(?:责任)?公司|财务公司|finance co/i.test(acceptor)) return 'finance_company';
  return /银行|信用社|信用联社|农商行|\bbank\b/i.test(acceptor) ? 'bank' : 'commercial';
}

export function judgeBill(cells: RowCells, judging: Judging): BillRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.needAmount('amount');
  notNegative(cells, 'amount', amountMinor);
  const customer = cells.customer();
  const entity = cells.code('entity');
  const number = cells.needCode('number');
  const range = cells.code('range');
  const acceptor = cells.text('acceptor');
  const kind = cells.choice<BillKind>('kind') ?? (cells.has('kind') ? null : kindByAcceptor(acceptor));
  if (kind === null) cells.missing(cells.has('kind') ? 'kind' : 'acceptor');
  const said = cells.choice<BillState>('state', 'state_unknown') ?? 'held';
  // 背书已签收 is signed for by us, unless the list names whom we gave it to.
  const signedFor = said === 'endorsed' && cells.text('endorsee') === null && /背书已?签收/.test(cells.text('state') ?? '');
  const state: BillState = signedFor ? 'held' : said;
  const issuedOn = cells.day('issuedOn');
  const receivedOn = cells.needDay('receivedOn');
  const dueOn = cells.needDay('dueOn');
  const stateOn = cells.day('stateOn');
  if (!cells.fault) {
    if (issuedOn !== null && dueOn < issuedOn) cells.fail('dueOn', 'due_before_issued', { issuedOn, dueOn });
    if (issuedOn !== null && receivedOn < issuedOn) cells.fail('receivedOn', 'received_before_issued', { issuedOn, receivedOn });
    if (stateOn !== null && stateOn < receivedOn) cells.fail('stateOn', 'state_before_received', { receivedOn, stateOn });
    if (dueOn < receivedOn) cells.warn('due_before_received', 'dueOn');
    if (state !== 'held' && stateOn === null) cells.warn('state_undated', 'state');
  }
  judging.once('number', range ?? '', number, [
    customer.customerCode,
    amountMinor.toString(),
    currency,
    receivedOn,
    dueOn,
    kind ?? '',
    state,
  ]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    range,
    kind: kind ?? 'bank',
    drawer: cells.text('drawer'),
    acceptor,
    issuedOn,
    receivedOn,
    dueOn,
    amountMinor,
    currency,
    state,
    stateOn: state === 'held' ? null : stateOn,
    recourse: cells.flag('recourse'),
    endorsee: cells.text('endorsee'),
    invoices: cells.codes('invoices'),
    note: cells.text('note'),
  };
}

/** What a payment is for says which day of the contract's life it goes with. */
const MILESTONES: readonly [RegExp, ContractMilestone['kind']][] = [
  [/预付|定金|订金|首付|首期|advance|deposit|down ?payment/i, 'advance'],
  [/发货|交货|到货|提货|出厂|deliver|ship/i, 'delivery'],
  [/验收|调试|安装|accept|commission/i, 'acceptance'],
];

function milestoneOf(cells: RowCells): ContractMilestone | null {
  const name = cells.text('milestone');
  const amountMinor = cells.amount('milestoneAmount');
  notNegative(cells, 'milestoneAmount', amountMinor);
  const sharePpm = cells.percent('milestonePercent');
  const plannedOn = cells.day('milestoneOn');
  if (name === null && amountMinor === null && sharePpm === null && plannedOn === null) return null;
  if (name === null) cells.missing('milestone');
  return { name: (name ?? '').slice(0, 80), kind: milestoneKind(name ?? ''), sharePpm, amountMinor, plannedOn };
}

const milestoneKind = (name: string): ContractMilestone['kind'] => MILESTONES.find(([shape]) => shape.test(name))?.[1] ?? 'other';

/** Those that stand side by side in the row; an empty cell or a zero is none. */
function milestonesBeside(cells: RowCells): ContractMilestone[] {
  return cells.plan.instalmentColumns.flatMap(({ name }, at) => {
    const amountMinor = cells.amount(instalmentField(at, 'amount'));
    notNegative(cells, instalmentField(at, 'amount'), amountMinor);
    const sharePpm = cells.percent(instalmentField(at, 'share'));
    const plannedOn = cells.day(instalmentField(at, 'day'));
    if ((amountMinor ?? 0n) === 0n && (sharePpm ?? 0) === 0) return [];
    return [{ name, kind: milestoneKind(name), sharePpm: amountMinor === null ? sharePpm : null, amountMinor, plannedOn }];
  });
}

export function judgeContract(cells: RowCells, judging: Judging): ContractRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.amount('amount');
  const retentionMinor = cells.amount('retention');
  notNegative(cells, 'amount', amountMinor);
  notNegative(cells, 'retention', retentionMinor);
  const customer = cells.customer();
  const entity = cells.code('entity');
  const number = cells.needCode('number');
  const state = cells.choice<ContractState>('state', 'state_unknown');
  const signedOn = cells.day('signedOn');
  const startsOn = cells.day('startsOn');
  const endsOn = cells.day('endsOn');
  const retentionDueOn = cells.day('retentionDueOn');
  const retentionPpm = cells.percent('retentionPercent');
  const { months, text } = cells.period('retentionPeriod');
  const from = startsOn ?? signedOn;
  if (from !== null && endsOn !== null && endsOn < from) cells.fail('endsOn', 'ends_before_starts', { startsOn: from, endsOn });
  if (retentionMinor !== null && amountMinor !== null && retentionMinor > amountMinor)
    cells.fail('retention', 'retention_over_amount', {
      retention: formatMinor(retentionMinor, currency),
      amount: formatMinor(amountMinor, currency),
    });
  const { termsDays: stated, termsText } = cells.terms();
  // A contract's terms are days from the invoice: 月结60天 is kept as 60, and said.
  const monthly = stated === null && termsText !== null ? readMonthlyDays(termsText) : null;
  if (monthly !== null) cells.warn('terms_monthly_as_days', 'terms');
  // As the user answered for all contracts of the file that say none.
  const answer = /^days:(\d{1,4})$/.exec(cells.plan.answers.contract_terms ?? '')?.[1];
  const termsDays = stated ?? monthly ?? (answer === undefined ? null : Number(answer));
  const milestone = cells.plan.instalments ? milestoneOf(cells) : null;
  const milestones = milestone === null ? milestonesBeside(cells) : [milestone];
  // Rows of a contract are put together later (contract-instalments.ts).
  if (!cells.plan.instalments)
    judging.once('number', entity ?? '', number, [
      customer.customerCode,
      (amountMinor ?? '').toString(),
      currency,
      signedOn ?? '',
      endsOn ?? '',
    ]);
  if (amountMinor !== null) judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    name: cells.text('name'),
    signedOn,
    startsOn,
    endsOn,
    amountMinor,
    currency,
    termsDays,
    termsText,
    retentionPpm,
    retentionMinor,
    retentionDueOn,
    retentionMonths: months,
    retentionRule: text,
    milestones,
    state,
    salesperson: cells.text('salesperson'),
    note: cells.text('note'),
  };
}

export function judgeOrder(cells: RowCells, judging: Judging): OrderRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.needAmount('amount');
  const deliveredMinor = cells.amount('delivered');
  notNegative(cells, 'amount', amountMinor);
  notNegative(cells, 'delivered', deliveredMinor);
  const customer = cells.customer();
  const entity = cells.code('entity');
  const number = cells.needCode('number');
  const state = cells.choice<OrderState>('state', 'state_unknown');
  const orderedOn = cells.needDay('orderedOn');
  const deliverOn = cells.day('deliverOn');
  const { termsDays, termsText } = cells.terms();
  if (deliverOn !== null && deliverOn < orderedOn) cells.warn('delivery_before_order', 'deliverOn');
  if (deliveredMinor !== null && deliveredMinor > amountMinor) cells.warn('delivered_over_amount', 'delivered');
  judging.once('number', entity ?? '', number, [customer.customerCode, amountMinor.toString(), currency, orderedOn]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    orderedOn,
    deliverOn,
    amountMinor,
    deliveredMinor,
    currency,
    termsDays,
    termsText,
    state,
    contract: cells.text('contract'),
    salesperson: cells.text('salesperson'),
    note: cells.text('note'),
  };
}

export function judgeDelivery(cells: RowCells, judging: Judging): DeliveryRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.needAmount('amount');
  const customer = cells.mayCustomer();
  const entity = cells.code('entity');
  const number = cells.needCode('number');
  const orderNumber = cells.code('orderNumber');
  if (customer.customerCode === null && orderNumber === null)
    cells.missing(cells.has('customerCode') ? 'customerCode' : cells.has('customerName') ? 'customerName' : 'orderNumber');
  const deliveredOn = cells.needDay('deliveredOn');
  const invoiceNumber = cells.code('invoiceNumber');
  const invoiced = cells.flag('invoiced') ?? (invoiceNumber === null ? null : true);
  // A note may ship several orders: it is one fact per order.
  judging.once('number', `${entity ?? ''}\u0000${orderNumber ?? ''}`, number, [
    customer.customerCode ?? '',
    amountMinor.toString(),
    currency,
    deliveredOn,
  ]);
  if (amountMinor === 0n) cells.warn('amount_zero');
  judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    number,
    orderNumber,
    deliveredOn,
    amountMinor,
    currency,
    invoiced,
    invoiceNumber,
    contract: cells.text('contract'),
    salesperson: cells.text('salesperson'),
    note: cells.text('note'),
  };
}

export function judgeMargin(cells: RowCells, judging: Judging): MarginRow {
  const currency = cells.readCurrency();
  const salesMinor = cells.needAmount('sales');
  const cost = cells.amount('cost');
  const margin = cells.amount('margin');
  const customer = cells.customer();
  const entity = cells.code('entity');
  const month = cells.needMonth('month');
  if (cost === null && margin === null && !cells.fault) cells.missing(cells.has('cost') ? 'cost' : 'margin');
  const costMinor = cost ?? salesMinor - (margin ?? 0n);
  const marginMinor = margin ?? salesMinor - costMinor;
  if (costMinor + marginMinor !== salesMinor)
    cells.fail('margin', 'margin_differs', {
      computed: formatMinor(salesMinor - costMinor, currency),
      written: formatMinor(marginMinor, currency),
    });
  judging.once('month', `${entity ?? ''}\u0000${customer.customerCode}\u0000${currency}`, month, [
    salesMinor.toString(),
    costMinor.toString(),
  ]);
  judging.sum(salesMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    entity,
    month,
    salesMinor,
    costMinor,
    marginMinor,
    currency,
    note: cells.text('note'),
  };
}

export function judgeExternalRecord(cells: RowCells, judging: Judging): ExternalRecordRow {
  // Most records have no amount: a currency is assumed only for those that have one.
  const currency = cells.text('amount') === null ? cells.currency : cells.readCurrency();
  const amountMinor = cells.amount('amount');
  notNegative(cells, 'amount', amountMinor);
  const stated = cells.mayCustomer();
  // Such lists come from registers, which know firms by their credit code.
  const customerCode = stated.customerCode ?? stated.uscc;
  if (customerCode === null) cells.missing(cells.has('customerCode') ? 'customerCode' : 'customerName');
  const { recordKind } = cells.plan;
  const kindText = cells.text('kind') ?? recordKind;
  if (kindText === null) cells.missing('kind');
  const kind = cells.choice<RecordKind>('kind') ?? recordKind ?? 'other';
  const number = cells.code('number');
  const source = cells.text('source');
  const happenedOn = cells.needDay('happenedOn');
  const expiresOn = cells.day('expiresOn');
  if (expiresOn !== null && expiresOn < happenedOn && !cells.fault)
    cells.fail('expiresOn', 'expires_before_happened', { happenedOn, expiresOn });
  const text = cells.text('text');
  // Without a number of its own, a record is what it says.
  const identity = number ?? `${happenedOn}\u0000${text ?? ''}\u0000${amountMinor ?? ''}`;
  judging.once(number === null ? 'kind' : 'number', `${customerCode ?? ''}\u0000${kind}\u0000${source ?? ''}`, identity, [
    happenedOn,
    (amountMinor ?? '').toString(),
    text ?? '',
  ]);
  if (amountMinor !== null) judging.sum(amountMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    customerCode: customerCode ?? '',
    customerName: stated.customerName,
    uscc: stated.uscc,
    kind,
    kindText: kindText ?? '',
    source,
    number,
    happenedOn,
    amountMinor,
    currency,
    text,
    expiresOn,
  };
}

export function judgeVatInvoice(cells: RowCells, judging: Judging): VatInvoiceRow {
  const currency = cells.readCurrency();
  const amountMinor = cells.needAmount('amount');
  const tax = cells.amount('tax');
  const total = cells.amount('total');
  const stated = cells.code('number') ?? cells.code('digitalNumber');
  if (stated === null) cells.missing(cells.has('number') ? 'number' : 'digitalNumber');
  const number = stated ?? '';
  const invoiceCode = cells.code('invoiceCode');
  const issuedOn = cells.needDay('issuedOn');
  const written = cells.choice<VatDirection>('direction', 'direction_unknown');
  const direction = written ?? cells.plan.vatDirection ?? 'out';
  if (cells.has('direction') && written === null && cells.plan.vatDirection === null) cells.missing('direction');
  if (tax === null && total === null && !cells.fault) cells.missing(cells.has('total') ? 'total' : 'tax');
  const taxMinor = tax ?? (total ?? 0n) - amountMinor;
  const totalMinor = total ?? amountMinor + taxMinor;
  if (amountMinor + taxMinor !== totalMinor) cells.warn('parts_differ', 'total');
  const state =
    (cells.choice<'valid' | 'void'>('state', 'state_unknown') ?? 'valid') === 'void' || cells.flag('voided') === true
      ? 'void'
      : 'valid';
  const side = direction === 'out' ? 'buyer' : 'seller';
  const occurrence = judging.nth(`${direction}\u0000${invoiceCode ?? ''}\u0000${number}`);
  if (state === 'void') cells.warn('void_line');
  else judging.sum(totalMinor, currency);
  return {
    row: cells.row,
    line: cells.line,
    direction,
    firmCode: cells.code('firmCode'),
    firmName: cells.text('firmName'),
    partnerCode: cells.code(`${side}Code`),
    partnerName: cells.text(`${side}Name`),
    partnerUscc: cells.uscc(`${side}Uscc`),
    invoiceCode,
    number,
    occurrence,
    issuedOn,
    amountMinor,
    taxMinor,
    totalMinor,
    currency,
    state,
    red: totalMinor < 0n,
    note: cells.text('note'),
  };
}

export function judgeCreditStates(cells: RowCells, judging: Judging): CreditStatesRow {
  // Most rows have no amount: a currency is assumed only for those that have one.
  const hasMoney = cells.text('promised') !== null || cells.text('cover') !== null;
  const currency = hasMoney ? cells.readCurrency() : cells.currency;
  const promisedMinor = cells.amount('promised');
  const coverMinor = cells.amount('cover');
  notNegative(cells, 'promised', promisedMinor);
  notNegative(cells, 'cover', coverMinor);
  const customer = cells.customer();
  const level = cells.choice<DunningLevel>('level', 'level_unknown');
  const insurance = cells.choice<InsuranceSaid>('insurance', 'state_unknown');
  const promisedOn = cells.day('promisedOn');
  const insuredUntil = cells.day('insuredUntil');
  const stoppedOn = cells.day('stoppedOn');
  const noticeBy = cells.day('noticeBy');
  const reviewOn = cells.day('reviewOn');
  const coverUntil = cells.day('coverUntil');
  if (promisedMinor === null && promisedOn !== null) cells.missing('promised');
  if (promisedMinor !== null && promisedMinor > 0n && promisedOn === null) cells.missing('promisedOn');
  if (coverMinor === null && coverUntil !== null) cells.missing('cover');
  // A customer may stand on several rows, each with another state or in another currency; each is said once.
  const once = (kind: string, ...print: readonly (string | bigint | null)[]) => {
    if (print.every((each) => each === null)) return;
    judging.once(
      cells.has('customerCode') ? 'customerCode' : 'customerName',
      customer.customerCode,
      kind,
      print.map((each) => String(each ?? '')),
    );
  };
  once('dunning', level);
  once(`promise ${currency}`, promisedMinor, promisedOn);
  once('insurance', insurance, insuredUntil, stoppedOn, noticeBy);
  once('review', reviewOn);
  once(`cover ${currency}`, coverMinor, coverUntil);
  return {
    row: cells.row,
    line: cells.line,
    ...customer,
    saidOn: cells.day('saidOn'),
    level: level === null ? null : Number(level),
    promisedMinor,
    promisedOn,
    insurance,
    insuredUntil,
    stoppedOn,
    noticeBy,
    reviewOn,
    coverMinor,
    coverUntil,
    currency,
    note: cells.text('note'),
  };
}
