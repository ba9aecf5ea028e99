// How this person reads: language, unit of amounts, and the day the page is computed for.
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day } from '#base/date.ts';
import { dayIn } from '#base/date.ts';
import { usePreference } from '#web/preferences.ts';
import type { Lang } from '#web/words/language.ts';
import type { MoneyFormat, MoneyValue, Scale } from './figures.ts';
import { DASH, formatMoney, toMoney, unitOf } from './figures.ts';

const SCALES: readonly Scale[] = ['one', 'large'];

export type Reading = {
  readonly lang: Lang;
  readonly t: TFunction;
  readonly scale: Scale;
  readonly setScale: (scale: Scale) => void;
  /** An amount as text without its unit; a dash where there is none. */
  readonly money: (value: MoneyValue, more?: Partial<MoneyFormat>) => string;
  /** The unit for a heading: 万元, ¥k. */
  readonly unit: (currency?: string) => string;
};

/** Each language remembers its own unit: 万元 is Chinese, thousands are not. */
export function useReading(): Reading {
  const { t, i18n } = useTranslation();
  const lang: Lang = i18n.language === 'en' ? 'en' : 'zh';
  const [scale, setScale] = usePreference<Scale>(`scale.${lang}`, lang === 'zh' ? 'large' : 'one', SCALES);
  return useMemo(
    () => ({
      lang,
      t,
      scale,
      setScale,
      money: (value, more) => {
        const held = toMoney(value);
        return held ? formatMoney(held, { scale, lang, ...more }) : DASH;
      },
      unit: (currency = 'CNY') => unitOf(currency, scale, lang),
    }),
    [lang, t, scale, setScale],
  );
}

export type AsOf = {
  /** The day the figures are for. */
  readonly asOf: Day;
  readonly today: Day;
  /** Only what was recorded by this instant (ISO, UTC) counts; null: all that is known now. */
  readonly knownAt: string | null;
  /** Another day or moment than now: nothing is acted upon from there. */
  readonly past: boolean;
  /** What operations take for it; nothing for now. */
  readonly then: { readonly asOf?: Day; readonly knownAt?: string };
  readonly setAsOf: (day: Day | null, knownAt?: string | null) => void;
};

/** The browser's own idea of today, until the server has said its own. */
export function browserToday(): Day {
  return dayIn(Intl.DateTimeFormat().resolvedOptions().timeZone, Date.now());
}

export function asOfHeld(
  asked: { readonly asOf?: Day | undefined; readonly knownAt?: string | undefined },
  today: Day,
  setAsOf: AsOf['setAsOf'],
): AsOf {
  const asOf = asked.asOf ?? today;
  const knownAt = asked.knownAt ?? null;
  const then = { ...(asOf === today ? {} : { asOf }), ...(knownAt === null ? {} : { knownAt }) };
  return { asOf, today, knownAt, past: asOf !== today || knownAt !== null, then, setAsOf };
}

const AsOfContext = createContext<AsOf | null>(null);

export function AsOfProvider({ value, children }: { value: AsOf; children: ReactNode }) {
  return <AsOfContext value={value}>{children}</AsOfContext>;
}

export function useAsOf(): AsOf {
  const held = useContext(AsOfContext);
  const today = browserToday();
  return held ?? asOfHeld({}, today, () => {});
}
