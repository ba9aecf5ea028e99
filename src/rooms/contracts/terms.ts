// A version of a contract in its three shapes: as the wire says it, as the engine thinks it, as the row keeps it.
import { Problem } from '#base/assert.ts';
import { type Day, parseDay } from '#base/date.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import {
  type BuyerClass,
  type ContractTerms,
  type EarlyDiscount,
  type EventDays,
  type Milestone,
  milestonesBeyond,
  type Retention,
  type Terms,
} from '#engine/contracts.ts';
import type { BodyInput } from './contract.ts';

/** As jsonb: money as text of minor units, in the contract's currency. */
export type StoredTerms = {
  readonly terms: Terms;
  readonly retention: (Omit<Retention, 'amountMinor'> & { readonly amountMinor: string | null }) | null;
  readonly discount: EarlyDiscount | null;
  readonly lateInterestPpmPerDay: number | null;
  readonly milestones: readonly (Omit<Milestone, 'amountMinor'> & { readonly amountMinor: string | null })[];
  readonly buyer: BuyerClass | null;
  readonly supplierIsSmall: boolean;
};

/** A version whole: what the paper says. */
export type Body = {
  readonly title: string | null;
  readonly signedOn: Day | null;
  readonly startsOn: Day;
  readonly endsOn: Day | null;
  readonly terms: ContractTerms;
  readonly buyer: BuyerClass | null;
  readonly supplierIsSmall: boolean;
};

export function wrong(field: string, code: string, detail: string): Problem {
  return new Problem(400, code, detail, { fields: [{ field, message: detail }] });
}

const minorOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
const textOf = (minor: bigint | null): string | null => (minor === null ? null : String(minor));

/** What was entered, or what is wrong with it, in the order in which it is examined. */
export function readBody(input: BodyInput, currency: string): Body {
  const money = (field: string, value: { amount: string; currency: string } | undefined): bigint | null => {
    if (value === undefined) return null;
    if (value.currency !== currency)
      throw wrong(field, 'currency_differs', `the contract is in ${currency}, this amount in ${value.currency}`);
    const { minor } = parseMoney(value);
    if (minor <= 0n) throw wrong(field, 'amount_not_positive', 'the amount is above zero, or left out');
    return minor;
  };
  const day = (field: string, text: string | undefined) => (text === undefined ? null : parseDay(text, field));
  const startsOn = parseDay(input.startsOn, 'startsOn');
  const endsOn = day('endsOn', input.endsOn);
  if (endsOn !== null && endsOn < startsOn) throw wrong('endsOn', 'end_before_start', 'the contract ends before it starts');
  const amountMinor = money('amount', input.amount);
  const kept = input.retention;
  const retention: Retention | null = kept
    ? {
        sharePpm: kept.sharePpm ?? null,
        amountMinor: money('retention', kept.amount),
        due: kept.due.kind === 'on' ? { kind: 'on', on: parseDay(kept.due.on, 'retention') } : kept.due,
      }
    : null;
  if (retention && (retention.sharePpm === null) === (retention.amountMinor === null))
    throw wrong('retention', 'retention_share_or_amount', 'a retention is a share or an amount, one of the two');
  if (retention?.amountMinor && amountMinor === null)
    throw wrong('retention', 'retention_needs_amount', 'a retention as an amount needs the amount of the contract; give a share');
  if (retention?.amountMinor && amountMinor !== null && retention.amountMinor > amountMinor)
    throw wrong('retention', 'retention_beyond_amount', 'more would be kept back than the contract is worth');
  const terms: ContractTerms = {
    amountMinor,
    terms: input.terms,
    retention,
    discount: input.discount ?? null,
    lateInterestPpmPerDay: input.lateInterestPpmPerDay ?? null,
    milestones: milestonesOf(input, money, day),
  };
  if (milestonesBeyond(terms) !== null)
    throw wrong('milestones', 'milestones_beyond', 'the milestones add up to more than the contract');
  return {
    title: input.title?.trim() || null,
    signedOn: day('signedOn', input.signedOn),
    startsOn,
    endsOn,
    terms,
    buyer: input.buyer ?? null,
    supplierIsSmall: input.supplierIsSmall ?? false,
  };
}

function milestonesOf(
  input: BodyInput,
  money: (field: string, value: { amount: string; currency: string } | undefined) => bigint | null,
  day: (field: string, text: string | undefined) => Day | null,
): Milestone[] {
  const taken = new Set((input.milestones ?? []).flatMap((each) => each.key ?? []));
  if (taken.size < (input.milestones ?? []).filter((each) => each.key !== undefined).length)
    throw wrong('milestones', 'milestone_twice', 'two milestones have the same key');
  let next = 1;
  const fresh = () => {
    while (taken.has(`m${next}`)) next += 1;
    taken.add(`m${next}`);
    return `m${next}`;
  };
  return (input.milestones ?? []).map((each) => {
    if (each.sharePpm !== undefined && each.amount !== undefined)
      throw wrong('milestones', 'milestone_share_or_amount', 'a milestone has a share or an amount, not both');
    return {
      key: each.key ?? fresh(),
      name: each.name.trim(),
      kind: each.kind,
      sharePpm: each.sharePpm ?? null,
      amountMinor: money('milestones', each.amount),
      plannedOn: day('milestones', each.plannedOn),
      dueDays: each.dueDays ?? 0,
    };
  });
}

export function storedTerms(body: Body): StoredTerms {
  const { terms } = body;
  return {
    terms: terms.terms,
    retention: terms.retention && { ...terms.retention, amountMinor: textOf(terms.retention.amountMinor) },
    discount: terms.discount,
    lateInterestPpmPerDay: terms.lateInterestPpmPerDay,
    milestones: terms.milestones.map((each) => ({ ...each, amountMinor: textOf(each.amountMinor) })),
    buyer: body.buyer,
    supplierIsSmall: body.supplierIsSmall,
  };
}

type StoredVersion = {
  readonly title: string | null;
  readonly signed_on: Day | null;
  readonly starts_on: Day;
  readonly ends_on: Day | null;
  readonly amount_minor: bigint | null;
  readonly terms: StoredTerms;
};

export function bodyOf(row: StoredVersion): Body {
  const kept = row.terms;
  return {
    title: row.title,
    signedOn: row.signed_on,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    terms: {
      amountMinor: row.amount_minor,
      terms: kept.terms,
      retention: kept.retention && { ...kept.retention, amountMinor: minorOf(kept.retention.amountMinor) },
      discount: kept.discount,
      lateInterestPpmPerDay: kept.lateInterestPpmPerDay,
      milestones: kept.milestones.map((each) => ({ ...each, amountMinor: minorOf(each.amountMinor) })),
    },
    buyer: kept.buyer,
    supplierIsSmall: kept.supplierIsSmall,
  };
}

/** As it was entered: what a page puts back into the form. */
export function wireBody(body: Body, currency: string): BodyInput {
  const { terms } = body;
  const money = (minor: bigint | null) => (minor === null ? {} : { amount: wireMoney(minor, currency) });
  const { retention } = terms;
  return {
    ...(body.title === null ? {} : { title: body.title }),
    ...(body.signedOn === null ? {} : { signedOn: body.signedOn }),
    startsOn: body.startsOn,
    ...(body.endsOn === null ? {} : { endsOn: body.endsOn }),
    ...money(terms.amountMinor),
    terms: terms.terms,
    ...(retention
      ? {
          retention: {
            ...(retention.sharePpm === null ? {} : { sharePpm: retention.sharePpm }),
            ...money(retention.amountMinor),
            due: retention.due,
          },
        }
      : {}),
    ...(terms.discount ? { discount: terms.discount } : {}),
    ...(terms.lateInterestPpmPerDay === null ? {} : { lateInterestPpmPerDay: terms.lateInterestPpmPerDay }),
    milestones: terms.milestones.map((each) => ({
      key: each.key,
      name: each.name,
      kind: each.kind,
      ...(each.sharePpm === null ? {} : { sharePpm: each.sharePpm }),
      ...money(each.amountMinor),
      ...(each.plannedOn === null ? {} : { plannedOn: each.plannedOn }),
      dueDays: each.dueDays,
    })),
    ...(body.buyer === null ? {} : { buyer: body.buyer }),
    supplierIsSmall: body.supplierIsSmall,
  };
}

export type Done = ReadonlyMap<string, { readonly doneOn: Day | null; readonly evidence: string | null }>;

/** The days that due days hang on, as the milestones tell them: the last delivery and the last acceptance count. */
export function eventDays(terms: ContractTerms, done: Done, issuedOn: Day): EventDays {
  const of = (kind: 'delivery' | 'acceptance') => {
    const steps = terms.milestones.filter((each) => each.kind === kind);
    const days = steps.map((each) => done.get(each.key)?.doneOn ?? null);
    const all = days.length > 0 && days.every((each) => each !== null);
    const planned = steps.map((each) => done.get(each.key)?.doneOn ?? each.plannedOn);
    const latest = (list: readonly (Day | null)[]) =>
      list.reduce<Day | null>((last, each) => (each !== null && (last === null || each > last) ? each : last), null);
    return {
      done: all ? latest(days) : null,
      planned: planned.length > 0 && planned.every((each) => each !== null) ? latest(planned) : null,
    };
  };
  const delivery = of('delivery');
  const acceptance = of('acceptance');
  return {
    issuedOn,
    deliveredOn: delivery.done,
    acceptedOn: acceptance.done,
    plannedDeliveryOn: delivery.planned,
    plannedAcceptanceOn: acceptance.planned,
  };
}
