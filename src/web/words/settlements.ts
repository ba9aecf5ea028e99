// Words of the room settlements: which receipt settles which invoice.
import type { EnglishOf } from './language.ts';

export const zh = {
  title: '收款核销',
  upTo: '不超过 {{amount}}',
  rule: {
    reference: '附言写明发票号',
    exact_amount: '金额正好等于一张发票',
    discount: '金额等于发票减去提前付款折扣',
    period_total: '金额等于一个月的合计',
    combination: '几张发票正好凑成',
    tolerance: '与一张发票只差一点',
    oldest_first: '先付最早到期的',
    by_hand: '人工核销',
    source: '账套里的核销',
  },
  how: { apply: '自动核销', suggest: '只建议，由人决定', off: '不使用' },
} as const;

export const en: EnglishOf<typeof zh> = {
  title: 'Receipts',
  upTo: 'up to {{amount}}',
  rule: {
    reference: 'The reference names the invoice',
    exact_amount: 'Exactly the amount of one invoice',
    discount: 'An invoice less its early-payment discount',
    period_total: 'Exactly the total of a month',
    combination: 'A few invoices add up to it',
    tolerance: 'Nearly the amount of one invoice',
    oldest_first: 'Oldest due first',
    by_hand: 'Applied by hand',
    source: 'Applied in the ledger it came from',
  },
  how: { apply: 'applied by itself', suggest: 'suggested, a person decides', off: 'not used' },
};
