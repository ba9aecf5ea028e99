// A contract while it is typed: what the fields hold, and what is sent of it once it is whole.
import type { WireMoney } from '#base/money.ts';
import type { BuyerClass, ContractEvent, MilestoneKind, Terms } from '#engine/contracts.ts';
import { typedAmount } from '#web/kit/typed-amount.ts';
import type { BodyInput } from '../contract.ts';

export const TERM_KINDS = ['days', 'month-end', 'day-of-month', 'delivery', 'acceptance'] as const;

export type Draft = {
  readonly customer: string;
  readonly number: string;
  readonly title: string;
  readonly signedOn: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly amount: string;
  readonly kind: (typeof TERM_KINDS)[number];
  readonly days: number;
  readonly months: number;
  readonly day: number;
  readonly retentionPct: number | null;
  readonly retentionEvent: ContractEvent;
  readonly retentionMonths: number;
  /** A retention that the form cannot show (an amount, a fixed day) is kept as it was. */
  readonly retentionKept: BodyInput['retention'];
  readonly discountPct: number | null;
  readonly within: number;
  /** In ten thousand a day. */
  readonly late: number | null;
  readonly buyer: BuyerClass | '';
  readonly small: boolean;
  readonly milestones: readonly {
    readonly id: string;
    readonly key: string | undefined;
    readonly name: string;
    readonly kind: MilestoneKind;
    readonly sharePct: number | null;
    readonly amount: WireMoney | undefined;
    readonly plannedOn: string;
    readonly dueDays: number;
  }[];
};

export const EMPTY: Draft = {
  customer: '',
  number: '',
  title: '',
  signedOn: '',
  startsOn: '',
  endsOn: '',
  amount: '',
  kind: 'days',
  days: 60,
  months: 1,
  day: 25,
  retentionPct: null,
  retentionEvent: 'acceptance',
  retentionMonths: 12,
  retentionKept: undefined,
  discountPct: null,
  within: 10,
  late: null,
  buyer: '',
  small: false,
  milestones: [],
};

export function termsOf(draft: Draft): Terms {
  switch (draft.kind) {
    case 'days':
    case 'month-end':
      return { kind: draft.kind, days: draft.days };
    case 'day-of-month':
      return { kind: 'day-of-month', months: draft.months, day: draft.day };
    case 'delivery':
    case 'acceptance':
      return { kind: 'after', event: draft.kind, days: draft.days };
  }
}

const ppm = (percent: number): number => Math.round(percent * 10_000);

/** null while a field cannot be read yet. */
export function bodyFrom(draft: Draft, currency: string): BodyInput | null {
  const amount = typedAmount(draft.amount, currency);
  if (draft.startsOn === '' || (amount === null && draft.amount.trim() !== '')) return null;
  if (draft.milestones.some((each) => each.name.trim() === '')) return null;
  const retention =
    draft.retentionPct !== null && draft.retentionPct > 0
      ? {
          sharePpm: ppm(draft.retentionPct),
          due: { kind: 'after' as const, event: draft.retentionEvent, months: draft.retentionMonths },
        }
      : draft.retentionKept;
  return {
    startsOn: draft.startsOn,
    terms: termsOf(draft),
    supplierIsSmall: draft.small,
    ...(draft.title.trim() ? { title: draft.title.trim() } : {}),
    ...(draft.signedOn ? { signedOn: draft.signedOn } : {}),
    ...(draft.endsOn ? { endsOn: draft.endsOn } : {}),
    ...(amount ? { amount: { amount, currency } } : {}),
    ...(retention ? { retention } : {}),
    ...(draft.discountPct ? { discount: { sharePpm: ppm(draft.discountPct), withinDays: draft.within } } : {}),
    ...(draft.late === null ? {} : { lateInterestPpmPerDay: Math.round(draft.late * 100) }),
    ...(draft.buyer ? { buyer: draft.buyer } : {}),
    milestones: draft.milestones.map((each) => ({
      ...(each.key ? { key: each.key } : {}),
      name: each.name.trim(),
      kind: each.kind,
      ...(each.sharePct === null ? {} : { sharePpm: ppm(each.sharePct) }),
      ...(each.sharePct === null && each.amount ? { amount: each.amount } : {}),
      ...(each.plannedOn ? { plannedOn: each.plannedOn } : {}),
      dueDays: each.dueDays,
    })),
  };
}

/** The fields of a version that stands, to be changed. */
export function draftOf(body: BodyInput): Draft {
  const { terms, retention } = body;
  const plain = retention?.sharePpm !== undefined && retention.due.kind === 'after';
  return {
    ...EMPTY,
    title: body.title ?? '',
    signedOn: body.signedOn ?? '',
    startsOn: body.startsOn,
    endsOn: body.endsOn ?? '',
    amount: body.amount?.amount ?? '',
    kind: terms.kind === 'after' ? terms.event : terms.kind,
    ...(terms.kind === 'day-of-month' ? { months: terms.months, day: terms.day } : { days: terms.days }),
    ...(retention && plain && retention.due.kind === 'after'
      ? { retentionPct: retention.sharePpm! / 10_000, retentionEvent: retention.due.event, retentionMonths: retention.due.months }
      : { retentionKept: retention }),
    ...(body.discount ? { discountPct: body.discount.sharePpm / 10_000, within: body.discount.withinDays } : {}),
    late: body.lateInterestPpmPerDay === undefined ? null : body.lateInterestPpmPerDay / 100,
    buyer: body.buyer ?? '',
    small: body.supplierIsSmall ?? false,
    milestones: (body.milestones ?? []).map((each, at) => ({
      id: each.key ?? String(at),
      key: each.key,
      name: each.name,
      kind: each.kind,
      sharePct: each.sharePpm === undefined ? null : each.sharePpm / 10_000,
      amount: each.amount,
      plannedOn: each.plannedOn ?? '',
      dueDays: each.dueDays ?? 0,
    })),
  };
}
