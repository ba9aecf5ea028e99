// Twenty rules in force: the shipped ones, all switched on, and eight more of the kinds that credit managers add; published as people do.
import type { Actor } from '#platform/context.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as policies from '#rooms/policies/contract.ts';
import type { Stage } from './stage.ts';

const yuan = (amount: string) => ({ amounts: [{ amount, currency: 'CNY' }] });
const both = (zh: string, en: string) => ({ zh, en });

/** None of them stops a punctual customer of the bench, each is evaluated, and three ask for facts that the shipped ones do not. */
const ADDED = [
  {
    id: 'overdue-beyond-grace',
    title: both('宽限 7 天后逾期金额过大', 'Too much overdue beyond 7 days of grace'),
    metric: 'overdue_amount',
    threshold: yuan('200000.00'),
    graceDays: 7,
    action: 'hold',
  },
  {
    id: 'long-overdue',
    title: both('逾期超过 90 天拒绝', 'More than 90 days overdue is refused'),
    metric: 'overdue_days',
    threshold: { days: 90 },
    action: 'reject',
  },
  {
    id: 'large-while-overdue',
    title: both('有逾期时单笔超过 10 万', 'Above 100,000 while anything is overdue'),
    metric: 'order_value',
    threshold: yuan('100000.00'),
    and: [{ metric: 'overdue_amount', threshold: yuan('0.00') }],
    action: 'hold',
  },
  {
    id: 'dishonoured',
    title: both('半年内有票据拒付', 'A bill dishonoured within half a year'),
    metric: 'bill_dishonoured',
    threshold: { days: 180 },
    action: 'hold',
  },
  {
    id: 'rating-old',
    title: both('评级超过 400 天', 'Rating older than 400 days'),
    metric: 'rating_age',
    threshold: { days: 400 },
    action: 'inform',
  },
  {
    id: 'statutory-terms',
    title: both('账期超过 60 天', 'Terms above 60 days'),
    metric: 'statutory_terms',
    threshold: { days: 60 },
    action: 'inform',
  },
  {
    id: 'large-of-weak',
    title: both('B 级以下单笔超过 50 万且额度使用过八成', 'Above 500,000 of grade B or worse with four fifths of the limit used'),
    metric: 'order_value',
    threshold: yuan('500000.00'),
    and: [{ metric: 'limit_use', threshold: { percent: 80 } }],
    scope: { grades: ['B', 'CCC', 'NR'] },
    action: 'hold',
  },
  {
    id: 'limit-use-tolerated',
    title: both('超出额度且超过 5% 容差', 'Over the limit by more than 5%'),
    metric: 'limit_use',
    threshold: { percent: 100 },
    tolerance: { percent: 5 },
    action: 'reject',
  },
];
const RULES = 20;

type Body = { rules: { enabled: boolean }[]; cases: unknown[] };

/** Drafted by one person, approved by another, in force at once. Does nothing where the company has them already. */
export async function publishRules(stage: Stage, approver: Actor): Promise<void> {
  const { door } = stage.house;
  const call = async (operation: string, actor: Actor, input: object) =>
    (await door.call({ operation, tenantId: stage.tenant.id, actor, input })).value as never;
  const { rulebooks }: { rulebooks: { kind: string; body: Body }[] } = await call(policies.inForce.name, stage.manager, {});
  const body = structuredClone(rulebooks.find((each) => each.kind === 'order-check')!.body);
  if (body.rules.filter((rule) => rule.enabled).length === RULES) return;
  body.rules = [...body.rules, ...ADDED].map((rule) => ({ ...rule, enabled: true }));
  // Cases of the rulebook as shipped say what came of fewer rules.
  body.cases = [];
  const saved: { id: string; version: number; problems: unknown[] } = await call(policies.saveDraft.name, stage.manager, {
    kind: 'order-check',
    note: '二十条规则',
    body,
  });
  if (saved.problems.length > 0) throw new Error(`the rules of the bench do not fit: ${JSON.stringify(saved.problems)}`);
  await call(policies.submitDraft.name, stage.manager, { id: saved.id, version: saved.version });
  const { cases }: { cases: { id: string; kind: string; hash: string; version: number }[] } = await call(
    approvals.list.name,
    approver,
    {},
  );
  const one = cases.find((each) => each.kind === policies.RULEBOOK_CASE)!;
  await call(approvals.decide.name, approver, { id: one.id, decision: 'approve', hash: one.hash, version: one.version });
}
