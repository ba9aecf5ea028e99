// The wording of an import's codes, in Chinese and English: the one place the page, the command line and the report share.
import type { Kind } from './catalogue.ts';
import { isKind } from './catalogue.ts';
import { fieldName } from './field-words.ts';
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
  formula_uncalculated: [
    '公式没有保存结果：请用 Excel 打开文件，保存后再导入',
    'The formula has no stored result: open the file in Excel, save it, and import it again',
  ],
  amount_merged: [
    '合并单元格的金额 {value} 属于几行：请按行拆开；如果不需要这一列，请在“列”里改为不导入',
    'The amount {value} stands in a merged cell for several rows: give each row its own, or leave the column out',
  ],
  required_missing: ['必填项为空', 'A required cell is empty'],
  code_damaged: [
    '编码已被电子表格改成数字，末位丢失：{value}',
    'A spreadsheet turned the code into a number and lost its last digits: {value}',
  ],
  kind_unknown: ['不认识的单据类型：{value}', 'Unknown document type: {value}'],
  level_unknown: [
    '看不懂的催款级别：{value}，请写 0 到 9，0 表示不再催款',
    'Not a dunning level: {value}; write 0 to 9, 0 for no longer dunned',
  ],
  state_unknown: ['不认识的状态：{value}', 'Unknown state: {value}'],
  date_malformed: ['不是日期：{value}', 'Not a date: {value}'],
  date_impossible: ['没有这一天：{value}', 'There is no such day: {value}'],
  date_order_unknown: ['日和月的先后无法判断：{value}', 'Day and month cannot be told apart: {value}'],
  month_malformed: ['看不懂的月份：{value}，请写成 2025-03', 'Not a month: {value}; write it as 2025-03'],
  currency_unknown: ['不认识的币种：{value}', 'Unknown currency: {value}'],
  currency_conflict: ['金额写的是 {written}，币种是 {stated}', 'The amount says {written}, the currency {stated}'],
  amount_malformed: ['不是金额：{value}', 'Not an amount: {value}'],
  amount_unit: [
    '金额带有单位：{value}；确认按字面换算后可收',
    'The amount carries a unit: {value}; it is taken once you say that it counts',
  ],
  amount_mark_unknown: ['千分位还是小数点无法判断：{value}', 'Thousands or decimals cannot be told apart: {value}'],
  amount_decimals: [
    '小数位数多于币种允许：{value}；确认四舍五入后可收',
    'More decimals than the currency has: {value}; it is taken once you say that it is rounded',
  ],
  amount_too_large: ['金额超出上限：{value}', 'The amount is larger than this system takes in: {value}'],
  percent_malformed: ['不是 0 到 100% 之间的比例：{value}', 'Not a share between 0 and 100 %: {value}'],
  percent_unit_unknown: ['{value} 是百分数还是小数无法判断', 'Whether {value} is a percentage or a fraction cannot be told'],
  amount_negative: ['这里的金额不能是负数：{value}', 'This amount cannot be negative: {value}'],
  amount_positive: ['红字金额应为负数：{value}', 'A credit note’s amount must be negative here: {value}'],
  terms_monthly: [
    '账期是“{value}”：从开票当月月末起算，还是从开票日起算，要你说一次',
    'The terms say {value}: whether they run from the month’s end or from the invoice is yours to say, once',
  ],
  due_missing: ['没有到期日，账期里也算不出天数', 'There is neither a due date nor terms from which one follows'],
  due_before_issued: ['到期日 {dueOn} 早于开票日期 {issuedOn}', 'Due {dueOn}, before it was issued on {issuedOn}'],
  settled_before_issued: [
    '结清日 {settledOn} 早于开票日期 {issuedOn}',
    'Settled {settledOn}, before it was issued on {issuedOn}',
  ],
  received_before_issued: [
    '收票日 {receivedOn} 早于出票日 {issuedOn}',
    'Received {receivedOn}, before it was drawn on {issuedOn}',
  ],
  ends_before_starts: ['结束日 {endsOn} 早于开始日 {startsOn}', 'Ends {endsOn}, before it starts on {startsOn}'],
  expires_before_happened: [
    '失效日 {expiresOn} 早于发生日 {happenedOn}',
    'Expires {expiresOn}, before it happened on {happenedOn}',
  ],
  state_before_received: [
    '状态日期 {stateOn} 早于收票日 {receivedOn}',
    'The day of its state, {stateOn}, is before it was received on {receivedOn}',
  ],
  side_differs: ['余额 {value} 与所写的借贷方向不符', 'The balance {value} does not stand on the side it says'],
  open_over_amount: ['余额 {open} 超出单据金额 {amount}', 'The open balance {open} goes beyond the document’s amount {amount}'],
  retention_over_amount: [
    '质保金 {retention} 大于合同金额 {amount}',
    'The retention {retention} is larger than the contract’s amount {amount}',
  ],
  in_and_out: ['同一行既有收入 {in} 又有支出 {out}', 'One row has money in, {in}, and money out, {out}'],
  margin_differs: ['毛利 {written} 不等于销售收入减成本 {computed}', 'The margin {written} is not sales less cost, {computed}'],
  direction_unknown: ['看不懂是进项还是销项：{value}', 'Neither input nor output: {value}'],
  duplicate_number: ['编号 {value} 与第 {firstRow} 行重复', 'The number {value} already stands in row {firstRow}'],
  firm_missing: [
    '没有写明是哪家客户的发票；如果是我方开出的发票，请把文件种类改为“发票”',
    'Whose invoices these are is not said; where they are our own sales, import the file as invoices',
  ],
  customer_unknown: [
    '没有编码为 {value} 的客户，请先导入客户',
    'There is no customer with the code {value}: import the customers first',
  ],
  customer_ambiguous: [
    '编码 {value} 在两个来源里属于不同客户，请用我方编码',
    'Two sources use the code {value} for different customers: use our own code',
  ],
  date_future: ['日期 {value} 还没有到', 'The day {value} has not come yet'],
  summary_missing: ['没有写明内容', 'It does not say what happened'],
  number_missing: ['没有号码', 'The number is missing'],
  gross_differs: ['价税合计不等于金额加税额', 'The total is not the amount and the tax together'],
  amount_out_of_range: ['金额超出可记的范围：{value}', 'The amount is beyond what can be kept: {value}'],
  contract_start_missing: ['合同没有签订日，也没有起始日', 'The contract has neither a day of signing nor a first day'],
  contract_terms_missing: ['合同没有写账期天数', 'The contract does not say its payment terms in days'],
  end_before_start: ['合同止日 {endsOn} 早于起日 {startsOn}', 'The contract ends on {endsOn}, before it starts on {startsOn}'],
  retention_beyond_amount: ['质保金大于合同金额', 'The retention is larger than the contract’s amount'],
  retention_needs_amount: ['质保金写的是金额，合同却没有金额', 'The retention is an amount, and the contract has none'],
  conflicts_with_contract: [
    '合同 {number} 已登记，但 {field} 不同；变更请作为合同变更录入',
    'The contract {number} is known with another {field}: enter a change as an amendment',
  ],
  contract_twice: [
    '合同 {number} 在第 {firstRow} 行已出现，内容不同',
    'The contract {number} already stands in row {firstRow}, with other content',
  ],
  document_in_part: [
    '单据 {number} 的另一行（第 {otherRow} 行）有误，明细不全的单据不入账',
    'Another line of the document {number} (row {otherRow}) is wrong: a document is not entered with lines missing',
  ],
  contract_in_part: [
    '合同 {number} 的另一行（第 {otherRow} 行）有误，节点不全的合同不登记',
    'Another row of the contract {number} (row {otherRow}) is wrong: a contract is not entered with instalments missing',
  ],
  milestones_beyond: ['各节点合计大于合同金额', 'The instalments add up to more than the contract'],
  conflicts_with_margin: ['该客户该月已有不同的毛利', 'Another margin is known for this customer and month'],
  margin_twice: ['同一客户同一月份出现两次，数字不同', 'One customer and month twice, with different figures'],
  document_unknown: ['台账里找不到 {from} {to}', 'The ledger does not know {from} {to}'],
  document_ambiguous: ['{from} 既是收款又是红字单据，无法判断', '{from} is both a receipt and a credit note'],
  application_unknown: ['没有可撤回的核销：{from} → {to}', 'There is no application to take back: {from} → {to}'],
  application_differs: [
    '{from} 在 {on} 核销 {to} 已记 {known}，文件写的是 {said}：更正请先用负数行撤回 {known}；确实另有一笔，请把两笔都写上',
    '{from} settled {known} of {to} on {on}, the file says {said}: take back {known} with a negative row first; where it is a second one, give both',
  ],
  receipt_to_reverse_unknown: [
    '这是付出的款项，账上没有该客户可冲回的同额收款；如果不是退给客户的钱，请删去这一行',
    'Money paid out, and no receipt of this customer and amount to reverse; where it was no refund, leave the row out',
  ],
  write_off_unknown: ['找不到要冲回的坏账核销', 'There is no write-off to take back'],
  document_reversed: ['单据已冲回', 'The document was reversed'],
  cannot_settle: ['这种单据不能用来核销', 'A document of this kind settles nothing'],
  cannot_be_settled: ['这种单据不能被核销', 'A document of this kind is not settled'],
  other_currency: ['收款与发票币种不同', 'Receipt and invoice are in different currencies'],
  other_customer: ['收款与发票属于不同客户', 'Receipt and invoice belong to different customers'],
  amount_not_positive: ['金额应大于零', 'The amount is above zero'],
  more_than_unapplied: ['大于收款未核销的余额', 'More than what is left of the receipt'],
  more_than_open: ['大于发票未收的余额', 'More than what is open of the invoice'],
  day_not_free: ['那一天这笔钱已另有用途', 'On that day the money was used otherwise'],
  day_out_of_range: ['日期 {value} 离今天超过十年', 'The day {value} is more than ten years from today'],
  promise_before_made: [
    '承诺付款日 {dueOn} 早于登记日 {on}：请补上“登记日期”一列，写明哪天承诺的',
    'Promised for {dueOn}, before {on}: add a column with the day on which the promise was made',
  ],
  cover_ended_before: [
    '缓释到期日 {until} 早于登记日 {on}：已失效的缓释请把金额写成 0',
    'The cover ended on {until}, before {on}: write 0 as the amount of a cover that is over',
  ],
  customer_shared_name: [
    '有几位客户都叫“{value}”（{known}），分不清是谁：请写上客户编码，或先合并',
    'Several customers are called {value} ({known}): add the customer’s code, or merge them first',
  ],
  order_unknown: [
    '没有订单 {order}，也没有写客户：先导入订单，或补上客户编码',
    'there is no order {order} and the row names no customer: import the orders first, or add the customer code',
  ],
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
  retention_left_out: [
    '{count} 份合同没有写质保金何时到期，未录质保金',
    '{count} contracts do not say until when the retention is held: left out',
  ],
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
  number_made: ['没有单号或流水号，已按日期、客户和金额编号', 'No number; one was made from day, customer and amount'],
  paid_out: ['付出的款项记为负数', 'Money paid out is counted as negative'],
  flow_reversed: ['收入为负数，按冲回处理', 'Money in is negative: taken as a reversal'],
  due_before_received: ['收票时已到期', 'The bill was due before it was received'],
  state_undated: ['有状态而没有日期', 'A state without its day'],
  delivery_before_order: ['交货日早于订单日', 'To be delivered before it was ordered'],
  delivered_over_amount: ['已发货金额大于订单金额', 'More was delivered than the order amounts to'],
  parts_differ: ['金额加税额不等于价税合计，以价税合计为准', 'Amount and tax do not add up to the total, which is kept'],
  void_line: ['作废发票，不计入合计', 'Void invoices, counted in no sum'],
  rows_hidden: ['包含隐藏的行', 'Hidden rows were imported'],
  column_hidden: ['“{column}”是隐藏的列，已采用', 'The hidden column “{column}” was used'],
  sheets_left: [
    '还有 {count} 张工作表没有导入：{sheets}。需要的话请再次上传，选择下一张',
    '{count} more sheets were not imported: {sheets}. Upload the file again for the next one',
  ],
  draft_taken: [
    '单据还没有审核（创建、暂存等），也照样导入了',
    'Documents that nobody has approved yet were taken in all the same',
  ],
  encoding_western: [
    '文件不是中文编码，按西欧文字（Windows-1252）读取；请看一眼带重音的名称',
    'The file is in no Chinese encoding; it was read as Western European (Windows-1252). Look at names with accents',
  ],
  merged_row: [
    '与上一行合用一个合并的金额，金额只算一次',
    'Rows that share one merged amount with the row above: it counts once',
  ],
  void_left_out: [
    '作废单据不入账，已跳过；以前导入过的请另行冲回',
    'Void documents enter no ledger: left out. One that was imported before is to be reversed',
  ],
  paid_out_nobody: ['没有对方户名的支出（手续费等），已跳过', 'Money paid out to nobody named, such as bank fees: left out'],
  paid_out_others: ['付给客户以外的款项，已跳过：{names}', 'Money paid to others than customers: left out ({names})'],
  due_before_posted: ['到期日早于入账日期', 'Due before it was posted'],
  amount_zero: ['金额为零', 'The amount is zero'],
  flag_unread: ['“是/否”无法识别，留空', 'Neither yes nor no; left empty'],
  customer_said: [
    '客户写在表格上方或单独一行，其下各行记在该客户名下（如 {customer}）',
    'Customers stand above the rows or in rows of their own and are meant below them ({customer})',
  ],
  detail_left_out: ['没有单据内容的明细行已跳过', 'Lines of a document without anything of the document were left out'],
  note_row: ['单独一行的说明已跳过', 'Rows that hold a remark alone were left out'],
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
  name_linked: [
    '名称与已有客户相同，记到该客户名下：{customer}',
    'The name is that of a known customer, who is meant: {customer}',
  ],
  name_shared: [
    '有几位客户都叫“{customer}”（{known}），分不清是谁，另建了客户；请合并或写上编码',
    'Several customers are called {customer} ({known}): a new one was made; merge them, or give codes',
  ],
  code_zeros: [
    '客户编码 {customer} 与已有的 {known} 只差前面的 0，另建了客户；如果是同一家，请先改回编码',
    'The customer code {customer} differs from the known {known} by leading zeros alone: a new customer is made; mend the code first where they are one',
  ],
  uscc_linked: [
    '信用代码与已有客户相同，记到该客户名下：{name}',
    'The credit code is that of a known customer, who is meant: {name}',
  ],
  terms_differ: [
    '{count} 户的账期与已有的不同，保留已有账期（如 {customer}：已有 {kept} 天，文件 {said} 天）；要改请在客户页修改',
    '{count} customers have other terms than the known ones, which are kept (such as {customer}: {kept} days, the file says {said}); change them on the customer’s page',
  ],
  salesperson_differs: [
    '{count} 户的业务员与已有的不同，保留原业务员（如 {customer}：已有 {kept}，文件 {said}）；要换人请在客户页移交',
    '{count} customers have another salesperson than the known one, who stays (such as {customer}: {kept}, the file says {said}); hand them over on the customer’s page',
  ],
  documents_known_elsewhere: [
    '抽查 {checked} 张新单据，{count} 张已以来源“{source}”登记过，客户和金额相同（如 {number}）；来源不同会各算一份。若是同一批单据，请改用来源“{source}”',
    'Of {checked} new documents looked at, {count} are known of source “{source}” with the same customer and amount (such as {number}) and would count again: where they are the same, import them as source “{source}”',
  ],
  name_differs: ['客户名称与已有的不同，保留原名', 'A customer name differs from the known one, which is kept'],
  uscc_differs: ['统一社会信用代码与已有的不同，保留原码', 'A credit code differs from the known one, which is kept'],
  salesperson_ambiguous: ['业务员重名，未指派', 'Two people have this name; no salesperson was assigned'],
  limits_asked: [
    '{count} 户额度：没有额度的客户会一并提交，由第二人批准后执行；已有额度的不变',
    '{count} limits: for customers without one they are put to a second person together and hold once approved; known limits stay',
  ],
  terms_unread: ['账期不是天数', 'The terms are no number of days'],
  terms_monthly_as_days: ['月结的天数从开票日起算', 'Days of monthly terms are counted from the invoice'],
  terms_month_bare: ['只写了“月结”，按月结 30 天', 'Monthly terms without a number of days: taken as 30'],
  due_raised: ['所选到期日早于单据日，按单据日到期', 'The chosen due day is before the document’s own: due on that'],
  file_known_elsewhere: [
    '同一份文件已在 {on} 由 {by} 以来源“{source}”导入过；来源不同，同号单据各算一份。若是重复，请撤销其中一次导入',
    'The same file was imported on {on} by {by} as source “{source}”. Documents of another source count again: undo one of the two imports if it is a repetition',
  ],
  instalments_gathered: [
    '{count} 行并入同号合同，作为付款节点（质保金作为质保条款）',
    '{count} rows were taken as instalments of the contract of their number (retention as its retention)',
  ],
  headless_line: [
    '{count} 行没有单号、客户和日期，按上一张单据的明细处理',
    '{count} rows without number, customer and day were read as further lines of the document above',
  ],
  lines_summed: ['{count} 行明细并入同号单据，金额已相加', '{count} lines were added to the document of their number'],
};

const FILE_ERRORS: Readonly<Record<string, Wording>> = {
  total_of_visible: [
    '“{label}”{printed} 只含看得见的行，另有 {hidden} 行被筛选或隐藏：请取消筛选、显示全部行并保存后再导入；隐藏的行不要时，先删去',
    'The {label} of {printed} counts the visible rows only, and {hidden} are filtered or hidden: clear the filter, show all rows and save, or delete the hidden ones',
  ],
  headings_missing: ['前 {rowsLookedAt} 行里没有认得出的表头', 'No headings were recognised in the first {rowsLookedAt} rows'],
  two_tables: ['第 {line} 行开始另一张表，请拆成两个文件', 'Another table begins in line {line}; split the file'],
  subsidiary_ledger: [
    '这是逐笔滚动余额的明细账（或对账单），应收和收款混在一起，余额不是某张单据的余额；请从原系统分别导出应收单（发票）清单和收款单清单，再各自导入',
    'This is an account’s ledger: what is owed and what was paid stand in one list and the balance runs on from row to row. Export invoices and receipts as two lists and import each',
  ],
  total_mismatch: ['“{label}”为 {printed}，各行之和为 {sum}', '“{label}” says {printed}, the rows add up to {sum}'],
  balances_differ: [
    '余额取了“{balance}”，借贷却取了“{taken}”，两者不是同一时点；与它同列的是“{beside}”，请改选',
    'The balance is taken from “{balance}” and its side from “{taken}”, which is of another time; “{beside}” goes with it',
  ],
  months_across: [
    '每个月占一列（{headings}）：请改成一行一个客户一个月，月份单独一列，金额单独一列，再导入',
    'Each month has a column of its own ({headings}): make it one row per customer and month, with a column for the month and one for the amount',
  ],
  units_differ: [
    '金额列的单位不一致（{headings}），请统一后再导入',
    'The amounts are in different units ({headings}); bring them to one',
  ],
  dates_contradict: [
    '日期互相矛盾，日和月很可能颠倒了；请重新导出',
    'The dates contradict each other, day and month were probably swapped; export the file again',
  ],
};

const QUESTIONS: Readonly<Record<string, Wording>> = {
  date_order: ['“{column}”里的 {sample} 是日在前还是月在前？', 'Is {sample} in “{column}” day first or month first?'],
  decimal_mark: ['{sample} 里的符号是小数点还是千分位？', 'Does the mark in {sample} part decimals or thousands?'],
  amount_unit: ['“{sample}”：金额的单位是？', '“{sample}”: in which unit are the amounts?'],
  currency: [
    '金额写作 {sample}，没有币种列：是哪种货币？',
    'Amounts are written {sample} and no column names the currency: which is it?',
  ],
  encoding: ['文件用的是哪种文字编码？', 'Which character encoding is the file in?'],
  mojibake: ['文字被错误地编码了两次，是否还原？', 'The text was encoded twice. Restore it?'],
  sheet: ['导入哪张工作表？', 'Which sheet is to be imported?'],
  kind: ['这是哪一种文件？（{sample}）', 'Which kind of file is this? ({sample})'],
  leading_zeros: [
    '{sample}：只差前面的零，是同一个客户吗？',
    '{sample} differ by leading zeros alone. Are they the same customer?',
  ],
  number_zeros: [
    '{sample}：只差前面的零，是同一张单据吗？',
    '{sample} differ by leading zeros alone. Are they the same document?',
  ],
  percent_unit: ['“{column}”里的 {sample} 是百分数还是小数？', 'Is {sample} in “{column}” a percentage or a fraction?'],
  amount_signs: [
    '“{column}”里有正数也有负数（如 {sample}）：正数也算红字，还是拒收？',
    '“{column}” has amounts of both signs, such as {sample}. Are the positive ones credit notes too, or refused?',
  ],
  terms_unit: ['“{column}”里的 {sample} 是天还是月？', 'Does {sample} in “{column}” count days or months?'],
  as_of: ['期初余额是哪一天的？（{sample}）', 'As of which day are the balances? ({sample})'],
  due_when: [
    '没有到期日也没有账期，{sample} 等客户也没有登记账期：什么时候到期？（可选一天，或按天数）',
    'There is neither a due day nor terms, and customers such as {sample} have none either: when do these fall due? (a day, or days)',
  ],
  contract_terms: [
    '有的合同没有写账期天数（{sample}）：这些合同的账期是多少天？',
    'Some contracts do not say their terms in days ({sample}): how many days do these have?',
  ],
  merged_amount: [
    '“{column}”里有一个金额合并在几行上，而这几行是不同的单据（{sample}）：怎么算？',
    'One amount in “{column}” is merged over rows of different documents ({sample}). How does it count?',
  ],
  document_lines: [
    '“{column}”里的 {sample} 出现多次：是一张单据的多行明细，还是重复？',
    '{sample} stands more than once in “{column}”: lines of one document, or the same document again?',
  ],
  known_zeros: [
    '{sample}：与已有的客户编码只差前面的零，是同一个客户吗？',
    '{sample} differ from known customer codes by leading zeros alone. Are they the same customer?',
  ],
  record_kind: ['这份清单是哪一类记录？（{sample}）', 'Which kind of record does this list hold? ({sample})'],
  direction: ['这是销项发票还是进项发票？（{sample}）', 'Are these invoices issued or received? ({sample})'],
  one_customer: [
    '表里没有客户列：整张表是哪一家客户的？都不是的话，请在表里加一列“客户名称”再上传',
    'No column names the customer: whose is the whole sheet? Where it is none of these, add a column with the customer',
  ],
  column_open: ['导入哪一列的余额？（{sample}）', 'Which column holds the balance to import? ({sample})'],
  column: ['哪一列是“{field}”？（{sample}）', 'Which column is “{field}”? ({sample})'],
};

const KIND_NAMES: Readonly<Record<Kind, Wording>> = {
  ledger: ['应收台账', 'Receivables ledger'],
  customers: ['客户档案', 'Customers'],
  'open-items': ['期初余额', 'Opening balances'],
  invoices: ['发票', 'Invoices'],
  receipts: ['收款', 'Receipts'],
  applications: ['核销关系', 'Applications'],
  'credit-notes': ['红字发票', 'Credit notes'],
  'write-offs': ['坏账核销', 'Write-offs'],
  bills: ['承兑汇票', 'Acceptance bills'],
  contracts: ['合同', 'Contracts'],
  orders: ['订单', 'Orders'],
  deliveries: ['发货', 'Deliveries'],
  margins: ['客户毛利', 'Margins by customer'],
  'external-records': ['外部记录', 'External records'],
  'vat-invoices': ['增值税发票清单', 'VAT invoice list'],
  'credit-states': ['信用状态', 'Credit status'],
};

/** Options of questions that are words of ours: days and columns speak for themselves. */
const OPTIONS: Readonly<Record<string, Wording>> = {
  '-': ['没有这一列', 'No such column'],
  dmy: ['日在前', 'Day first'],
  mdy: ['月在前', 'Month first'],
  ymd: ['年在前', 'Year first'],
  dot: ['点是小数点', 'The dot parts decimals'],
  comma: ['逗号是小数点', 'The comma parts decimals'],
  wan: ['万元', 'Ten thousand'],
  thousand: ['千元', 'Thousand'],
  million: ['百万元', 'Million'],
  one: ['元', 'One'],
  gb18030: ['简体中文（GB18030）', 'Simplified Chinese (GB18030)'],
  big5: ['繁体中文（Big5）', 'Traditional Chinese (Big5)'],
  'windows-1252': ['西欧文字（Windows-1252）', 'Western European (Windows-1252)'],
  repair: ['还原', 'Restore'],
  same: ['是同一个', 'The same'],
  different: ['不是同一个', 'Different'],
  fraction: ['小数（0.05 即 5%）', 'A fraction (0.05 is 5 %)'],
  percent: ['百分数（0.05 即 0.05%）', 'A percentage (0.05 is 0.05 %)'],
  dishonest: ['失信被执行人', 'Dishonest debtors'],
  enforcement: ['被执行人', 'Enforcement'],
  consumption_limit: ['限制高消费', 'Limits on consumption'],
  penalty: ['行政处罚', 'Administrative penalties'],
  litigation: ['诉讼', 'Litigation'],
  tax_arrears: ['欠税与税务违法', 'Tax arrears and offences'],
  abnormal_operation: ['经营异常', 'Abnormal operation'],
  equity_pledge: ['股权出质', 'Pledged equity'],
  bankruptcy: ['破产重整', 'Bankruptcy'],
  credit_report: ['征信报告', 'Credit reports'],
  other: ['其他', 'Other'],
  customer_terms: ['按客户账期；没有账期的行拒收', 'By each customer’s own terms; rows without any are refused'],
  sum: ['一张单据的明细，金额相加', 'Lines of one document: add them up'],
  once: ['只算一次，记在第一行', 'Once, for the first row'],
  refuse_merged: ['拒收这几行', 'Refuse these rows'],
  refuse_again: ['重复，只收第一行', 'The same again: take the first row only'],
  credit: ['都算红字', 'All are credit notes'],
  refuse: ['拒收正数的行', 'Refuse the positive rows'],
  refuse_termless: ['拒收没有账期的合同', 'Refuse contracts without terms'],
  days: ['天', 'Days'],
  months: ['月（每月按 30 天）', 'Months (of 30 days)'],
  out: ['销项（我们或该企业开出）', 'Output (issued by the firm)'],
  in: ['进项（取得）', 'Input (received by the firm)'],
};

function say(wording: Wording | undefined, code: string, facts: Facts, language: Language): string {
  const text = wording?.[language === 'zh' ? 0 : 1] ?? code;
  // A fact that is not there leaves no second blank behind.
  const said = (name: string) => {
    const fact = String(facts[name] ?? '');
    if (name !== 'field') return fact;
    // 金额 amount: a field that is no column is named in both languages.
    const [, chinese, english] = /^(\p{Script=Han}+) (.+)$/u.exec(fact) ?? [];
    return (language === 'zh' ? chinese : english) ?? fieldName(fact, language);
  };
  return text.replace(/\{(\w+)\}/g, (_, name: string) => said(name)).replace(/ {2,}/g, ' ');
}

export function kindName(kind: Kind, language: Language): string {
  return KIND_NAMES[kind][language === 'zh' ? 0 : 1];
}

/** An option of a question in words; sheets, encodings, columns and days are shown as they are. */
export function optionName(question: Pick<Question, 'id'>, option: string, language: Language): string {
  if (question.id === 'kind') return isKind(option) ? kindName(option, language) : option;
  const days = /^days:(\d+)$/.exec(option)?.[1];
  if (days !== undefined) {
    if (question.id === 'contract_terms') return language === 'zh' ? `${days} 天` : `${days} days`;
    if (days === '0') return language === 'zh' ? '单据（余额）当天就到期' : 'Due on the day of the document or balance';
    return language === 'zh' ? `单据（余额）日后 ${days} 天` : `${days} days after the day of the document or balance`;
  }
  return question.id === 'sheet' ? option : (OPTIONS[option]?.[language === 'zh' ? 0 : 1] ?? option);
}

/** The sentence of any code of an import, be it a refusal, an error of the file or a warning; null for a code that is none. */
export function importMessage(code: string, facts: Facts, language: Language): string | null {
  const wording = [REFUSALS as Readonly<Record<string, Wording>>, FILE_ERRORS, WARNINGS]
    .map((words) => (Object.hasOwn(words, code) ? words[code] : undefined))
    .find((each) => each !== undefined);
  return wording === undefined ? null : say(wording, code, facts, language);
}

export function refusalMessage({ code, value, facts }: Refusal, language: Language): string {
  return say(REFUSALS[code], code, { value: value ?? '', ...facts }, language);
}

export function warningMessage({ code, column, count, facts }: Warning, language: Language): string {
  return say(WARNINGS[code], code, { column: column ?? '', count, ...facts }, language);
}

export function fileErrorMessage({ code, facts }: FileError, language: Language): string {
  return say(FILE_ERRORS[code], code, facts, language);
}

export function questionMessage({ id, sample, column }: Question, language: Language): string {
  const field = id.startsWith('column_') ? id.slice('column_'.length) : null;
  const facts = { sample, column: column ?? '', field: field === null ? '' : fieldName(field, language) };
  return say(QUESTIONS[id] ?? QUESTIONS[field === null ? id : 'column'], id, facts, language);
}
