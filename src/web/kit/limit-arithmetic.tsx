// The arithmetic of a limit proposal: every candidate with its formula in words, and which one bound it.
import type { WireMoney } from '#base/money.ts';
import { isCurrency } from '#base/money.ts';
import { zh } from '#web/words/zh.ts';
import { formatPercent } from './figures.ts';
import { useReading } from './reading.tsx';
import { MissingText, MoneyText } from './text.tsx';

type Facts = Readonly<Record<string, unknown>>;

function isMoney(value: unknown): value is WireMoney {
  return (
    typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value && isCurrency(String(value.currency))
  );
}

function listOf(value: unknown): readonly Facts[] {
  return Array.isArray(value) ? (value as Facts[]) : [];
}

/** What bound the proposal: a method, the grade, or nothing known. */
export function boundBy(arithmetic: Facts | null): string | null {
  const bound = arithmetic?.['boundBy'];
  return typeof bound === 'string' ? bound : null;
}

/** Inputs of a candidate as texts, under the names the formula's words use. */
export function useFormulaText(): (candidate: Facts) => string {
  const { t, money } = useReading();
  return (candidate) => {
    const method = String(candidate['method']);
    const inputs = (candidate['inputs'] ?? {}) as Facts;
    const words: Record<string, string> = {};
    for (const [key, value] of Object.entries(inputs)) {
      const text = isMoney(value)
        ? money(value)
        : typeof value === 'number' && key.endsWith('Ppm')
          ? formatPercent(value, 0)
          : value === null
            ? '—'
            : String(value);
      words[key] = text;
      if (isMoney(value)) words[`${key}Minor`] = text;
    }
    // Rules of before knew no coefficients; what the table does not list is neutral, and says so.
    const scaled = (of: 'industry' | 'region') =>
      inputs[`${of}Ppm`] === undefined
        ? ''
        : ` ${t(of === 'industry' ? 'investigations.coef.factor' : 'investigations.coef.factorRegion', {
            [of]: inputs[`${of}Ppm`] === null ? t('investigations.coef.unlistedFactor') : words[`${of}Ppm`]!,
          } as { industry: string; region: string })}`;
    return Object.hasOwn(zh.work.approvals.formula, method)
      ? `${t(`work.approvals.formula.${method as 'requested'}`, { requestedMinor: '—', ...words })}${scaled('industry')}${scaled('region')}`
      : String(candidate['formula'] ?? method);
  };
}

export function LimitArithmetic({ arithmetic }: { arithmetic: Facts }) {
  const { t, unit } = useReading();
  const formula = useFormulaText();
  const bound = boundBy(arithmetic);
  const currency = typeof arithmetic['currency'] === 'string' ? arithmetic['currency'] : 'CNY';
  const rounded = arithmetic['roundedDownTo'];
  return (
    <table className="x-twin-table x-candidates">
      <thead>
        <tr>
          <th scope="col">{t('work.approvals.candidates')}</th>
          <th scope="col" className="x-end">
            {unit(currency)}
          </th>
        </tr>
      </thead>
      <tbody>
        {listOf(arithmetic['candidates']).map((each) => {
          const method = String(each['method']);
          const missing = String(each['missing'] ?? '');
          const binds = method === bound;
          return (
            <tr key={method} aria-current={binds ? 'true' : undefined}>
              <td>
                <strong>
                  {Object.hasOwn(zh.work.approvals.method, method) ? t(`work.approvals.method.${method as 'requested'}`) : method}
                </strong>
                {binds && <span className="x-caption"> {t('work.approvals.bound')}</span>}
                <small className="x-block">
                  {missing && Object.hasOwn(zh.work.approvals.missing, missing)
                    ? t(`work.approvals.missing.${missing as 'no_sales'}`)
                    : formula(each)}
                </small>
              </td>
              <td className="x-end">
                {isMoney(each['amount']) ? <MoneyText value={each['amount']} strong={binds} /> : <MissingText />}
              </td>
            </tr>
          );
        })}
      </tbody>
      {isMoney(rounded) && (
        <tfoot>
          <tr>
            <td colSpan={2}>
              <RoundedText step={rounded} />
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function RoundedText({ step }: { step: WireMoney }) {
  const { t, money } = useReading();
  return <small>{t('work.approvals.rounded', { step: money(step) })}</small>;
}
