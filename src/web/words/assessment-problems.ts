// What the rooms of assessment refused, in words; spread into problems.ts.
import { en as investigationsEn, zh as investigationsZh } from './investigation-problems.ts';
import type { EnglishOf } from './language.ts';

export const zh = {
  ...investigationsZh,
  outcome_unclear: '看不懂这个结果定义，请写成：6个月内逾期60天以上超过1000元。',
  days_out_of_order: '结束日早于开始日。',
  too_many_days: '观察日太多，最多 {{most}} 个（每月一个）。',
  ledger_empty: '台账还是空的，先导入。',
  expression_wrong: '算式有误，请先试算。',
  title_taken: '已有同名指标，换个名字。',
  too_many_indicators: '自定义指标最多 {{most}} 个，先停用不用的。',
  indicator_in_use: '评级卡或其他指标正在用它：请另建一个指标，再改评级卡。',
  indicator_changed: '别人刚改过这个指标，请刷新再看。',
  table_version_unknown: '没有这一版系数表，最新是第 {{newest}} 版。',
  indicator_unknown: '没有这个自定义指标。',
  bank_unreadable: '文件里找不到日期和收支金额，不像银行流水。',
  bank_rows_refused: '有 {{count}} 行读不出来：改好文件，或选择只导入读得出的行。',
  bank_unknown: '没有这份流水，或不在你的范围内。',
  vat_unreadable: '这个文件不像发票清单：要有发票号码、开票日期、金额和税额。',
  vat_rows_refused: '有 {{count}} 行读不出来：改好文件，或选择只导入读得出的行。',
  return_unknown: '这一期没有申报，或已撤回。',
  vat_file_unknown: '没有这份发票清单，或不在你的范围内。',
  no_return: '这个文件里没有读得出的增值税申报表：要有申报表主表，或每月一行的销售额和税额。',
} as const;

export const en: EnglishOf<typeof zh> = {
  ...investigationsEn,
  outcome_unclear: 'This outcome cannot be read. Write: 60 days late above 1000 within 6 months.',
  days_out_of_order: 'The last day lies before the first.',
  too_many_days: 'At most {{most}} observation days, one a month.',
  ledger_empty: 'The ledger is empty: import it first.',
  expression_wrong: 'The expression cannot be read: try it first.',
  title_taken: 'Another indicator has this name.',
  too_many_indicators: 'At most {{most}} own indicators: retire one first.',
  indicator_in_use: 'A rating card or another indicator reads it: make a new one and change the card to it.',
  indicator_changed: 'Somebody has just changed this indicator: look again.',
  table_version_unknown: 'There is no such version; the newest is {{newest}}.',
  indicator_unknown: 'There is no such own indicator.',
  bank_unreadable: 'The file names no days and amounts: it is no bank statement.',
  bank_rows_refused: '{{count}} rows cannot be read: mend the file, or take only those that can.',
  bank_unknown: 'There is no such bank statement, or not among your customers.',
  vat_unreadable: 'This is no VAT invoice list: it wants numbers, days, amounts and tax.',
  vat_rows_refused: '{{count}} rows cannot be read: mend the file, or take only those that can.',
  return_unknown: 'There is no return for this period, or it was withdrawn already.',
  vat_file_unknown: 'There is no such VAT list, or not among your customers.',
  no_return: 'No VAT return can be read here: the main form, or a table with sales and tax a month.',
};
