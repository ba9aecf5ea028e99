// The shipped rulebooks parse, keep their own examples, and a cell that is wrong is refused with its place.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Rulebook, RulebookKind } from './rulebook.ts';
import { parseRulebook, RULEBOOK_KINDS } from './rulebook.ts';
import { runCases } from './rulebook-cases.ts';

// The tests bend JSON at will.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any;
const text = (kind: RulebookKind) => readFileSync(new URL(`../../rulebooks/${kind}.json`, import.meta.url), 'utf8');
const shipped = (kind: RulebookKind): Json => JSON.parse(text(kind));
const problems = (kind: RulebookKind, json: unknown) => {
  const parsed = parseRulebook(kind, json);
  return parsed.ok ? [] : parsed.problems;
};

describe.each(RULEBOOK_KINDS)('the shipped rulebook %s', (kind) => {
  const parsed = parseRulebook(kind, shipped(kind));

  it('parses', () => {
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });

  const cases = parsed.ok ? runCases(parsed.rulebook as Rulebook) : [];
  it('has examples', () => {
    expect(cases.length).toBeGreaterThanOrEqual(5);
  });
  it.each(cases.map((each) => [each.title.en, each] as const))('%s', (_title, each) => {
    expect(each.differences).toEqual([]);
  });

  it('says the same in both languages: no Chinese in the English, some in the Chinese', () => {
    const titles: { zh: string; en: string }[] = [];
    JSON.parse(text(kind), (_key, value) => {
      if (value && typeof value === 'object' && 'zh' in value && 'en' in value) titles.push(value);
      return value;
    });
    for (const title of titles) {
      expect(title.en).not.toMatch(/\p{Script=Han}/u);
      expect(title.zh).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('an example that does not come out is found', () => {
  it('names the place, what was expected and what was found', () => {
    const json = shipped('limits');
    json.cases[0].expect.limit.amount = '241000.00';
    const parsed = parseRulebook('limits', json);
    expect(parsed.ok && runCases(parsed.rulebook as Rulebook)[0]!.differences).toEqual([
      { path: 'limitMinor', expected: 24_100_000n, found: 30_000_000n },
    ]);
  });
});

describe('a malformed cell is refused at its place, never silently unmatched', () => {
  it.each<[string, RulebookKind, (json: Json) => void, string, string]>([
    [
      'a misspelt key',
      'order-check',
      (json) => {
        json.rules[3].treshold = json.rules[3].threshold;
      },
      'rules[3].treshold',
      'unknown_key',
    ],
    [
      'a threshold in the wrong unit',
      'order-check',
      (json) => {
        json.rules[6].threshold = { percent: 30 };
      },
      'rules[6].threshold.percent',
      'unknown_key',
    ],
    [
      'a threshold written as text',
      'order-check',
      (json) => {
        json.rules[6].threshold = { days: '30' };
      },
      'rules[6].threshold.days',
      'not_a_number',
    ],
    [
      'no threshold',
      'order-check',
      (json) => {
        delete json.rules[3].threshold;
      },
      'rules[3].threshold',
      'missing',
    ],
    [
      'a threshold for a state',
      'order-check',
      (json) => {
        json.rules[0].threshold = { days: 1 };
      },
      'rules[0].threshold',
      'no_threshold',
    ],
    [
      'a metric nobody knows',
      'order-check',
      (json) => {
        json.rules[3].metric = 'limit_usage';
      },
      'rules[3].metric',
      'not_a_choice',
    ],
    [
      'an action nobody knows',
      'order-check',
      (json) => {
        json.rules[3].action = 'block';
      },
      'rules[3].action',
      'not_a_choice',
    ],
    [
      'one id twice',
      'order-check',
      (json) => {
        json.rules[4].id = 'limit-use';
      },
      'rules[4]',
      'twice',
    ],
    [
      'an amount as a number',
      'order-check',
      (json) => {
        json.rules[8].threshold.amounts[0].amount = 500000;
      },
      'rules[8].threshold.amounts[0].amount',
      'not_a_text',
    ],
    [
      'too many decimals for the currency',
      'order-check',
      (json) => {
        json.rules[8].threshold.amounts[4].amount = '1.5';
      },
      'rules[8].threshold.amounts[4].amount',
      'amount_decimals',
    ],
    [
      'one currency twice',
      'order-check',
      (json) => {
        json.rules[8].threshold.amounts[1].currency = 'CNY';
      },
      'rules[8].threshold.amounts[1]',
      'currency_twice',
    ],
    [
      'a currency nobody knows',
      'order-check',
      (json) => {
        json.rules[8].threshold.amounts[0].currency = 'RMB';
      },
      'rules[8].threshold.amounts[0].currency',
      'currency_unknown',
    ],
    [
      'prepayment asked by a hold',
      'order-check',
      (json) => {
        json.rules[3].prepayPercent = 30;
      },
      'rules[3].prepayPercent',
      'not_for_action',
    ],
    [
      'the other kind',
      'order-check',
      (json) => {
        json.kind = 'signals';
      },
      'kind',
      'not_a_choice',
    ],
    [
      'bands without an open end',
      'scorecard',
      (json) => {
        json.indicators[0].bands.at(-1).upTo = 90;
      },
      'indicators[0].bands[6].upTo',
      'open_end',
    ],
    [
      'bands out of order',
      'scorecard',
      (json) => {
        json.indicators[0].bands[1].upTo = 9;
      },
      'indicators[0].bands[2].upTo',
      'not_ascending',
    ],
    [
      'points with a fraction',
      'scorecard',
      (json) => {
        json.indicators[0].bands[1].points = 1.5;
      },
      'indicators[0].bands[1].points',
      'not_an_integer',
    ],
    [
      'an indicator nobody knows',
      'scorecard',
      (json) => {
        json.indicators[0].key = 'days_late';
      },
      'indicators[0].key',
      'indicator_unknown',
    ],
    [
      'a cap to a grade off the scale',
      'scorecard',
      (json) => {
        json.caps[0].grade = 'E';
      },
      'caps[0].grade',
      'grade_off_scale',
    ],
    [
      'a grade out of reach',
      'scorecard',
      (json) => {
        json.scale[0].minScore = 1_001;
      },
      'scale[0].minScore',
      'out_of_reach',
    ],
    [
      'a missing value better than the best',
      'scorecard',
      (json) => {
        json.indicators[0].missing.points = 91;
      },
      'indicators[0].missing.points',
      'better_than_best',
    ],
    [
      'a scale out of order',
      'scorecard',
      (json) => {
        json.scale[2].minScore = 900;
      },
      'scale[2].minScore',
      'not_descending',
    ],
    [
      'a step of zero',
      'limits',
      (json) => {
        json.roundTo[0].amount = '0';
      },
      'roundTo[0].amount',
      'zero',
    ],
    [
      'a negative amount',
      'limits',
      (json) => {
        json.least[0].amount = '-1';
      },
      'least[0].amount',
      'negative',
    ],
    [
      'one grade twice',
      'limits',
      (json) => {
        json.grades[1].grade = 'AAA';
      },
      'grades[1]',
      'twice',
    ],
    [
      'red before yellow',
      'signals',
      (json) => {
        json.rules[0].levels.reverse();
      },
      'rules[0].levels[1]',
      'not_ascending',
    ],
    [
      'days where percent belong',
      'signals',
      (json) => {
        json.rules[1].levels[0] = { level: 'yellow', days: 80 };
      },
      'rules[1].levels[0].days',
      'unknown_key',
    ],
    [
      'a bound left out',
      'authority',
      (json) => {
        delete json.rows[0].amountMax;
      },
      'rows[0].amountMax',
      'missing',
    ],
    [
      'a rule without its second language',
      'authority',
      (json) => {
        json.title.en = '';
      },
      'title.en',
      'not_a_text',
    ],
  ])('%s', (_title, kind, bend, path, code) => {
    const json = shipped(kind);
    bend(json);
    expect(problems(kind, json).map((each) => [each.path, each.code])).toContainEqual([path, code]);
  });

  it('finds all of them in one go, and survives what is no rulebook at all', () => {
    for (const nonsense of [null, 7, 'x', [], {}, { rules: 'none' }, { rules: [null, 1, []] }]) {
      for (const kind of RULEBOOK_KINDS) expect(problems(kind, nonsense).length).toBeGreaterThan(0);
    }
    const json = shipped('order-check');
    json.rules[3].metric = 'x';
    json.rules[5].action = 'y';
    json.rules[6].threshold.days = -1;
    expect(problems('order-check', json).length).toBeGreaterThanOrEqual(3);
  });

  it('names at most a hundred problems', () => {
    const json = shipped('order-check');
    json.rules = Array.from({ length: 400 }, () => {});
    expect(problems('order-check', json)).toHaveLength(100);
  });
});
