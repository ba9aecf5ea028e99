// Limits granted over the two years, and the two accounts that are frozen.
import { divide } from '#base/ratio.ts';
import { FIRST_AT } from './behaviour.ts';
import type { DemoLimit, DemoText } from './company.ts';
import type { Account } from './orders.ts';
import type { Random } from './random.ts';
import { squeezeStory, wan } from './squeeze.ts';

export type DraftLimit = {
  readonly customer: string;
  readonly kind: DemoLimit['kind'];
  readonly mode: DemoLimit['mode'];
  readonly amountMinor: bigint | null;
  readonly from: number;
  readonly until: number | null;
};

export type DraftFreeze = { readonly customer: string; readonly at: number; readonly by: string; readonly reason: DemoText };

const TEMPORARY_LIMITS = 14;
const SEASONAL_LIMITS = 3;
const NONE_LIMITS = 14;
const EXPIRING_SOON = 12;

const UNLIMITED_NAME = '青岛鲁屿轨道装备';
const EXPIRED_NAME = '常州武澜轴承';
const EXTENDED_NAME = '合肥徽启汽车零部件';
const DISHONOUR_LIMIT = 30000;

/** Steps a committee would write down: 1 万 below 20 万, 5 万 below 200 万, 20 万 above. */
function roundLimit(minor: bigint): bigint {
  const step = minor < 20_000_000n ? 1_000_000n : minor < 200_000_000n ? 5_000_000n : 20_000_000n;
  const rounded = divide(minor, step, 'half-up') * step;
  return rounded > 0n ? rounded : step;
}

/** The share of its limit that a customer of this kind uses today. */
function utilisation(account: Account, random: Random): number {
  const draw = random.next();
  const place = random.next();
  switch (account.buyer.customer.kind) {
    case 'slide':
      return 0.97;
    case 'bust_out':
      return 1.02;
    case 'season_fails':
      return 0.86;
    case 'contagion':
      return 0.88 + 0.2 * place;
    default:
      if (draw < 0.025) return 1.02 + 0.2 * place;
      if (draw < 0.075) return 0.9 + 0.09 * place;
      return 0.45 + 0.44 * place;
  }
}

/**
 * Limits of all accounts. `exposureMinor` is today's, by customer; the limits are drawn around it, so that the portfolio shows idle
 * limits, full ones and a few that are exceeded.
 */
export function makeLimits(
  accounts: readonly Account[],
  exposureMinor: ReadonlyMap<string, bigint>,
  random: Random,
): DraftLimit[] {
  const limits: DraftLimit[] = [];
  const left: { account: Account; totalMinor: bigint; used: number }[] = [];
  let withoutLimit = 0;
  for (const account of accounts) {
    const { customer, name } = account.seller;
    const kind = account.buyer.customer.kind;
    const from = Math.max(FIRST_AT, account.behaviour.from - 10);
    const used = utilisation(account, random);
    const typicalMinor = BigInt(Math.round((account.buyer.yearMinor / 365) * account.seller.termsDays * 0.6));
    const exposure = exposureMinor.get(customer)!;
    const baseMinor = exposure > typicalMinor ? exposure : typicalMinor;
    const totalMinor = roundLimit(BigInt(Math.round(Number(baseMinor) / used)));
    if (kind === 'squeeze') limits.push(...squeezeLimits(customer));
    else if (name.startsWith(UNLIMITED_NAME)) limits.push(permanent(customer, 'unlimited', null, from, null));
    else if (kind === 'one_off' && withoutLimit < NONE_LIMITS) {
      withoutLimit += 1;
      limits.push(permanent(customer, 'none', null, from, null));
    } else if (kind === 'dishonour') limits.push(permanent(customer, 'amount', wan(DISHONOUR_LIMIT), from, 160));
    else if (name.startsWith(EXPIRED_NAME)) limits.push(permanent(customer, 'amount', totalMinor, -366, -1));
    else if (name.startsWith(EXTENDED_NAME)) {
      limits.push(permanent(customer, 'amount', totalMinor, from, 200));
      limits.push({ customer, kind: 'temporary', mode: 'amount', amountMinor: wan(30000), from: -50, until: 9 });
    } else left.push({ account, totalMinor, used });
  }

  // Temporary limits stand where a permanent one no longer sufficed.
  const strained = left
    .filter((each) => each.used > 0.7 && each.account.behaviour.stopsAt === null)
    .sort((a, b) => (a.totalMinor > b.totalMinor ? -1 : 1));
  const temporary = new Set(strained.filter((_, index) => index % 3 === 0).slice(0, TEMPORARY_LIMITS - 1));
  const fails = left.filter((each) => each.account.buyer.customer.kind === 'season_fails');
  const seasonal = new Set(
    [...fails, ...left.filter((each) => each.account.buyer.customer.kind === 'seasonal')].slice(0, SEASONAL_LIMITS),
  );
  let soon = 0;
  for (const each of left) {
    const { customer } = each.account.seller;
    let permanentMinor = each.totalMinor;
    if (temporary.has(each) || seasonal.has(each)) {
      permanentMinor = roundLimit((each.totalMinor * 3n) / 4n);
      const extraMinor = roundLimit(each.totalMinor - permanentMinor);
      const kind = seasonal.has(each) ? 'seasonal' : 'temporary';
      const from = kind === 'seasonal' ? -120 : -random.int(10, 70);
      const until = kind === 'seasonal' ? 25 : random.int(4, 75);
      limits.push({ customer, kind, mode: 'amount', amountMinor: extraMinor, from, until });
    }
    const expiring = soon < EXPIRING_SOON && random.chance(0.06);
    if (expiring) soon += 1;
    const until = expiring ? random.int(2, 30) : random.chance(0.1) ? null : random.int(35, 360);
    limits.push(...permanentSteps(each.account, permanentMinor, until, random));
  }
  return limits.sort((a, b) => (a.customer === b.customer ? a.from - b.from : a.customer < b.customer ? -1 : 1));
}

function permanent(
  customer: string,
  mode: DraftLimit['mode'],
  amountMinor: bigint | null,
  from: number,
  until: number | null,
): DraftLimit {
  return { customer, kind: 'permanent', mode, amountMinor, from, until };
}

/** The permanent limit now, and for half of the customers a lower or higher one before it. */
function permanentSteps(account: Account, nowMinor: bigint, until: number | null, random: Random): DraftLimit[] {
  const { customer } = account.seller;
  const from = Math.max(FIRST_AT, account.behaviour.from - 10);
  const changedAt = -random.int(20, 340);
  const before = random.chance(0.8) ? random.between(0.55, 0.9) : random.between(1.1, 1.4);
  if (!random.chance(0.5) || changedAt < from + 90) return [permanent(customer, 'amount', nowMinor, from, until)];
  const beforeMinor = roundLimit(BigInt(Math.round(Number(nowMinor) * before)));
  return [
    permanent(customer, 'amount', beforeMinor, from, changedAt - 1),
    permanent(customer, 'amount', nowMinor, changedAt, until),
  ];
}

function squeezeLimits(customer: string): DraftLimit[] {
  const story = squeezeStory;
  return [
    permanent(customer, 'amount', wan(50000), FIRST_AT, -255),
    permanent(customer, 'amount', wan(story.permanent), -254, story.permanentUntil),
    {
      customer,
      kind: 'temporary',
      mode: 'amount',
      amountMinor: wan(story.temporary),
      from: story.temporaryFrom,
      until: story.temporaryUntil,
    },
  ];
}

export function makeFreezes(accounts: readonly Account[], by: string): DraftFreeze[] {
  const freezes: DraftFreeze[] = [];
  for (const { buyer, seller } of accounts) {
    if (buyer.customer.kind === 'dishonour') {
      freezes.push({
        customer: seller.customer,
        at: -2,
        by,
        reason: { zh: '商业承兑汇票 88.00 万元到期拒付', en: 'Commercial bill of ¥880,000 dishonoured at maturity' },
      });
    } else if (buyer.customer.kind === 'bust_out') {
      freezes.push({
        customer: seller.customer,
        at: -12,
        by,
        reason: {
          zh: '三个月采购放大四倍后停止付款，联系不上',
          en: 'Payments stopped after three months of fourfold purchases; nobody answers',
        },
      });
    }
  }
  return freezes;
}
