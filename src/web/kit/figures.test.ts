// What a person reads must equal what the ledger holds.
import { describe, expect, it } from 'vitest';
import { axisAmount, fitMoney, formatMoney, formatPercent, groupDecimal, MINUS, toMoney, unitOf } from './figures.ts';

const cny = (minor: bigint) => ({ minor, currency: 'CNY' });

describe('amounts on the page', () => {
  it('shows 7,600,000.00 as 760.00 万元 and as 7,600.00 thousand in English', () => {
    expect(formatMoney(cny(760_000_000n), { scale: 'large', lang: 'zh' })).toBe('760.00');
    expect(formatMoney(cny(760_000_000n), { scale: 'large', lang: 'en' })).toBe('7,600.00');
    expect(formatMoney(cny(760_000_000n), { scale: 'one', lang: 'zh' })).toBe('7,600,000.00');
  });

  it('uses a real minus, and shows what is little as little and not as nothing', () => {
    expect(formatMoney(cny(-74_700_000n), { scale: 'large', lang: 'zh' })).toBe(`${MINUS}74.70`);
    expect(formatMoney(cny(-1n), { scale: 'large', lang: 'zh' })).toBe(`>${MINUS}0.01`);
    expect(formatMoney(cny(1n), { scale: 'large', lang: 'zh', decimals: 0 })).toBe('<1');
    expect(formatMoney(cny(0n), { scale: 'large', lang: 'zh' })).toBe('0.00');
  });

  it('rounds once, half up, beyond what a double could hold', () => {
    expect(formatMoney(cny(9_007_199_254_740_993n), { scale: 'one', lang: 'zh' })).toBe('90,071,992,547,409.93');
    expect(formatMoney(cny(5_000n), { scale: 'large', lang: 'zh' })).toBe('0.01');
    expect(formatMoney(cny(4_999n), { scale: 'large', lang: 'zh' })).toBe('<0.01');
  });

  it('keeps to a currency without decimals and to one with three', () => {
    expect(formatMoney({ minor: 1_234_567n, currency: 'JPY' }, { scale: 'one', lang: 'en' })).toBe('1,234,567');
    expect(formatMoney({ minor: 1_234_567n, currency: 'KWD' }, { scale: 'one', lang: 'en' })).toBe('1,234.567');
  });

  it('takes missing as missing, not as zero', () => {
    expect(toMoney(null)).toBeNull();
    expect(toMoney({ missing: 'no opening balance' })).toBeNull();
    expect(toMoney({ amount: '0.00', currency: 'CNY' })).toEqual({ minor: 0n, currency: 'CNY' });
  });

  it('names the unit in the reader’s language', () => {
    expect(unitOf('CNY', 'large', 'zh')).toBe('万元');
    expect(unitOf('CNY', 'large', 'en')).toBe('¥k');
    expect(unitOf('USD', 'one', 'zh')).toBe('美元');
    expect(unitOf('USD', 'large', 'en')).toBe('$k');
  });

  it('shortens a chart’s label until it fits, and says the unit it fell back to', () => {
    const zh = { scale: 'large', lang: 'zh' } as const;
    const en = { scale: 'one', lang: 'en' } as const;
    expect(fitMoney(cny(612_400_000n), zh, 60)).toBe('612.40');
    expect(fitMoney(cny(612_400_000n), zh, 34)).toBe('612.4');
    expect(fitMoney(cny(612_400_000n), en, 50)).toBe('6,124k');
    expect(axisAmount(6_000_000, 'one', 'en')).toBe('6,000k');
    expect(axisAmount(6_000_000, 'large', 'zh')).toBe('600');
  });

  it('writes percentages and signed points', () => {
    expect(formatPercent(950_000)).toBe('95.0%');
    expect(formatPercent(-1_000, 1, 'always')).toBe(`${MINUS}0.1%`);
    expect(groupDecimal('412.9', 'always')).toBe('+412.9');
  });
});
