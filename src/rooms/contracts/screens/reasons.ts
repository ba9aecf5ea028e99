// Why something needs a second person, in words.
import { formatPercent, type MoneyValue } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { zh } from '#web/words/zh.ts';

export type ReasonFacts = Readonly<Record<string, unknown>>;

/** Codes are in snake_case; words are found under camelCase, since i18next reads an underscore as a context. */
export function camel(code: string): string {
  return code.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function useReasonsText(): (reasons: readonly ReasonFacts[]) => string {
  const { t, money, lang } = useReading();
  const say = (key: string, value: unknown): string =>
    typeof value === 'object' && value !== null && 'amount' in value
      ? money(value as MoneyValue, { scale: 'one' })
      : typeof value === 'number' && /Ppm$/.test(key)
        ? formatPercent(value, 1)
        : value === null || value === undefined
          ? '—'
          : String(value);
  return (reasons) =>
    reasons
      .map((reason) => {
        const code = camel(String(reason['code']));
        if (!Object.hasOwn(zh.contracts.reason, code)) return code;
        const of = (key: string) => say(key, reason[key]);
        const values = {
          days: of('days'),
          agreedDays: of('agreedDays'),
          sharePpm: of('sharePpm'),
          limitPpm: of('limitPpm'),
          before: of('before'),
          after: of('after'),
          open: of('open'),
          amount: of('amount'),
          bound: of('bound'),
        };
        return t(`contracts.reason.${code as 'amountRaised'}`, values);
      })
      .join(lang === 'zh' ? '；' : '; ');
}
