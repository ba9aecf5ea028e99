// The rules of the order check as anyone can read them: when, then, for whom.

import type { WireMoney } from '#base/money.ts';
import { unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { zh } from '#web/words/zh.ts';
import './guide.css';

type Words = { readonly zh: string; readonly en: string };

/** A rule as the rulebook's document writes it. */
type Rule = {
  readonly id: string;
  readonly title?: Words;
  readonly metric: string;
  readonly threshold?: { readonly percent?: number; readonly days?: number; readonly amounts?: readonly WireMoney[] };
  readonly scope?: { readonly grades?: readonly string[] };
  readonly action: string;
  readonly prepayPercent?: number;
  readonly enabled?: boolean;
};

type Settings = {
  readonly equalityPasses?: boolean;
  readonly groupWithoutLimit?: string;
  readonly reservationDays?: number;
  readonly holdHours?: number;
};

const STEPS: Readonly<Record<string, RiskStep>> = { inform: 1, warn: 2, hold: 3, require_prepayment: 3, reject: 4 };

export function OrderRules({ body, currency }: { body: Readonly<Record<string, unknown>>; currency: string }) {
  const { t } = useReading();
  const rules = Array.isArray(body['rules']) ? (body['rules'] as Rule[]) : [];
  const settings = (body['settings'] ?? {}) as Settings;
  const notes = [
    t(settings.equalityPasses === false ? 'orders.rules.notEqual' : 'orders.rules.equal'),
    settings.reservationDays !== undefined && t('orders.rules.reservation', { count: settings.reservationDays }),
    settings.holdHours !== undefined && t('orders.rules.clock', { count: settings.holdHours }),
    t(settings.groupWithoutLimit === 'no_credit' ? 'orders.rules.groupNoCredit' : 'orders.rules.groupNoCap'),
  ].filter((each) => each !== false);
  return (
    <>
      <div className="x-orders-scroll">
        <table className="x-plain x-rules">
          <thead>
            <tr>
              <th scope="col">{t('orders.rules.head.rule')}</th>
              <th scope="col">{t('orders.rules.head.when')}</th>
              <th scope="col">{t('orders.rules.head.then')}</th>
              <th scope="col">{t('orders.rules.head.for')}</th>
              <th scope="col">{t('orders.rules.head.on')}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((each) => (
              <RuleRow key={each.id} rule={each} currency={currency} />
            ))}
          </tbody>
        </table>
      </div>
      <div className="x-rules-notes">
        {notes.map((each) => (
          <span key={each}>{each}</span>
        ))}
      </div>
    </>
  );
}

function RuleRow({ rule, currency }: { rule: Rule; currency: string }) {
  const { t, lang } = useReading();
  const on = rule.enabled !== false;
  const action = Object.hasOwn(zh.orders.rules.action, rule.action)
    ? t(`orders.rules.action.${rule.action as 'hold'}`, { share: `${rule.prepayPercent ?? 100}%` })
    : rule.action;
  const grades = rule.scope?.grades ?? [];
  return (
    <tr className={on ? undefined : 'x-rules-off'}>
      <td>
        <strong>{rule.title?.[lang] ?? rule.id}</strong>
      </td>
      <td>{useCondition(rule, currency)}</td>
      <td>{on ? <RiskMark step={STEPS[rule.action] ?? 1} word={action} /> : action}</td>
      <td>
        {grades.length > 0 ? t('orders.rules.grades', { grades: grades.join(t('kit.separator')) }) : t('orders.rules.everyone')}
      </td>
      <td>{t(on ? 'orders.rules.on' : 'orders.rules.off')}</td>
    </tr>
  );
}

/** The metric and its threshold as a clause. */
function useCondition({ metric, threshold }: Rule, currency: string): string {
  const { t, money, scale, lang } = useReading();
  if (Object.hasOwn(zh.orders.rules.state, metric)) return t(`orders.rules.state.${metric as 'frozen'}`);
  if (!Object.hasOwn(zh.orders.rules.above, metric)) return metric;
  if (metric === 'terms_longer' && (threshold?.days ?? 0) === 0) return t('orders.rules.termsAny');
  const amount = threshold?.amounts?.find((each) => each.currency === currency) ?? threshold?.amounts?.[0];
  if (metric === 'order_value' && amount && Number(amount.amount) === 0) return t('orders.rules.anyOrder');
  const value =
    threshold?.percent !== undefined
      ? `${threshold.percent}%`
      : threshold?.days !== undefined
        ? t('kit.days', { count: threshold.days })
        : amount
          ? `${money(amount)} ${unitOf(amount.currency, scale, lang)}`
          : '—';
  return t(`orders.rules.above.${metric as 'limit_use'}`, { value });
}
