// A reason is data; its sentence must carry the same numbers in both languages and survive codes nobody has worded yet.
import type { TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { REFUSAL_CODES } from '#engine/import/report.ts';
import { ORDER_METRICS } from '#engine/order-check.ts';
import { SIGNAL_CODES } from '#engine/signals.ts';
import { startWords } from './i18n.ts';
import { clearsText, reasonHeadline, reasonName, reasonStep, reasonText } from './reason-text.ts';
import { zh as words } from './zh.ts';

let zh: TFunction;
let en: TFunction;
beforeAll(async () => {
  const i18n = await startWords('zh');
  zh = i18n.getFixedT('zh');
  en = i18n.getFixedT('en');
});
const wan = { scale: 'large', lang: 'zh' } as const;
const yuan = { scale: 'one', lang: 'en' } as const;

it('has words for every code the engine gives', () => {
  const named = [...ORDER_METRICS, ...SIGNAL_CODES].filter(
    (code) => !(code in words.reasons.name) || !(code in words.reasons.text),
  );
  expect(named).toEqual([]);
  const bare = (code: string) => reasonText({ code, value: 'x' }, zh, wan).startsWith('规则');
  expect(REFUSAL_CODES.filter(bare)).toEqual([]);
  expect(reasonName({ code: 'days_late_avg_12m' }, en, 'en')).toBe('Weighted average days late, 12 months');
});

describe('why an order was held', () => {
  const over = {
    code: 'limit_use',
    actual: { amount: '8464000.00', currency: 'CNY' },
    threshold: { amount: '8000000.00', currency: 'CNY' },
    unit: 'money',
    action: 'hold',
    clears: [
      { kind: 'payment', amount: { amount: '464000.00', currency: 'CNY' } },
      { kind: 'smaller_order', amount: { amount: '400000.00', currency: 'CNY' } },
      { kind: 'raise_limit', node: 'own', amount: { amount: '464000.00', currency: 'CNY' } },
    ],
  };

  it('says the gap in the reader’s unit, and what would close it', () => {
    expect(reasonText(over, zh, wan)).toBe('放行后敞口 846.40，允许 800.00');
    expect(reasonHeadline(over, zh, wan)).toBe('缺 46.40');
    expect(reasonHeadline(over, en, yuan)).toBe('464,000.00 short');
    expect(clearsText(over.clears, zh, wan)).toBe('回款 46.40，或订单减至 40.00');
    expect(clearsText([{ kind: 'settle_documents', documents: ['A', 'B'], amount: over.actual }], en, yuan)).toBe(
      'Settle 2 documents, 8,464,000.00',
    );
  });

  it('rounds in 万元 so that what is shown still does: a payment up, a smaller order down', () => {
    const cny = (amount: string) => ({ amount, currency: 'CNY' });
    expect(clearsText([{ kind: 'collect_overdue', amount: cny('432235.30') }], zh, wan)).toBe('收回逾期 43.23 以上');
    expect(clearsText([{ kind: 'smaller_order', amount: cny('399999.99') }], zh, wan)).toBe('订单减至 39.99');
    expect(reasonHeadline({ ...over, actual: cny('8000000.01') }, zh, wan)).toBe('缺 0.01');
  });

  it('weighs a reason by what its rule does', () => {
    expect(reasonStep(over)).toBe(4);
    expect(reasonStep({ code: 'overdue_days', action: 'warn' })).toBe(2);
    expect(reasonStep({ ...over, released: true })).toBe(1);
    expect(reasonStep({ code: 'utilisation', level: 'orange' })).toBe(3);
  });

  it('counts days in each language’s own way', () => {
    expect(reasonText({ code: 'overdue_days', actual: 47, threshold: 30 }, zh, wan)).toBe('最长逾期 47 天，阈值 30 天');
    expect(reasonText({ code: 'overdue_days', actual: 1, threshold: 30 }, en, yuan)).toBe(
      'Oldest item 1 day overdue, threshold 30 days',
    );
    expect(reasonText({ code: 'overdue_share_ppm', actual: 210_000, threshold: 150_000 }, zh, wan)).toBe(
      '逾期占应收 21.0%，阈值 15.0%',
    );
  });

  it('says of a customer who must pay first that he must, not that his order is large', () => {
    const reason = {
      code: 'order_value',
      action: 'require_prepayment',
      actual: { amount: '226000.00', currency: 'CNY' },
      threshold: { amount: '0.00', currency: 'CNY' },
    };
    expect(reasonName(reason, zh)).toBe('须先付款');
    expect(reasonText(reason, zh, wan)).toBe('这一类客户的订单须先付款，本单 22.60');
    expect(reasonName({ ...reason, threshold: { amount: '5000000.00', currency: 'CNY' } }, zh)).toBe('单笔金额过大');
  });

  it('shows an unknown code with its numbers instead of failing', () => {
    const reason = { code: 'lunar_phase', actual: 3, document: { number: 'INV-1' }, odd: { deep: 1n } };
    expect(reasonName(reason, zh)).toBe('规则 lunar_phase');
    expect(reasonText(reason, zh, wan)).toBe('规则 lunar_phase，actual 3，document INV-1，odd {"deep":"1"}');
    expect(reasonText({ code: 'constructor' }, en, yuan)).toBe('Rule constructor');
  });

  it('takes a missing number as a dash, not as zero', () => {
    expect(reasonText({ code: 'overdue_days', actual: null, threshold: 30 }, zh, wan)).toBe('最长逾期 —，阈值 30 天');
    expect(reasonText({ code: 'overdue_amount', actual: { amount: 'x', currency: 'CNY' } }, zh, wan)).toContain('逾期');
  });
});
