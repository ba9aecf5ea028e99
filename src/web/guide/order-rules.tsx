// The rules of the order check as anyone can read them: when, then, for whom.
import { useReading } from '#web/kit/reading.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { type RuleDoc, useRuleWords } from './rule-words.ts';
import './guide.css';

type Settings = {
  readonly equalityPasses?: boolean;
  readonly groupWithoutLimit?: string;
  readonly reservationDays?: number;
  readonly holdHours?: number;
};

export const ACTION_STEPS: Readonly<Record<string, RiskStep>> = { inform: 1, warn: 2, hold: 3, require_prepayment: 3, reject: 4 };

export function OrderRules({ body, currency }: { body: Readonly<Record<string, unknown>>; currency: string }) {
  const { t } = useReading();
  const rules = Array.isArray(body['rules']) ? (body['rules'] as RuleDoc[]) : [];
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

function RuleRow({ rule, currency }: { rule: RuleDoc; currency: string }) {
  const { t, lang } = useReading();
  const words = useRuleWords(currency);
  const on = rule.enabled !== false;
  return (
    <tr className={on ? undefined : 'x-rules-off'}>
      <td>
        <strong>{rule.title?.[lang] ?? rule.id}</strong>
      </td>
      <td>
        {words.when(rule)}
        <small className="x-quiet"> · {words.at(rule)}</small>
      </td>
      <td>{on ? <RiskMark step={ACTION_STEPS[rule.action] ?? 1} word={words.then(rule)} /> : words.then(rule)}</td>
      <td>{[words.who(rule.scope), ...words.notes(rule)].join(lang === 'zh' ? '；' : '; ')}</td>
      <td>{t(on ? 'orders.rules.on' : 'orders.rules.off')}</td>
    </tr>
  );
}
