// Properties of every kind of file: columns may stand in any order under any of their names, and a damaged cell never becomes another value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTable } from '#platform/table/read-table.ts';
import { fieldsOf, KINDS } from './catalogue.ts';
import { readRows } from './convert.ts';
import { namedFields } from './headings.ts';
import type { ImportRow, Kind } from './typed-rows.ts';

/** A few good rows of each kind, every field filled somewhere: field → cells. */
const SAMPLES: Readonly<Record<Kind, Readonly<Record<string, readonly string[]>>>> = {
  ledger: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['INV-1', 'INV-2', 'CN-3'],
    digitalNumber: ['', '', '25350000000000000003'],
    kind: ['销售发票', '销售发票', '红字发票'],
    issuedOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    postedOn: ['2025-03-02', '2025-03-14', ''],
    dueOn: ['2025-04-01', '2025-04-13', '2025-05-30'],
    terms: ['31天', '31天', '30天'],
    amount: ['1000.50', '20.00', '-7.25'],
    received: ['500.00', '', ''],
    open: ['500.50', '20.00', '-7.25'],
    settledOn: ['', '2025-05-01', ''],
    currency: ['CNY', 'USD', 'CNY'],
    disputed: ['是', '否', ''],
    contract: ['H1', '', 'H2'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  customers: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    industry: ['制造', '', '贸易'],
    region: ['华东', '华南', ''],
    salesperson: ['张三', '李四', ''],
    group: ['G1', '', 'G1'],
    terms: ['30天', '45', ''],
    limit: ['1000000.00', '', '50.00'],
    currency: ['CNY', '', 'USD'],
    note: ['一', '', ''],
  },
  'open-items': {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['INV-1', '', 'CN-3'],
    kind: ['销售发票', '期初', '红字发票'],
    issuedOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    dueOn: ['2025-04-01', '', '2025-05-30'],
    terms: ['31天', '31天', ''],
    open: ['500.50', '20.00', '-7.25'],
    amount: ['1000.50', '', '-10.00'],
    side: ['借', '', '借'],
    currency: ['CNY', 'USD', 'CNY'],
    disputed: ['是', '否', ''],
    contract: ['H1', '', 'H2'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  invoices: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['1001', '1002', ''],
    digitalNumber: ['', '', '25350000000000000003'],
    kind: ['专票', '普票', '红字发票'],
    issuedOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    postedOn: ['2025-03-02', '', ''],
    dueOn: ['2025-04-01', '', '2025-05-30'],
    terms: ['31天', '月结', ''],
    amount: ['113.00', '20.00', '-11.30'],
    tax: ['13.00', '', '-1.30'],
    currency: ['CNY', 'USD', 'CNY'],
    order: ['SO1', '', 'SO2'],
    contract: ['H1', '', 'H2'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  receipts: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['R1', 'R2', ''],
    receivedOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    amount: ['113.00', '20.00', ''],
    paidOut: ['', '0.00', '5.00'],
    payee: ['', '', ''],
    flow: ['收入', '', '支出'],
    currency: ['CNY', 'USD', 'CNY'],
    reference: ['货款', '', '退款'],
    invoices: ['A1;A2', '', 'A3'],
    method: ['电汇', '', '电汇'],
    account: ['622200', '', '622201'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  applications: {
    customerCode: ['C001', 'C002', ''],
    customerName: ['甲公司', '乙公司', ''],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    receiptNumber: ['R1', 'R1', 'R2'],
    invoiceNumber: ['INV-1', 'INV-2', 'INV-2'],
    appliedOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    amount: ['113.00', '20.00', '-20.00'],
    discount: ['2.00', '', '-1.00'],
    currency: ['CNY', 'USD', 'CNY'],
    note: ['一', '', '三'],
  },
  'credit-notes': {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['CN1', 'CN2', 'CN3'],
    creditedNumber: ['INV-1', '', 'INV-3'],
    issuedOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    amount: ['-113.00', '-20.00', '-7.50'],
    currency: ['CNY', 'USD', 'CNY'],
    reason: ['退货', '', '折让'],
    contract: ['H1', '', 'H2'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  'write-offs': {
    customerCode: ['C001', '', 'C003'],
    customerName: ['甲公司', '', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['W1', '', 'W1'],
    invoiceNumber: ['INV-1', 'INV-2', 'INV-3'],
    writtenOffOn: ['2025-03-01', '2025-03-13', '2025-04-30'],
    amount: ['113.00', '20.00', '-7.50'],
    currency: ['CNY', 'USD', 'CNY'],
    reason: ['破产', '', '失联'],
    note: ['一', '', '三'],
  },
  bills: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['B1', 'B2', 'B3'],
    range: ['1-100', '', ''],
    kind: ['银行承兑汇票', '商业承兑汇票', '财务公司承兑汇票'],
    drawer: ['甲公司', '丁公司', ''],
    acceptor: ['工商银行', '丁公司', '财务公司'],
    issuedOn: ['2025-01-01', '2025-01-13', ''],
    receivedOn: ['2025-01-05', '2025-01-15', '2025-02-28'],
    dueOn: ['2025-07-01', '2025-07-13', '2025-08-30'],
    amount: ['1000.00', '20.00', '7.50'],
    currency: ['CNY', 'CNY', 'CNY'],
    state: ['在手', '已背书', '已兑付'],
    stateOn: ['', '2025-02-01', '2025-08-30'],
    recourse: ['', '有', '无追索权'],
    endorsee: ['', '戊公司', ''],
    invoices: ['A1,A2', '', 'A3'],
    note: ['一', '', '三'],
  },
  contracts: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['H1', 'H2', 'H3'],
    name: ['供货', '', '框架'],
    signedOn: ['2025-01-01', '', '2025-01-13'],
    startsOn: ['2025-01-05', '2025-01-15', ''],
    endsOn: ['2025-12-31', '', '2025-12-31'],
    amount: ['1000.00', '', '7.50'],
    currency: ['CNY', 'CNY', 'USD'],
    terms: ['30天', '月结', ''],
    retentionPercent: ['5%', '', '3%'],
    retention: ['50.00', '', '0.22'],
    retentionDueOn: ['2026-12-31', '', ''],
    retentionPeriod: ['12个月', '两年', ''],
    milestone: ['预付款', '验收款', ''],
    milestonePercent: ['30%', '', ''],
    milestoneAmount: ['300.00', '20.00', ''],
    milestoneOn: ['2025-02-01', '', ''],
    state: ['执行中', '草稿', '已终止'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  orders: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['SO1', 'SO2', 'SO3'],
    orderedOn: ['2025-01-01', '2025-01-13', '2025-02-28'],
    deliverOn: ['2025-02-01', '', '2025-03-31'],
    amount: ['1000.00', '20.00', '7.50'],
    delivered: ['400.00', '', '7.50'],
    currency: ['CNY', 'CNY', 'USD'],
    terms: ['30天', '月结', ''],
    state: ['执行中', '已取消', '全部发货'],
    contract: ['H1', '', 'H2'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  deliveries: {
    customerCode: ['C001', '', 'C003'],
    customerName: ['甲公司', '', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    number: ['D1', 'D2', 'D3'],
    orderNumber: ['SO1', 'SO2', ''],
    deliveredOn: ['2025-01-01', '2025-01-13', '2025-02-28'],
    amount: ['1000.00', '20.00', '-7.50'],
    currency: ['CNY', 'CNY', 'USD'],
    invoiced: ['已开票', '未开票', ''],
    invoiceNumber: ['INV-1', '', ''],
    contract: ['H1', '', 'H2'],
    salesperson: ['张三', '李四', ''],
    note: ['一', '', '三'],
  },
  margins: {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    entity: ['E1', 'E1', 'E2'],
    month: ['2025-03', '202504', '2025年5月'],
    sales: ['100.00', '20.00', '-7.50'],
    cost: ['60.00', '25.00', ''],
    margin: ['40.00', '-5.00', '-1.50'],
    currency: ['CNY', 'CNY', 'USD'],
    note: ['一', '', '三'],
  },
  'external-records': {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    kind: ['失信被执行人', '行政处罚', '欠税公告'],
    source: ['法院', '', '税务局'],
    number: ['执1号', '罚2号', ''],
    happenedOn: ['2025-01-01', '2025-01-13', '2025-02-28'],
    amount: ['100.00', '', '7.50'],
    currency: ['CNY', '', 'CNY'],
    text: ['未履行', '', '增值税'],
    expiresOn: ['2027-01-01', '', ''],
  },
  'vat-invoices': {
    firmCode: ['F1', 'F1', 'F1'],
    firmName: ['本公司', '本公司', '本公司'],
    buyerCode: ['P1', 'P2', 'P3'],
    buyerName: ['甲公司', '乙公司', '丙公司'],
    buyerUscc: ['91350100M000100Y43', '', ''],
    sellerCode: ['S1', 'S1', 'S2'],
    sellerName: ['子公司', '丑公司', '寅公司'],
    sellerUscc: ['', '91350100M000100Y43', ''],
    direction: ['销项', '进项', '销项'],
    invoiceCode: ['3500', '3500', '3501'],
    number: ['1', '2', ''],
    digitalNumber: ['', '', '25350000000000000003'],
    issuedOn: ['2025-01-01', '2025-01-13', '2025-02-28'],
    amount: ['100.00', '20.00', '-10.00'],
    tax: ['13.00', '2.60', '-1.30'],
    total: ['113.00', '22.60', '-11.30'],
    currency: ['CNY', 'CNY', 'CNY'],
    state: ['有效', '作废', '正常'],
    voided: ['否', '是', ''],
    note: ['一', '', '三'],
  },
  'credit-states': {
    customerCode: ['C001', 'C002', 'C003'],
    customerName: ['甲公司', '乙公司', '丙公司'],
    uscc: ['91350100M000100Y43', '', ''],
    level: ['2', '一级', '0'],
    promised: ['100.00', '', '7.50'],
    promisedOn: ['2025-01-13', '', '2025-02-28'],
    insurance: ['在保', '停保', '未投保'],
    insuredUntil: ['2025-12-31', '', ''],
    stoppedOn: ['', '2025-01-31', ''],
    noticeBy: ['2025-03-31', '', ''],
    reviewOn: ['2025-06-30', '2025-07-15', ''],
    cover: ['20.00', '0', ''],
    coverUntil: ['2026-01-31', '', ''],
    currency: ['CNY', 'CNY', 'CNY'],
    saidOn: ['2025-01-01', '2025-01-13', ''],
    note: ['一', '', '三'],
  },
};
const ROWS = 3;

const cell = (text: string) => (/[",\n;|\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function read(kind: Kind, headings: readonly string[], rows: readonly (readonly string[])[]) {
  const lines = [headings, ...rows].map((cells) => cells.map(cell).join(','));
  const table = await readTable(Buffer.from(`${lines.join('\r\n')}\r\n`), { fileName: 'file.csv' });
  return readRows(table, { kind, entityCurrency: 'CNY', answers: {} });
}

/** A heading for each field: some fields (those of a VAT list’s two sides) have only patterns. */
const PATTERNED: Readonly<Record<string, string>> = {
  buyerCode: '购方代号',
  buyerName: '购方名称',
  buyerUscc: '购方税号',
  sellerCode: '销方代号',
  sellerName: '销方名称',
  sellerUscc: '销方税号',
};
const plain = (kind: Kind) => fieldsOf(kind).map((field) => field.strong[0] ?? (PATTERNED[field.id] as string));
const rowsOf = (kind: Kind) =>
  Array.from({ length: ROWS }, (_, row) => fieldsOf(kind).map((field) => SAMPLES[kind][field.id]?.[row] ?? ''));
const bare = (rows: readonly ImportRow[]) => rows.map(({ line: _line, ...row }) => row);

describe.each(KINDS)('%s', (kind) => {
  test('the sample is read whole, and every field reaches its row', async () => {
    const found = await read(kind, plain(kind), rowsOf(kind));
    expect([found.questions, found.fileErrors, found.refusals]).toEqual([[], [], []]);
    expect(found.accepted).toBe(ROWS);
    expect(Object.keys(found.plan.mapping).sort()).toEqual(
      fieldsOf(kind)
        .map((field) => field.id)
        .sort(),
    );
  });

  test('any order of columns under any of their names gives the same rows', async () => {
    const fields = fieldsOf(kind);
    const expected = bare((await read(kind, plain(kind), rowsOf(kind))).rows);
    const synonyms = fields.map((field) =>
      fc.constantFrom(
        ...(field.strong.length > 0 ? field.strong : [PATTERNED[field.id] as string]).filter(
          // 本币 is never in the currency of its row.
          (heading) => namedFields(kind, [heading])[0]?.field.id === field.id && !heading.includes('本币'),
        ),
      ),
    );
    const order = fc.shuffledSubarray([...fields.keys()], { minLength: fields.length });
    const dress = fc.constantFrom('', '*', '（必填）', '\n', ' ');
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...synonyms),
        order,
        fc.integer({ min: 0, max: 3 }),
        dress,
        async (headings, columns, extra, mark) => {
          const named = [
            ...columns.map((at) => `${headings[at] as string}${mark}`),
            ...Array.from({ length: extra }, (_, at) => `自定${at}`),
          ];
          const rows = rowsOf(kind).map((row) => [
            ...columns.map((at) => row[at] as string),
            ...Array.from({ length: extra }, () => 'x'),
          ]);
          const found = await read(kind, named, rows);
          expect([found.questions, found.fileErrors, found.refusals]).toEqual([[], [], []]);
          expect(bare(found.rows)).toEqual(expected);
        },
      ),
      { seed: 20261122, numRuns: 25 },
    );
  });

  // What may become of a cell: what a keyboard, a spreadsheet and a broken export do to it.
  const DAMAGE = [
    (text: string) => `${text}x`,
    (text: string) => text.slice(1),
    (text: string) => text.slice(0, -1),
    (text: string) => text.replace(/\d/, 'O'),
    (text: string) => `${text} ${text}`,
    (text: string) => text.replaceAll('-', '.'),
    (text: string) => text.replace('.', '..'),
    (text: string) => text.replace('.', ','),
    (text: string) => text.split('').reverse().join(''),
    () => '',
    () => '#REF!',
    () => '1.23E+18',
    () => '△100',
    () => '２０２５年２月３０日',
    () => '1,23,45',
    () => '\u200b',
  ];

  test('a damaged cell refuses its row, asks, or is read as what it now says: no other field and no other row changes', async () => {
    const fields = fieldsOf(kind);
    const clean = bare((await read(kind, plain(kind), rowsOf(kind))).rows) as Record<string, unknown>[];
    await fc.assert(
      fc.asyncProperty(fc.nat(ROWS - 1), fc.nat(fields.length - 1), fc.nat(DAMAGE.length - 1), async (row, column, how) => {
        const rows = rowsOf(kind);
        const damaged = (DAMAGE[how] as (text: string) => string)(rows[row]?.[column] ?? '');
        (rows[row] as string[])[column] = damaged;
        const found = await read(kind, plain(kind), rows);
        expect(found.accepted + found.refused + found.skipped).toBeGreaterThanOrEqual(ROWS);
        for (const each of bare(found.rows) as Record<string, unknown>[]) {
          const truth = clean[(each.row as number) - 1] as Record<string, unknown>;
          const changed = Object.keys(truth).filter((key) => String(each[key]) !== String(truth[key]));
          if (each.row !== row + 1) expect(changed).toEqual([]);
          else expect(changed.filter((key) => !(MAY_FOLLOW[fields[column]?.id ?? ''] ?? []).includes(key))).toEqual([]);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});

/** Which values of a row a field decides, by itself or with others. */
const MAY_FOLLOW: Readonly<Record<string, readonly string[]>> = {
  customerCode: ['customerCode', 'code', 'number'],
  customerName: ['customerName', 'name', 'customerCode', 'number'],
  uscc: ['uscc'],
  entity: ['entity'],
  number: ['number', 'numberStated', 'kind', 'occurrence'],
  kind: ['kind', 'kindText', 'amountMinor', 'receivedMinor', 'openMinor'],
  issuedOn: ['issuedOn', 'dueOn'],
  postedOn: ['postedOn'],
  dueOn: ['dueOn'],
  terms: ['termsDays', 'termsText', 'dueOn'],
  amount: ['amountMinor', 'receivedMinor', 'kind', 'number', 'taxMinor', 'totalMinor', 'red'],
  received: ['receivedMinor'],
  open: ['openMinor', 'receivedMinor', 'kind', 'amountMinor'],
  settledOn: ['settledOn', 'receivedMinor'],
  currency: [
    'currency',
    'number',
    'amountMinor',
    'receivedMinor',
    'openMinor',
    'limitMinor',
    'taxMinor',
    'discountMinor',
    'promisedMinor',
    'coverMinor',
  ],
  disputed: ['disputed'],
  contract: ['contract'],
  salesperson: ['salesperson'],
  note: ['note'],
  industry: ['industry'],
  region: ['region'],
  group: ['groupCode'],
  limit: ['limitMinor', 'currency'],
  tax: ['taxMinor', 'totalMinor'],
  order: ['order'],
  receivedOn: ['receivedOn', 'number'],
  paidOut: ['amountMinor', 'number'],
  flow: ['amountMinor', 'number'],
  side: ['openMinor', 'amountMinor', 'kind'],
  digitalNumber: ['number'],
  payee: [],
  reference: ['reference'],
  invoices: ['invoices'],
  method: ['method'],
  account: ['account'],
  receiptNumber: ['receiptNumber'],
  invoiceNumber: ['invoiceNumber', 'invoiced'],
  appliedOn: ['appliedOn'],
  discount: ['discountMinor'],
  creditedNumber: ['creditedNumber'],
  reason: ['reason'],
  writtenOffOn: ['writtenOffOn'],
  range: ['range'],
  drawer: ['drawer'],
  acceptor: ['acceptor'],
  state: ['state', 'stateOn'],
  stateOn: ['stateOn'],
  recourse: ['recourse'],
  endorsee: ['endorsee'],
  name: ['name'],
  signedOn: ['signedOn'],
  startsOn: ['startsOn'],
  endsOn: ['endsOn'],
  retentionPercent: ['retentionPpm'],
  retention: ['retentionMinor'],
  retentionDueOn: ['retentionDueOn'],
  retentionPeriod: ['retentionMonths', 'retentionRule'],
  orderedOn: ['orderedOn'],
  deliverOn: ['deliverOn'],
  delivered: ['deliveredMinor'],
  orderNumber: ['orderNumber'],
  deliveredOn: ['deliveredOn'],
  invoiced: ['invoiced'],
  month: ['month'],
  sales: ['salesMinor', 'marginMinor', 'costMinor'],
  cost: ['costMinor', 'marginMinor'],
  margin: ['marginMinor', 'costMinor'],
  source: ['source'],
  happenedOn: ['happenedOn'],
  text: ['text'],
  expiresOn: ['expiresOn'],
  level: ['level'],
  promised: ['promisedMinor', 'currency'],
  promisedOn: ['promisedOn'],
  insurance: ['insurance'],
  insuredUntil: ['insuredUntil'],
  stoppedOn: ['stoppedOn'],
  noticeBy: ['noticeBy'],
  reviewOn: ['reviewOn'],
  cover: ['coverMinor', 'currency'],
  coverUntil: ['coverUntil'],
  saidOn: ['saidOn'],
  firmCode: ['firmCode'],
  firmName: ['firmName'],
  buyerCode: ['partnerCode'],
  buyerName: ['partnerName'],
  buyerUscc: ['partnerUscc'],
  sellerCode: ['partnerCode'],
  sellerName: ['partnerName'],
  sellerUscc: ['partnerUscc'],
  direction: ['direction', 'partnerCode', 'partnerName', 'partnerUscc'],
  invoiceCode: ['invoiceCode', 'occurrence'],
  total: ['totalMinor', 'red', 'taxMinor'],
  voided: ['state'],
};
