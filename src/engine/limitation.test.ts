// The limitation clock by cases: what renews it, what does not, leap days, proceedings, obstacles, the longest protection.
import { expect, it } from 'vitest';
import { type LimitationAct, type LimitationActKind, limitationHelp, limitationOf } from './limitation.ts';

let made = 0;
function act(kind: LimitationActKind, on: string, until: string | null = null): LimitationAct {
  made += 1;
  return { id: String(made), kind, on, until, evidence: null };
}

type Case = readonly [
  title: string,
  dueOn: string,
  acts: LimitationAct[],
  asOf: string,
  state: string,
  endsOn: string | null,
  renewedBy?: string,
];
const CASES: readonly Case[] = [
  ['not yet due', '2026-11-22', [], '2026-11-22', 'not_due', null],
  ['the first day after due', '2026-11-21', [], '2026-11-22', 'running', '2029-11-21'],
  ['three years from the day after due', '2023-10-31', [], '2026-10-31', 'running', '2026-10-31'],
  ['one day later it is over', '2023-10-31', [], '2026-11-01', 'ended', '2026-10-31'],
  ['due on a leap day', '2024-02-29', [], '2026-01-01', 'running', '2027-02-28'],
  ['a demand renews it', '2023-10-31', [act('demand', '2025-03-15')], '2026-11-22', 'running', '2028-03-15', 'demand'],
  ['a demand on a leap day', '2023-10-31', [act('demand', '2024-02-29')], '2026-11-22', 'running', '2027-02-28', 'demand'],
  [
    'the last of several, in any order',
    '2022-01-31',
    [act('payment', '2024-06-01'), act('demand', '2023-05-05')],
    '2026-11-22',
    'running',
    '2027-06-01',
    'payment',
  ],
  [
    'a demand on the last day is in time',
    '2022-01-31',
    [act('demand', '2025-01-31')],
    '2026-11-22',
    'running',
    '2028-01-31',
    'demand',
  ],
  ['a demand one day late renews nothing', '2022-01-31', [act('demand', '2025-02-01')], '2026-11-22', 'ended', '2025-01-31'],
  [
    'a part payment after the end renews nothing',
    '2022-01-31',
    [act('payment', '2025-06-01')],
    '2026-11-22',
    'ended',
    '2025-01-31',
  ],
  [
    'a balance signed after the end begins anew',
    '2022-01-31',
    [act('signed_balance', '2025-06-01')],
    '2026-11-22',
    'running',
    '2028-06-01',
    'signed_balance',
  ],
  [
    'a promise after the end begins anew, and a demand after it counts',
    '2022-01-31',
    [act('promise', '2025-06-01'), act('demand', '2026-01-01')],
    '2026-11-22',
    'running',
    '2029-01-01',
    'demand',
  ],
  [
    'a demand before the item was due counts for nothing',
    '2025-10-31',
    [act('demand', '2025-10-31')],
    '2026-11-22',
    'running',
    '2028-10-31',
  ],
  [
    'what happens after the day asked for is not seen',
    '2023-10-31',
    [act('demand', '2026-12-01')],
    '2026-11-22',
    'ended',
    '2026-10-31',
  ],
  [
    'while a lawsuit goes on nothing ends',
    '2020-01-31',
    [act('lawsuit', '2022-12-01')],
    '2026-11-22',
    'in_proceedings',
    null,
    'lawsuit',
  ],
  [
    'from the end of a lawsuit it runs anew',
    '2020-01-31',
    [act('lawsuit', '2022-12-01', '2024-05-20')],
    '2026-11-22',
    'running',
    '2027-05-20',
    'lawsuit',
  ],
  [
    'a demand within a lawsuit does not shorten it',
    '2020-01-31',
    [act('lawsuit', '2022-12-01', '2024-05-20'), act('demand', '2023-06-01')],
    '2026-11-22',
    'running',
    '2027-05-20',
    'lawsuit',
  ],
  ['a lawsuit after the end renews nothing', '2020-01-31', [act('lawsuit', '2023-02-01')], '2026-11-22', 'ended', '2023-01-31'],
  [
    'an obstacle early in the period counts for nothing',
    '2022-01-31',
    [act('obstacle', '2022-06-01', '2022-09-01')],
    '2024-01-01',
    'running',
    '2025-01-31',
  ],
  [
    'an obstacle in the last six months leaves six months',
    '2022-01-31',
    [act('obstacle', '2024-12-01', '2025-04-30')],
    '2025-06-01',
    'running',
    '2025-10-30',
  ],
  ['while the obstacle stands nothing ends', '2022-01-31', [act('obstacle', '2024-12-01')], '2026-11-22', 'suspended', null],
  [
    'twenty years after due nothing helps',
    '2004-03-01',
    [
      act('demand', '2006-12-01'),
      act('demand', '2009-11-01'),
      act('demand', '2012-10-01'),
      act('demand', '2015-09-01'),
      act('demand', '2018-08-01'),
      act('demand', '2021-07-01'),
    ],
    '2026-11-22',
    'ended',
    '2024-03-01',
    'demand',
  ],
];

for (const [title, dueOn, acts, asOf, state, endsOn, renewedBy] of CASES) {
  it(title, () => {
    const found = limitationOf(dueOn, acts, asOf);
    expect({ state: found.state, endsOn: found.endsOn, renewedBy: found.renewedBy?.kind }).toEqual({ state, endsOn, renewedBy });
    expect(limitationOf(dueOn, acts.toReversed(), asOf)).toEqual(found);
  });
}

it('the period runs from the day after due, or after what renewed it; days left count to its last day', () => {
  expect(limitationOf('2026-10-31', [], '2026-11-22')).toMatchObject({ runsFrom: '2026-11-01', daysLeft: 1074 });
  const renewed = limitationOf('2024-10-31', [act('demand', '2026-11-20')], '2026-11-22');
  expect(renewed).toMatchObject({ runsFrom: '2026-11-21', endsOn: '2029-11-20' });
});

it('says what helps: a signature while there is time, a demand when there is little, a lawsuit at the end', () => {
  const help = (dueOn: string) => limitationHelp(limitationOf(dueOn, [], '2026-11-22'));
  expect(['2024-05-01', '2024-01-31', '2023-12-10', '2023-11-21', '2026-12-01'].map(help)).toEqual([
    'sign_balance',
    'demand',
    'sue',
    'new_agreement',
    null,
  ]);
});
