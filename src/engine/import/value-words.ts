// What a file's words were taken to mean, said to the reader: the values of choices and flags in a preview.
import { fieldsOf, type Kind } from './catalogue.ts';
import { type Language, optionName } from './words.ts';

type Wording = readonly [zh: string, en: string];

/** By field and value; records from outside are named as their question names them. */
const VALUES: Readonly<Record<string, Readonly<Record<string, Wording>>>> = {
  kind: {
    invoice: ['发票', 'Invoice'],
    credit_note: ['红字发票', 'Credit note'],
    debit_note: ['借项单', 'Debit note'],
    receipt: ['收款', 'Receipt'],
    opening: ['期初余额', 'Opening balance'],
    bank: ['银行承兑', 'Bank acceptance'],
    commercial: ['商业承兑', 'Commercial acceptance'],
    finance_company: ['财务公司承兑', 'Finance company acceptance'],
    cheque: ['支票', 'Cheque'],
  },
  state: {
    held: ['在手', 'In hand'],
    pledged: ['已质押', 'Pledged'],
    endorsed: ['已背书', 'Endorsed'],
    discounted: ['已贴现', 'Discounted'],
    presented: ['已提示付款', 'Presented'],
    honoured: ['已兑付', 'Honoured'],
    dishonoured: ['被拒付', 'Dishonoured'],
    returned: ['已退回', 'Returned'],
    draft: ['草稿', 'Draft'],
    in_force: ['执行中', 'In force'],
    suspended: ['已中止', 'Suspended'],
    ended: ['已终止', 'Ended'],
    terminated: ['已终止', 'Ended'],
    open: ['未发货', 'Open'],
    part_delivered: ['部分发货', 'Part delivered'],
    delivered: ['已发货', 'Delivered'],
    closed: ['已关闭', 'Closed'],
    cancelled: ['已取消', 'Cancelled'],
    valid: ['有效', 'Valid'],
    void: ['作废', 'Void'],
  },
  direction: { out: ['销项', 'Output'], in: ['进项', 'Input'] },
  insurance: { insured: ['承保中', 'Covered'], stopped: ['已停保', 'Cover stopped'], none: ['未投保', 'Not insured'] },
};
const FLAGS: Readonly<Record<string, Wording>> = { true: ['是', 'Yes'], false: ['否', 'No'] };

/** A value that was read, in words where it is a choice or a flag; everything else as it is. */
export function valueName(kind: Kind, field: string, value: string, language: Language): string {
  const type = fieldsOf(kind).find((each) => each.id === field)?.type;
  if (type !== 'choice' && type !== 'flag') return value;
  const wording = type === 'flag' ? FLAGS[value] : VALUES[field]?.[value];
  return wording?.[language === 'zh' ? 0 : 1] ?? optionName({ id: 'record_kind' }, value, language);
}
