// The parts of an exposure by their names and colours, as every page shows them: receivables, uninvoiced, orders, bills, less unapplied cash.
import type { TFunction } from 'i18next';
import type { WireMoney } from '#base/money.ts';
import { decimalsOf, formatMinor, parseMinor } from '#base/money.ts';
import type { TokenName } from '#web/theme/tokens.ts';
import type { ExposurePart } from './bars.tsx';
import { Swatch } from './bars.tsx';
import { useReading } from './reading.tsx';
import { MoneyText } from './text.tsx';

/** As the API gives them; `unapplied` is positive and counts against. */
export type PartAmounts = {
  readonly open: WireMoney;
  readonly delivered: WireMoney;
  readonly reserved: WireMoney;
  readonly bills: WireMoney;
  readonly unapplied: WireMoney;
  readonly children?: WireMoney;
};

export const PART_WORDS = [
  { key: 'open', word: 'receivables', fill: 'part1' },
  { key: 'delivered', word: 'delivered', fill: 'part2' },
  { key: 'reserved', word: 'reserved', fill: 'part3' },
  { key: 'bills', word: 'bills', fill: 'part4' },
] as const satisfies readonly { key: keyof PartAmounts; word: string; fill: TokenName }[];

export function isZero(value: WireMoney | null | undefined): boolean {
  return !value || parseMinor(value.amount, value.currency) === 0n;
}

export function isNegative(value: WireMoney | null | undefined): boolean {
  return value?.amount.startsWith('-') ?? false;
}

/** The same amount with the other sign. */
export function negated({ amount, currency }: WireMoney): WireMoney {
  return { amount: formatMinor(-parseMinor(amount, currency), currency), currency };
}

/** How much of `value` lies above zero, as a plain amount. */
export function magnitude(value: WireMoney): WireMoney {
  return isNegative(value) ? negated(value) : value;
}

/** An amount of zero in a currency. */
export function zeroOf(currency: string): WireMoney {
  return { amount: (0).toFixed(decimalsOf(currency)), currency };
}

/** Parts in the order of the bar; children and unapplied only where there are any. */
export function exposureParts(of: PartAmounts, t: TFunction): ExposurePart[] {
  const parts: ExposurePart[] = PART_WORDS.map(({ key, word }) => ({ key, label: t(`glossary.${word}`), value: of[key] }));
  if (of.children && !isZero(of.children)) parts.push({ key: 'children', label: t('glossary.children'), value: of.children });
  if (!isZero(of.unapplied)) parts.push({ key: 'unapplied', label: t('glossary.unapplied'), value: negated(of.unapplied) });
  return parts;
}

/** One line a part with its swatch, and the exposure they make. */
export function PartLines({ of, exposure, onOpen }: { of: PartAmounts; exposure: WireMoney; onOpen?: (part: string) => void }) {
  const { t } = useReading();
  const fills: Readonly<Record<string, TokenName>> = Object.fromEntries(PART_WORDS.map((each) => [each.key, each.fill]));
  return (
    <div className="x-lines">
      {exposureParts(of, t).map((each) => {
        const fill = fills[each.key];
        const name = (
          <>
            <Swatch fill={fill ?? 'text3'} hollow={fill === undefined} /> {each.label}
          </>
        );
        return (
          <div key={each.key}>
            {onOpen ? (
              <button type="button" className="x-link" onClick={() => onOpen(each.key)}>
                {name}
              </button>
            ) : (
              <span>{name}</span>
            )}
            <MoneyText value={each.value} />
          </div>
        );
      })}
      <div className="x-lines-sum">
        <span>{t('glossary.exposure')}</span>
        <MoneyText value={exposure} strong />
      </div>
    </div>
  );
}
