// What was taken all the same but deserves a word: an acceptor beyond his limit, a presentation too late.
import type { WireMoney } from '#base/money.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { zh } from '#web/words/zh.ts';

type Warning = { readonly code: string; readonly facts: Readonly<Record<string, unknown>> };

export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  const { t, money, unit } = useReading();
  const text = (value: unknown) =>
    typeof value === 'object' && value !== null && 'amount' in value
      ? `${money(value as WireMoney)} ${unit((value as WireMoney).currency)}`
      : value;
  const told = (code: string, facts: Record<string, unknown>) =>
    String(t(`bills.warning.${code}` as 'bills.warning.bill_term_long', facts as never));
  return (
    <ul className="x-bill-warnings">
      {warnings.map((each) => {
        const facts = Object.fromEntries(Object.entries(each.facts).map(([key, value]) => [key, text(value)]));
        const known = Object.hasOwn(zh.bills.warning, each.code);
        return (
          <li key={each.code}>
            <RiskMark step={3} word={known ? told(each.code, facts) : each.code} />
          </li>
        );
      })}
    </ul>
  );
}
