// The wording of an import's codes, in Chinese and English: the one place the page, the command line and the report share.
import type { FileError, Question, Refusal, RefusalCode, Warning } from './report.ts';

export type Language = 'zh' | 'en';
type Facts = Readonly<Record<string, unknown>>;
type Wording = readonly [zh: string, en: string];

/** `{name}` stands for a fact; `{value}` for the cell as written. */
const REFUSALS: Readonly<Record<RefusalCode, Wording>> = {
  encoding: ['该行的文字编码与文件其他行不同', 'This row is written in another character encoding than the rest of the file'],
  control_characters: ['该行含有控制字符', 'This row contains control characters'],
  unclosed_quote: ['引号没有闭合', 'A quotation mark is opened and never closed'],
  quote_malformed: [
    '引号位置不对，单元格的边界无法确定',
    'A quotation mark stands where none may; the cells cannot be told apart',
  ],
  cell_too_long: ['单元格超过 32,767 个字符', 'A cell is longer than 32,767 characters'],
  ragged_row: ['该行有 {cells} 列，表头有 {columns} 列', 'This row has {cells} cells, the headings {columns}'],
  formula_error: ['公式出错：{value}', 'The formula failed: {value}'],
  required_missing: ['必填项为空', 'A required cell is empty'],
  code_damaged: [
    '编码已被电子表格改成数字，末位丢失：{value}',
    'A spreadsheet turned the code into a number and lost its last digits: {value}',
  ],
  kind_unknown: ['不认识的单据类型：{value}', 'Unknown document type: {value}'],
  date_malformed: ['不是日期：{value}', 'Not a date: {value}'],
  date_impossible: ['没有这一天：{value}', 'There is no such day: {value}'],
  date_order_unknown: ['日和月的先后无法判断：{value}', 'Day and month cannot be told apart: {value}'],
  currency_unknown: ['不认识的币种：{value}', 'Unknown currency: {value}'],
  currency_conflict: ['金额写的是 {written}，币种列是 {stated}', 'The amount says {written}, the currency {stated}'],
  amount_malformed: ['不是金额：{value}', 'Not an amount: {value}'],
  amount_unit: [
    '金额带有单位：{value}；如确认按单位换算，请用 unit_suffix=read',
    'The amount carries a unit: {value}; answer unit_suffix=read to convert it',
  ],
  amount_mark_unknown: ['千分位还是小数点无法判断：{value}', 'Thousands or decimals cannot be told apart: {value}'],
  amount_decimals: [
    '小数位数多于币种允许：{value}；如确认四舍五入，请用 decimals=half-up',
    'More decimals than the currency has: {value}; answer decimals=half-up to round',
  ],
  amount_too_large: ['金额超出上限：{value}', 'The amount is larger than this system takes in: {value}'],
  due_missing: ['没有到期日，也没有可用的账期天数', 'There is neither a due date nor terms in days'],
  due_before_issued: ['到期日 {dueOn} 早于开票日期 {issuedOn}', 'Due {dueOn}, before it was issued on {issuedOn}'],
  settled_before_issued: [
    '结清日 {settledOn} 早于开票日期 {issuedOn}',
    'Settled {settledOn}, before it was issued on {issuedOn}',
  ],
  duplicate_number: ['编号 {value} 与第 {firstRow} 行重复', 'The number {value} already stands in row {firstRow}'],
  conflicts_with_ledger: [
    '台账里已有 {value}，但{field}不同：台账为 {known}，文件为 {said}',
    'The ledger has {value} with another {field}: {known}, the file says {said}',
  ],
  received_less_than_known: [
    '{value} 台账已收 {known}，文件只有 {said}；冲回收款请另行登记',
    'The ledger has {known} received on {value}, the file only {said}; a reversal is entered separately',
  ],
};

const WARNINGS: Readonly<Record<string, Wording>> = {
  mojibake: ['文字被错误地编码了两次', 'The text was encoded twice'],
  sheet_hidden: ['工作簿有隐藏的工作表：{sheet}', 'The workbook has a hidden sheet: {sheet}'],
  merged_filled: ['合并单元格已向下填充', 'Merged cells were filled down'],
  headings_repaired: [
    '表头缺少或多出分隔符，已按唯一可能的读法处理',
    'A delimiter was missing or too many in the headings; only one reading was possible',
  ],
  heading_damaged: ['表头的引号有误', 'The headings have a broken quotation mark'],
  heading_repeated: ['重复的表头行已跳过', 'Repeated heading rows were skipped'],
  column_passed_over: ['列“{column}”未采用，已采用“{taken}”', 'Column “{column}” was not used; “{taken}” was'],
  column_unused: ['列“{column}”未导入', 'Column “{column}” was not imported'],
  total_unchecked: ['合计行无法核对', 'A totals row could not be checked'],
  subtotal_differs: ['小计与其上各行之和不同', 'A subtotal differs from the rows above it'],
  rows_hidden: ['包含隐藏的行', 'Hidden rows were imported'],
  due_before_posted: ['到期日早于入账日期', 'Due before it was posted'],
  amount_zero: ['金额为零', 'The amount is zero'],
  flag_unread: ['“是/否”无法识别，留空', 'Neither yes nor no; left empty'],
  customer_by_name: ['没有客户编码，以名称识别客户', 'No customer code; customers are told apart by name'],
  currency_assumed: ['没有币种，按 {currency}', 'No currency given; taken as {currency}'],
  formula_cached: ['采用公式保存的结果', 'The stored result of a formula was used'],
  received_over_amount: ['已收金额超过单据金额', 'More was received than the document amounts to'],
  sign_from_kind: ['按单据类型记为负数', 'Counted as negative because of its document type'],
  date_serial: ['日期是未设格式的序号', 'A day was given as a bare serial number'],
  uscc_damaged: ['统一社会信用代码已损坏，未采用', 'The unified social credit code is damaged and was dropped'],
  uscc_check: ['统一社会信用代码校验位不符', 'The check symbol of the unified social credit code is wrong'],
  uscc_malformed: ['不是统一社会信用代码', 'Not a unified social credit code'],
  received_undated: ['已收金额没有日期，按今天入账', 'Received amounts have no date; counted from today'],
  name_differs: ['客户名称与已有的不同，保留原名', 'A customer name differs from the known one, which is kept'],
  uscc_differs: ['统一社会信用代码与已有的不同，保留原码', 'A credit code differs from the known one, which is kept'],
  salesperson_ambiguous: ['业务员重名，未指派', 'Two people have this name; no salesperson was assigned'],
  limits_not_imported: [
    '信用额度不随客户档案导入；请在额度页提出，由第二人批准',
    'Limits do not come with a customer file; set them on the limits page, where a second person approves',
  ],
  terms_unread: ['账期不是天数', 'The terms are no number of days'],
};

const FILE_ERRORS: Readonly<Record<string, Wording>> = {
  headings_missing: ['前 {rowsLookedAt} 行里没有认得出的表头', 'No headings were recognised in the first {rowsLookedAt} rows'],
  two_tables: ['第 {line} 行开始另一张表，请拆成两个文件', 'Another table begins in line {line}; split the file'],
  total_mismatch: ['“{label}”为 {printed}，各行之和为 {sum}', '“{label}” says {printed}, the rows add up to {sum}'],
  dates_contradict: [
    '日期互相矛盾，日和月很可能颠倒了；请重新导出',
    'The dates contradict each other, day and month were probably swapped; export the file again',
  ],
};

const QUESTIONS: Readonly<Record<string, Wording>> = {
  date_order: ['“{column}”里的 {sample} 是日在前还是月在前？', 'Is {sample} in “{column}” day first or month first?'],
  decimal_mark: ['{sample} 里的符号是小数点还是千分位？', 'Does the mark in {sample} part decimals or thousands?'],
  amount_unit: ['“{sample}”：金额的单位是？', '“{sample}”: in which unit are the amounts?'],
  encoding: ['文件用的是哪种文字编码？', 'Which character encoding is the file in?'],
  mojibake: ['文字被错误地编码了两次，是否还原？', 'The text was encoded twice. Restore it?'],
  sheet: ['导入哪张工作表？', 'Which sheet is to be imported?'],
  column: ['哪一列是“{field}”？（{sample}）', 'Which column is “{field}”? ({sample})'],
};

const FIELDS: Readonly<Record<string, Wording>> = {
  customerCode: ['客户编码', 'customer code'],
  customerName: ['客户名称', 'customer name'],
  uscc: ['统一社会信用代码', 'unified social credit code'],
  entity: ['开票主体', 'entity'],
  number: ['单据号', 'document number'],
  kind: ['单据类型', 'document type'],
  issuedOn: ['开票日期', 'issue date'],
  postedOn: ['入账日期', 'posting date'],
  dueOn: ['到期日', 'due date'],
  terms: ['账期', 'payment terms'],
  amount: ['金额', 'amount'],
  received: ['已收金额', 'received amount'],
  open: ['未收金额', 'open amount'],
  settledOn: ['结清日期', 'settlement date'],
  currency: ['币种', 'currency'],
  disputed: ['争议', 'disputed'],
  contract: ['合同号', 'contract'],
  salesperson: ['业务员', 'salesperson'],
  note: ['备注', 'note'],
  industry: ['行业', 'industry'],
  region: ['地区', 'region'],
  group: ['集团', 'group'],
  limit: ['信用额度', 'credit limit'],
};

function say(wording: Wording | undefined, code: string, facts: Facts, language: Language): string {
  const text = wording?.[language === 'zh' ? 0 : 1] ?? code;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}

export function fieldName(field: string, language: Language): string {
  return FIELDS[field]?.[language === 'zh' ? 0 : 1] ?? field;
}

export function refusalMessage({ code, value, facts }: Refusal, language: Language): string {
  return say(REFUSALS[code], code, { value: value ?? '', ...facts }, language);
}

export function warningMessage({ code, column, facts }: Warning, language: Language): string {
  return say(WARNINGS[code], code, { column: column ?? '', ...facts }, language);
}

export function fileErrorMessage({ code, facts }: FileError, language: Language): string {
  return say(FILE_ERRORS[code], code, facts, language);
}

export function questionMessage({ id, sample, column }: Question, language: Language): string {
  const field = id.startsWith('column_') ? id.slice('column_'.length) : null;
  const facts = { sample, column: column ?? '', field: field === null ? '' : fieldName(field, language) };
  return say(QUESTIONS[field === null ? id : 'column'], id, facts, language);
}
