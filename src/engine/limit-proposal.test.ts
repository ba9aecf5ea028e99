// Limit proposals: the arithmetic of every candidate, and bounds that hold whatever the facts.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitRules, ProposalFacts } from './limit-proposal.ts';
import { proposeLimit } from './limit-proposal.ts';
import { parseRulebook } from './rulebook.ts';

const parsed = parseRulebook('limits', JSON.parse(readFileSync(new URL('../../rulebooks/limits.json', import.meta.url), 'utf8')));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const rules: LimitRules = parsed.rulebook.rules;
const asOf = '2026-06-30';
const minor = fc.option(fc.bigInt({ min: -1_000_000n, max: 10n ** 13n }));
const factsArb: fc.Arbitrary<ProposalFacts> = fc.record({
  currency: fc.constantFrom('CNY', 'JPY', 'THB'),
  grade: fc.constantFrom('AAA', 'A', 'BB', 'CCC', 'C', 'NR', 'Z', null),
  monthlySalesMinor: minor,
  bestPaidPeakMinor: minor,
  portfolioExposureMinor: minor,
  requestedMinor: minor,
  coefficients: fc.record({ industry: fc.option(fc.integer({ min: 100_000, max: 2_000_000 })), region: fc.constant(null) }),
  requestedTermsDays: fc.option(fc.integer({ min: 0, max: 120 })),
  currentLimitMinor: minor,
  currentTermsDays: fc.option(fc.integer({ min: 0, max: 120 })),
  exposureMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
});

describe('a proposal', () => {
  it('is never above any candidate, never negative, and a whole number of steps', () => {
    fc.assert(
      fc.property(factsArb, (facts) => {
        const proposal = proposeLimit(facts, rules, asOf);
        expect(proposal.limitMinor >= 0n).toBe(true);
        expect(proposal.candidates.map((each) => each.method)).toEqual(rules.methods);
        for (const each of proposal.candidates) {
          expect((each.amountMinor === null) === (each.missing !== undefined)).toBe(true);
          if (each.amountMinor !== null) expect(proposal.limitMinor <= each.amountMinor).toBe(true);
        }
        if (proposal.roundedDownTo !== null) expect(proposal.limitMinor % proposal.roundedDownTo).toBe(0n);
        expect(proposal.changeMinor).toBe(proposal.limitMinor - (facts.currentLimitMinor ?? 0n));
      }),
    );
  });

  it('gives nothing to a grade without credit, to an unknown grade, and where no capacity is known', () => {
    fc.assert(
      fc.property(factsArb, (facts) => {
        for (const grade of ['CC', 'D', 'NR', 'Z', null]) {
          expect(proposeLimit({ ...facts, grade }, rules, asOf)).toMatchObject({ limitMinor: 0n, prepay: true, termsDays: 0 });
        }
        const blind = { ...facts, grade: 'AAA', monthlySalesMinor: null, bestPaidPeakMinor: null };
        const proposal = proposeLimit(blind, rules, asOf);
        expect(proposal.limitMinor).toBe(0n);
        expect(proposal.reasons.map((reason) => reason.code)).toContain('no_capacity_known');
      }),
    );
  });

  it('is no smaller for a better grade and never grants longer terms than asked or allowed', () => {
    const order = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'D'];
    fc.assert(
      fc.property(factsArb, (facts) => {
        const limits = order.map((grade) => proposeLimit({ ...facts, grade }, rules, asOf));
        for (let at = 1; at < limits.length; at += 1) expect(limits[at]!.limitMinor <= limits[at - 1]!.limitMinor).toBe(true);
        for (const [at, grade] of order.entries()) {
          const allowed = rules.grades.find((each) => each.grade === grade)!.termsDays;
          expect(limits[at]!.termsDays).toBeLessThanOrEqual(Math.min(allowed, facts.requestedTermsDays ?? allowed));
        }
      }),
    );
  });

  it('says that longer terms were asked than the grade allows', () => {
    const facts: ProposalFacts = {
      currency: 'CNY',
      grade: 'BB',
      monthlySalesMinor: 10_000_000n,
      bestPaidPeakMinor: null,
      portfolioExposureMinor: null,
      requestedMinor: null,
      requestedTermsDays: 90,
      coefficients: { industry: null, region: null },
      currentLimitMinor: null,
      currentTermsDays: null,
      exposureMinor: 0n,
    };
    const proposal = proposeLimit(facts, rules, asOf);
    // 100,000 × 60/30 × 1.2 × 0.75 = 180,000.
    expect(proposal).toMatchObject({ limitMinor: 18_000_000n, termsDays: 60, boundBy: 'sales_terms' });
    expect(proposal.reasons).toContainEqual({ code: 'terms_by_grade', actual: 90, threshold: 60 });
  });
});
