// What may be known of a customer: the catalogue of facts, papers and external records, and how a value of each kind is read.
import { isDay } from '#base/date.ts';
import { isCurrency, parseMinor } from '#base/money.ts';

export type Both = { readonly zh: string; readonly en: string };

export const FIELD_KINDS = ['text', 'number', 'money', 'day', 'choice', 'yes_no'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export type Choice = { readonly key: string } & Both;

export type Field = {
  readonly key: string;
  readonly name: Both;
  readonly kind: FieldKind;
  readonly unit: Both | null;
  readonly choices: readonly Choice[];
  /** Days after which the fact should be looked at again; null: it does not age. */
  readonly freshDays: number | null;
  /** What it weighs in the completeness of a file; 0: nice to have. */
  readonly weight: number;
  /** Segments whose customers need it; `*` stands for everybody, none for nobody. */
  readonly requiredIn: readonly string[];
  /** Defined on the page by the company itself. */
  readonly own: boolean;
};

const YEAR = 365;
const EVERYBODY = ['*'];
/** A field of the shipped catalogue: needed of everybody where it weighs anything. */
function fact(
  key: string,
  zh: string,
  en: string,
  kind: FieldKind,
  freshDays: number | null,
  weight: number,
  more: Partial<Field> = {},
): Field {
  return {
    key,
    name: { zh, en },
    kind,
    unit: null,
    choices: [],
    freshDays,
    weight,
    requiredIn: weight > 0 ? EVERYBODY : [],
    own: false,
    ...more,
  };
}

const choice = (key: string, zh: string, en: string): Choice => ({ key, zh, en });

export const FACT_FIELDS: readonly Field[] = [
  fact('registered_capital', '注册资本', 'Registered capital', 'money', 2 * YEAR, 3),
  fact('paid_in_capital', '实缴资本', 'Paid-in capital', 'money', 2 * YEAR, 2),
  fact('founded_on', '成立日期', 'Founded on', 'day', null, 2),
  fact('legal_representative', '法定代表人', 'Legal representative', 'text', 2 * YEAR, 3),
  fact('ownership', '企业性质', 'Ownership', 'choice', 2 * YEAR, 2, {
    choices: [
      choice('state', '国有', 'State-owned'),
      choice('private', '民营', 'Private'),
      choice('foreign', '外商投资', 'Foreign-invested'),
      choice('listed', '上市公司', 'Listed'),
      choice('public_body', '机关事业单位', 'Public body'),
      choice('sole_trader', '个体工商户', 'Sole trader'),
    ],
  }),
  fact('size_class', '企业规模', 'Size class', 'choice', 2 * YEAR, 2, {
    choices: [
      choice('large', '大型', 'Large'),
      choice('medium', '中型', 'Medium'),
      choice('small', '小型', 'Small'),
      choice('micro', '微型', 'Micro'),
    ],
  }),
  fact('staff', '员工人数', 'Staff', 'number', YEAR, 1, { unit: { zh: '人', en: 'people' } }),
  fact('insured_staff', '参保人数', 'Insured staff', 'number', YEAR, 0, { unit: { zh: '人', en: 'people' } }),
  fact('annual_sales', '年销售额', 'Annual sales', 'money', YEAR, 2),
  fact('registered_address', '注册地址', 'Registered address', 'text', 2 * YEAR, 2),
  fact('business_address', '经营地址', 'Business address', 'text', 2 * YEAR, 1),
  fact('premises', '经营场所', 'Premises', 'choice', 2 * YEAR, 0, {
    choices: [choice('owned', '自有', 'Owned'), choice('rented', '租用', 'Rented')],
  }),
  fact('scope_of_business', '经营范围', 'Scope of business', 'text', 3 * YEAR, 1),
  fact('bank', '开户银行', 'Bank', 'text', 2 * YEAR, 1),
  fact('bank_account', '银行账号', 'Bank account', 'text', 2 * YEAR, 2),
  fact('taxpayer_class', '纳税人类型', 'VAT taxpayer class', 'choice', 2 * YEAR, 1, {
    choices: [choice('general', '一般纳税人', 'General taxpayer'), choice('small_scale', '小规模纳税人', 'Small-scale taxpayer')],
  }),
  fact('tax_grade', '纳税信用等级', 'Tax credit grade', 'choice', YEAR, 0, {
    choices: ['A', 'B', 'M', 'C', 'D'].map((grade) => choice(grade, grade, grade)),
  }),
  fact('main_products', '主营产品', 'Main products', 'text', 2 * YEAR, 0),
  fact('main_customers', '主要客户', 'Main customers', 'text', 2 * YEAR, 0),
  fact('related_parties', '关联企业', 'Related companies', 'text', 2 * YEAR, 0),
];

export type PaperKind = {
  readonly key: string;
  readonly name: Both;
  /** Whether it bears a last day of its own, which is asked for. */
  readonly expires: boolean;
  readonly freshDays: number | null;
  readonly weight: number;
};

const paper = (key: string, zh: string, en: string, expires: boolean, freshDays: number | null, weight: number): PaperKind => ({
  key,
  name: { zh, en },
  expires,
  freshDays,
  weight,
});

export const PAPER_KINDS: readonly PaperKind[] = [
  paper('licence', '营业执照', 'Business licence', true, 2 * YEAR, 5),
  paper('credit_application', '授信申请书', 'Credit application', false, 2 * YEAR, 2),
  paper('contract', '合同扫描件', 'Contract (scan)', true, null, 2),
  paper('statements', '财务报表', 'Financial statements', false, 550, 2),
  paper('guarantee', '担保函', 'Letter of guarantee', true, null, 0),
  paper('permit', '行业许可证', 'Permit of the trade', true, null, 0),
  paper('bank_statement', '银行流水', 'Bank statement', false, YEAR, 0),
  paper('tax_return', '纳税申报表', 'Tax return', false, YEAR, 0),
  paper('bureau_report', '征信报告', 'Credit report', false, 180, 0),
  paper('site_visit', '走访记录', 'Record of a visit', false, YEAR, 0),
  paper('authorisation', '授权委托书', 'Power of attorney', true, null, 0),
  paper('other', '其他', 'Other', true, null, 0),
];

export type RecordKind = { readonly key: string; readonly name: Both; readonly adverse: boolean };

const record = (key: string, zh: string, en: string, adverse: boolean): RecordKind => ({ key, name: { zh, en }, adverse });

export const RECORD_KINDS: readonly RecordKind[] = [
  record('dishonest_debtor', '失信被执行人', 'Dishonest debtor', true),
  record('enforcement', '被执行人', 'Subject to enforcement', true),
  record('consumption_limit', '限制高消费', 'Consumption restricted', true),
  record('penalty', '行政处罚', 'Administrative penalty', true),
  record('lawsuit', '诉讼', 'Lawsuit', true),
  record('tax_arrears', '欠税', 'Tax arrears', true),
  record('abnormal_operation', '经营异常', 'Listed as abnormal', true),
  record('equity_pledge', '股权出质', 'Equity pledged', true),
  record('chattel_mortgage', '动产抵押', 'Chattel mortgage', true),
  record('bankruptcy', '破产重整', 'Bankruptcy', true),
  record('deregistration', '注销或吊销', 'Deregistered or revoked', true),
  record('bureau_report', '征信报告', 'Credit report', false),
  record('award', '荣誉资质', 'Award or certificate', false),
];

export const CONTACT_PURPOSES = ['credit', 'collection', 'reconciliation', 'delivery'] as const;
/** 个人信息保护法 art. 13: on what ground a person's data are kept. */
export const CONTACT_BASES = ['consent', 'contract', 'legal_duty', 'published'] as const;
export const FACT_SOURCES = ['customer', 'registry', 'document', 'visit', 'bureau', 'statement', 'other'] as const;
export type FactSource = (typeof FACT_SOURCES)[number];

/** A value as it is kept: text, plain decimal text, a day, a choice's key, true or false, or money on the wire. */
export type FactValue = string | boolean | { readonly amount: string; readonly currency: string };

export const TEXT_MAX = 1_000;
const NUMBER = /^-?\d{1,15}(\.\d{1,6})?$/;

export type ReadValue =
  | { readonly value: FactValue }
  | { readonly refusal: 'empty' | 'too_long' | 'number' | 'money' | 'day' | 'choice' | 'yes_no' };

/** Reads what was filled in for a field, as its kind demands; a refusal names what is wrong. */
export function readFactValue(field: Pick<Field, 'kind' | 'choices'>, raw: unknown): ReadValue {
  const text = typeof raw === 'string' ? raw.normalize('NFC').trim() : typeof raw === 'number' ? String(raw) : null;
  if (text === '') return { refusal: 'empty' };
  switch (field.kind) {
    case 'text':
      return text === null ? { refusal: 'empty' } : text.length > TEXT_MAX ? { refusal: 'too_long' } : { value: text };
    case 'number': {
      const plain = text?.normalize('NFKC').replaceAll(',', '') ?? '';
      return NUMBER.test(plain) ? { value: plain } : { refusal: 'number' };
    }
    case 'day':
      return text !== null && isDay(text) ? { value: text } : { refusal: 'day' };
    case 'choice':
      return field.choices.some((each) => each.key === text) ? { value: text! } : { refusal: 'choice' };
    case 'yes_no':
      return typeof raw === 'boolean' ? { value: raw } : { refusal: 'yes_no' };
    case 'money':
      return readMoney(raw);
  }
}

function readMoney(raw: unknown): ReadValue {
  const { amount, currency } = (raw ?? {}) as { amount?: unknown; currency?: unknown };
  if (typeof amount !== 'string' || typeof currency !== 'string' || !isCurrency(currency)) return { refusal: 'money' };
  try {
    return parseMinor(amount, currency) >= 0n ? { value: { amount, currency } } : { refusal: 'money' };
  } catch {
    return { refusal: 'money' };
  }
}
