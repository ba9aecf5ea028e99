// What may be done with a held order, each with its consequence in figures and why it may not.
import { Input } from 'antd';
import type { Day } from '#base/date.ts';
import { addDays } from '#base/date.ts';
import type { Money, WireMoney } from '#base/money.ts';
import { wireMoney } from '#base/money.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { toMoney } from '#web/kit/figures.ts';
import type { Decision } from '#web/kit/queue-page.tsx';
import type { Reading } from '#web/kit/reading.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import type { ReasonData } from '#web/words/reason-text.ts';
import { reasonText } from '#web/words/reason-text.ts';
import type { HoldDetail } from './hold.tsx';
import { isPaying, remedyOf } from './remedies.ts';

/** No promise is waited for longer: the server refuses it too. */
const WAIT_DAYS_MAX = 90;

export type DecisionFields = {
  readonly until: Day;
  readonly setUntil: (day: Day) => void;
  readonly prepay: string;
  readonly setPrepay: (text: string) => void;
  /** Let go up to so much; all of it at first. */
  readonly upTo: string;
  readonly setUpTo: (text: string) => void;
  readonly today: Day;
};

function minus(a: WireMoney, b: WireMoney): Money | null {
  const [from, off] = [toMoney(a), toMoney(b)];
  return from && off && from.currency === off.currency ? { minor: from.minor - off.minor, currency: from.currency } : null;
}

/** How far the exposure would stand above the limit once released; negative: what stays free; null: no limit in amount. */
export function overLimit({ position }: HoldDetail): Money | null {
  return position.limit ? minus(position.afterRelease, position.limit) : null;
}

/** What to ask for first: what the rules ask, else what is over the limit, else all of it. */
export function prepaymentOf(detail: HoldDetail): WireMoney | null {
  const asked = detail.remedies.map(remedyOf).find((each) => each.act.kind === 'prepayment')?.act.amount;
  if (asked) return asked;
  const over = overLimit(detail);
  const whole = toMoney(detail.hold.amount);
  if (over && whole && over.minor > 0n && over.minor < whole.minor) return wireMoney(over.minor, over.currency);
  return detail.hold.amount;
}

/** The rule that stands in the way and who may, in words; undefined where the person may. */
function whyNot(detail: HoldDetail, reading: Reading): string | undefined {
  const { t } = reading;
  const { authority, hold } = detail;
  if (authority.mayRelease) return undefined;
  const facts = authority.whyNot ?? {};
  const [first] = Array.isArray(facts['reasons']) ? (facts['reasons'] as ReasonData[]) : [];
  const roles = roleNames(facts['rolesThatMay'], t);
  // Amounts of the authority are minor units in the order's currency.
  const amount = (value: unknown) =>
    typeof value === 'string' &&
    /^-?\d+$/.test(value) &&
    String(first?.code).includes('_above') &&
    first?.code !== 'overdue_days_above'
      ? wireMoney(BigInt(value), hold.amount.currency)
      : value;
  const said = first
    ? reasonText({ code: first.code, actual: amount(first.actual), threshold: amount(first.threshold) }, t, {
        scale: reading.scale,
        lang: reading.lang,
      })
    : t('orders.noAuthority');
  return [said, roles && t('orders.whoMay', { roles })].filter(Boolean).join(reading.lang === 'zh' ? '；' : '; ');
}

export function holdDecisions(detail: HoldDetail, reading: Reading, fields: DecisionFields): Decision[] {
  const { t, money } = reading;
  const { hold, position } = detail;
  const off = whyNot(detail, reading);
  const best = detail.remedies.map(remedyOf)[0];
  const paying = best && isPaying(best.act) ? best : undefined;
  const over = overLimit(detail);
  const after = money(position.afterRelease);
  const held = hold.reasons.filter((each) => each.action !== 'inform' && each.action !== 'warn' && !each.released).length;
  const prepaid = prepayAfter(detail, fields.prepay);
  const part = amountIn(fields.upTo, hold.amount.currency);
  const rest = part && minus(hold.amount, part);
  const partly = part !== null && rest !== null && rest.minor > 0n;
  return [
    detail.authority.mayPropose
      ? {
          key: 'propose',
          letter: 'r',
          title: t('orders.decide.propose', { amount: money(hold.amount) }),
          effect: t('orders.decide.proposeEffect', { roles: roleNames(detail.authority.roles, t) }),
          ...(off ? { note: off } : {}),
          needsReason: true,
        }
      : {
          key: 'release',
          letter: 'r',
          title: t('orders.decide.release', { amount: money(part ?? hold.amount) }),
          effect: partly
            ? t('orders.decide.releasePart', { rest: money(rest) })
            : over === null
              ? t('orders.decide.releaseOpen', { after })
              : over.minor > 0n
                ? t('orders.decide.releaseEffect', { after, over: money(over) })
                : t('orders.decide.releaseFits', { after, free: money({ ...over, minor: -over.minor }) }),
          note: t('orders.decide.authority'),
          needsReason: true,
          off: off ?? (part === null || (rest !== null && rest.minor < 0n) ? t('problems.release_out_of_range') : undefined),
          fields: (
            <Input
              className="x-decide-field"
              addonBefore={t('orders.decide.releaseAmount')}
              suffix={hold.amount.currency}
              inputMode="decimal"
              value={fields.upTo}
              onChange={(event) => fields.setUpTo(event.target.value)}
            />
          ),
        },
    {
      key: 'prepay',
      letter: 'y',
      title: t('orders.decide.prepay', { amount: prepaid ? money(prepaid.asked) : fields.prepay }),
      effect: prepaid && t('orders.decide.prepayEffect', { after: money(prepaid.after) }),
      needsReason: true,
      off,
      fields: (
        <Input
          className="x-decide-field"
          addonBefore={t('orders.decide.prepayAmount')}
          suffix={hold.amount.currency}
          inputMode="decimal"
          value={fields.prepay}
          onChange={(event) => fields.setPrepay(event.target.value)}
        />
      ),
    },
    {
      key: 'wait',
      letter: 'h',
      title: paying?.amount
        ? t('orders.decide.wait', { amount: money(paying.amount, { rounding: 'ceil' }) })
        : t('orders.decide.waitPlain'),
      effect: t('orders.decide.waitEffect', { until: fields.until }),
      ...(paying ? { note: t('orders.decide.suggested', { count: held }), suggested: true } : {}),
      needsReason: true,
      fields: (
        <DayField
          className="x-decide-field"
          label={t('orders.decide.until')}
          value={fields.until}
          min={fields.today}
          max={addDays(fields.today, WAIT_DAYS_MAX)}
          keep
          onChange={fields.setUntil}
        />
      ),
    },
    {
      key: 'refuse',
      letter: 'b',
      title: t('orders.decide.refuse'),
      effect: t('orders.decide.refuseEffect'),
      note: t('orders.decide.refuseNote'),
      needsReason: true,
      off: detail.authority.mayRefuse ? undefined : off,
    },
  ];
}

function amountIn(text: string, currency: string): WireMoney | null {
  return /^\d{1,16}(\.\d{1,3})?$/.test(text.trim()) && Number(text) > 0 ? { amount: text.trim(), currency } : null;
}

/** What is asked, and where the exposure stands once it is paid and the order is out. */
function prepayAfter({ hold, position }: HoldDetail, text: string): { asked: WireMoney; after: Money } | null {
  if (!/^\d{1,16}(\.\d{1,2})?$/.test(text.trim())) return null;
  const asked = { amount: text.trim(), currency: hold.amount.currency };
  const after = minus(position.afterRelease, asked);
  return after && { asked, after };
}
