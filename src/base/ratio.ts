// Exact division and ratios in parts per million.

/** ceil and floor go towards plus and minus infinity; half-up rounds halves away from zero; half-even to the even neighbour. */
export type Rounding = 'ceil' | 'floor' | 'half-up' | 'half-even';

/** Integer division with a named rounding. Refuses a zero divisor by RangeError, as bigint does. */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const quotient = n / d;
  const rest = n % d;
  if (rest === 0n) return quotient;
  const away = quotient + (n < 0n ? -1n : 1n);
  switch (rounding) {
    case 'ceil':
      return n > 0n ? away : quotient;
    case 'floor':
      return n < 0n ? away : quotient;
    case 'half-up':
    case 'half-even': {
      const twice = 2n * (rest < 0n ? -rest : rest);
      if (twice !== d) return twice > d ? away : quotient;
      return rounding === 'half-up' || quotient % 2n !== 0n ? away : quotient;
    }
  }
}

/**
 * part / whole in parts per million, half up; null where the whole is zero or negative: undefined, not infinite
 * (formulas §1: utilisation). 950,000 is 95 %.
 */
export function ratioPpm(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  return Number(divide(part * 1_000_000n, whole, 'half-up'));
}

/** "95.0" for 950,000 ppm with one decimal. */
export function formatPpmAsPercent(ppm: number, decimals = 1): string {
  return (ppm / 10_000).toFixed(decimals);
}

/** How unsteady figures are: standard deviation ÷ mean in parts per million; null where the mean is nothing or below. */
export function variationPpm(values: readonly number[]): number | null {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  if (!(mean > 0)) return null;
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length);
  return Math.round((deviation / mean) * 1_000_000);
}
