// A reason is data; its sentence must carry the same numbers in both languages and survive codes nobody has worded yet.
import type { TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWords } from './i18n.ts';
import { reasonName, reasonText } from './reason-text.ts';

let zh: TFunction;
let en: TFunction;
beforeAll(async () => {
  const i18n = await startWords('zh');
  zh = i18n.getFixedT('zh');
  en = i18n.getFixedT('en');
});
const wan = { scale: 'large', lang: 'zh' } as const;
const yuan = { scale: 'one', lang: 'en' } as const;

describe('why an order was held', () => {
  it('says the gap in the reader’s unit', () => {
    const reason = {
      code: 'limit_exceeded',
      actual: { amount: '864000.00', currency: 'CNY' },
      threshold: { amount: '400000.00', currency: 'CNY' },
    };
    expect(reasonText(reason, zh, wan)).toBe('订单 86.40，可用 40.00');
    expect(reasonText(reason, en, yuan)).toBe('Order 864,000.00, available 400,000.00');
  });

  it('counts days in each language’s own way', () => {
    expect(reasonText({ code: 'overdue_days', actual: 47, threshold: 30 }, zh, wan)).toBe('最长逾期 47 天，阈值 30 天');
    expect(reasonText({ code: 'overdue_days', actual: 1, threshold: 30 }, en, yuan)).toBe(
      'Oldest item 1 day overdue, threshold 30 days',
    );
    expect(reasonText({ code: 'overdue_share', actual: 210_000, threshold: 150_000 }, zh, wan)).toBe(
      '逾期占应收 21.0%，阈值 15.0%',
    );
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
