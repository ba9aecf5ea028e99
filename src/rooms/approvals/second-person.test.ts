// Random organisations: whoever has whichever roles, keys and rules, nobody decides what he proposed, and nobody decides beyond his bound.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUTHORITY_ACTS, type AuthorityRules } from '#engine/authority.ts';
import { can, ROLES } from '#platform/auth/permissions.ts';
import { completed } from '#rooms/policies/rulebooks.ts';
import { type Person, whyNot } from './second-person.ts';

const CURRENCIES = ['CNY', 'USD'];
const person = fc.record({
  id: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
  roles: fc.uniqueArray(fc.constantFrom(...ROLES), { maxLength: ROLES.length }),
});
const bound = fc.option(
  fc.array(fc.record({ minor: fc.bigInt(0n, 10_000n), currency: fc.constantFrom(...CURRENCIES) }), { maxLength: 2 }),
  { nil: null },
);
const rules: fc.Arbitrary<AuthorityRules> = fc.record({
  makerIsNotChecker: fc.boolean(),
  rows: fc.array(
    fc.record({
      role: fc.constantFrom(...ROLES),
      act: fc.constantFrom(...AUTHORITY_ACTS),
      amountMax: bound,
      overLimitMax: fc.constant(null),
      overdueDaysMax: fc.option(fc.integer({ min: 0, max: 200 }), { nil: null }),
    }),
    { maxLength: 12 },
  ),
});
const organisation = fc.record({
  proposer: person,
  decider: person,
  proposesBy: fc.constantFrom('page', 'key', 'operator'),
  decidesBy: fc.constantFrom('page', 'key', 'operator'),
  rules,
  kind: fc.constantFrom('limit', 'temporary-limit', 'something-else'),
  minor: fc.bigInt(0n, 20_000n),
  currency: fc.constantFrom(...CURRENCIES),
  overdueDays: fc.integer({ min: 0, max: 400 }),
});

test('in 10,000 random organisations no path leads to a decision on one’s own proposal or beyond one’s authority', () => {
  let decided = 0;
  fc.assert(
    fc.property(organisation, (each) => {
      // A key proposes as whoever made it; the operator of the machine as nobody.
      const proposedBy = each.proposesBy === 'operator' ? null : each.proposer.id;
      const decider: Person =
        each.decidesBy === 'operator'
          ? { id: null, ids: [], name: 'operator', roles: [...ROLES] }
          : {
              id: each.decider.id,
              ids: each.decidesBy === 'key' ? [each.decider.id, `key of ${each.decider.id}`] : [each.decider.id],
              name: each.decider.id,
              roles: each.decider.roles,
            };
      const standing = {
        open: true,
        kind: each.kind,
        proposedBy,
        amount: { minor: each.minor, currency: each.currency },
        overdueDays: each.overdueDays,
      };
      const refusal = whyNot(standing, decider, each.rules);
      if (each.decidesBy === 'operator') {
        expect(refusal?.code).toBe('person_needed');
        return;
      }
      if (proposedBy === each.decider.id) {
        expect(refusal?.code).toBe('own_proposal');
        return;
      }
      if (!can(decider.roles, 'approvals.decide')) {
        expect(refusal?.code).toBe('not_permitted');
        return;
      }
      if (refusal === null && each.kind !== 'something-else') {
        decided += 1;
        // Some row of some role of his carries it, in amount, currency and days.
        const act = each.kind === 'limit' ? 'approve_limit' : 'approve_temporary_limit';
        const carries = each.rules.rows.some(
          (row) =>
            row.act === act &&
            (decider.roles as readonly string[]).includes(row.role) &&
            (row.overdueDaysMax === null || each.overdueDays <= row.overdueDaysMax) &&
            (row.amountMax === null ||
              each.minor === 0n ||
              row.amountMax.some((max) => max.currency === each.currency && each.minor <= max.minor)),
        );
        expect(carries).toBe(true);
      }
    }),
    { numRuns: 10_000, seed: 20_261_121 },
  );
  expect(decided, 'enough of them were allowed for the test to mean something').toBeGreaterThan(50);
});

test('what is decided stays decided, for everybody', () => {
  const rulesThatAllow: AuthorityRules = { makerIsNotChecker: false, rows: [] };
  const decider: Person = { id: 'u1', ids: ['u1'], name: 'u1', roles: [...ROLES] };
  const closed = { open: false, kind: 'x', proposedBy: 'u2', amount: { minor: 1n, currency: 'CNY' }, overdueDays: 0 };
  expect(whyNot(closed, decider, rulesThatAllow)).toEqual({ code: 'decided' });
  expect(whyNot({ ...closed, open: true }, decider, rulesThatAllow)).toBeNull();
});

test('an authority stored before refunds, write-offs and moved grades could be asked for decides them as shipped; what it does say stands', () => {
  const row = (act: string, amount: string) => ({
    role: 'approver',
    act,
    amountMax: [{ amount, currency: 'CNY' }],
    overLimitMax: null,
    overdueDaysMax: null,
  });
  const acts = (rows: readonly object[]) => {
    const body = completed('authority', { rows }) as { rows: { role: string; act: string }[] };
    return body.rows.map((each) => `${each.role} ${each.act}`);
  };
  const shipped = (act: string) => [`credit-manager ${act}`, `approver ${act}`];
  expect(acts([row('approve_limit', '1.00')])).toEqual([
    'approver approve_limit',
    ...shipped('approve_write_off'),
    ...shipped('approve_refund'),
    ...shipped('approve_rating'),
  ]);
  // Nobody may: said with a bound of nothing.
  expect(acts([row('approve_refund', '0.00')])).toEqual([
    'approver approve_refund',
    ...shipped('approve_write_off'),
    ...shipped('approve_rating'),
  ]);
});
