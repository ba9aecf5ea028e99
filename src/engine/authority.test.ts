// Authority: nobody decides what he made, and more is never permitted where less is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthorityFacts, AuthorityRules } from './authority.ts';
import { AUTHORITY_ACTS, mayDecide } from './authority.ts';

const roles = ['credit-manager', 'approver', 'sales'];
const money = fc.option(fc.bigInt({ min: 0n, max: 1_000n }).map((minor) => [{ minor, currency: 'CNY' }]));
const rulesArb: fc.Arbitrary<AuthorityRules> = fc.record({
  makerIsNotChecker: fc.constant(true),
  rows: fc.array(
    fc.record({
      role: fc.constantFrom(...roles),
      act: fc.constantFrom(...AUTHORITY_ACTS),
      amountMax: money,
      overLimitMax: money,
      overdueDaysMax: fc.option(fc.integer({ min: 0, max: 90 })),
    }),
    { maxLength: 12 },
  ),
});
const factsArb: fc.Arbitrary<AuthorityFacts> = fc.record({
  act: fc.constantFrom(...AUTHORITY_ACTS),
  roles: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }),
  actor: fc.constantFrom('shen', 'li'),
  maker: fc.constantFrom('shen', 'li', null),
  amount: fc.record({ minor: fc.bigInt({ min: 0n, max: 1_500n }), currency: fc.constantFrom('CNY', 'USD') }),
  overLimitMinor: fc.bigInt({ min: -100n, max: 1_500n }),
  overdueDays: fc.integer({ min: 0, max: 120 }),
});

describe('authority', () => {
  it('never lets anybody decide what he made, and says so', () => {
    fc.assert(
      fc.property(factsArb, rulesArb, (facts, rules) => {
        const answer = mayDecide({ ...facts, maker: facts.actor }, rules);
        expect(answer.allowed).toBe(false);
        expect(answer.reasons[0]?.code).toBe('maker_is_checker');
      }),
      { numRuns: 2_000 },
    );
  });

  it('permits nothing larger where the smaller is refused, and always says why', () => {
    fc.assert(
      fc.property(
        factsArb,
        rulesArb,
        fc.bigInt({ min: 0n, max: 900n }),
        fc.integer({ min: 0, max: 60 }),
        (facts, rules, more, days) => {
          const answer = mayDecide(facts, rules);
          expect(answer.allowed).toBe(answer.reasons.length === 0);
          expect(answer.allowed).toBe(answer.role !== null);
          const larger = mayDecide(
            {
              ...facts,
              amount: { ...facts.amount, minor: facts.amount.minor + more },
              overLimitMinor: facts.overLimitMinor + more,
              overdueDays: facts.overdueDays + days,
            },
            rules,
          );
          if (!answer.allowed) expect(larger.allowed).toBe(false);
          for (const role of larger.rolesThatMay) expect(answer.rolesThatMay).toContain(role);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('permits exactly up to its bounds', () => {
    const bound = [{ minor: 100n, currency: 'CNY' }];
    const rules: AuthorityRules = {
      makerIsNotChecker: true,
      rows: [{ role: 'credit-manager', act: 'release_hold', amountMax: bound, overLimitMax: bound, overdueDaysMax: 30 }],
    };
    const at: AuthorityFacts = {
      act: 'release_hold',
      roles: ['credit-manager'],
      actor: 'shen',
      maker: null,
      amount: { minor: 100n, currency: 'CNY' },
      overLimitMinor: 100n,
      overdueDays: 30,
    };
    const codes = (more: Partial<AuthorityFacts>) => mayDecide({ ...at, ...more }, rules).reasons.map((reason) => reason.code);
    expect(codes({})).toEqual([]);
    expect(codes({ amount: { minor: 101n, currency: 'CNY' } })).toEqual(['amount_above']);
    expect(codes({ overLimitMinor: 101n })).toEqual(['over_limit_above']);
    expect(codes({ overdueDays: 31 })).toEqual(['overdue_days_above']);
  });

  it('gives a role without a row nothing', () => {
    fc.assert(
      fc.property(factsArb, (facts) => {
        expect(mayDecide(facts, { makerIsNotChecker: true, rows: [] }).allowed).toBe(false);
      }),
    );
  });
});
