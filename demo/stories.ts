// The six stories of the demo company in words; the data that tells them is made elsewhere.
import type { Day } from '#base/date.ts';
import { storyDays } from './behaviour.ts';
import type { DemoCustomer, DemoGroup, DemoKind, DemoStory } from './company.ts';

export function makeStories(
  customers: readonly DemoCustomer[],
  groups: readonly DemoGroup[],
  dayOf: (at: number) => Day,
): DemoStory[] {
  const codesOf = (kind: DemoKind): string[] => customers.filter((each) => each.kind === kind).map((each) => each.code);
  const sick = new Set(codesOf('contagion'));
  const contagion = groups.find((each) => sick.has(each.parent))!;
  return [
    {
      key: 'squeeze',
      customers: codesOf('squeeze'),
      since: dayOf(-190),
      text: {
        zh: '付款半年里从平均晚 7 天变成晚 22 天，800 万额度用到 760 万；今天的订单 86.40 万超额，收到逾期的 76.40 万即可放行。',
        en: 'Payments went from 7 to 22 days late in half a year and ¥7.60 m of ¥8.00 m are in use; the order of ¥864,000 does not fit today, but clears once the overdue ¥764,000 is paid.',
      },
    },
    {
      key: 'slow_slide',
      customers: codesOf('slide'),
      since: dayOf(storyDays.slideBegins),
      text: {
        zh: '十个月里晚付天数从 5 天一点点拖到 80 天，采购照旧：没有哪一天出事，每个月都更差。',
        en: 'Over ten months days late creep from 5 to 80 while purchases go on: no single bad day, every month a little worse.',
      },
    },
    {
      key: 'bust_out',
      customers: codesOf('bust_out'),
      since: dayOf(storyDays.surgeFrom),
      text: {
        zh: '一年的新客户，一直准时付款；三个月采购放大到四倍，随后停止付款也停止采购。',
        en: 'A customer of one year who always paid on time buys four times as much for three months, then neither pays nor buys.',
      },
    },
    {
      key: 'dishonoured_bill',
      customers: codesOf('dishonour'),
      since: dayOf(storyDays.billDishonoured),
      text: {
        zh: '88.00 万元商业承兑汇票两天前到期拒付，账户已冻结，新订单 152.00 万在等。',
        en: 'A commercial bill of ¥880,000 came back unpaid two days ago; the account is frozen and an order of ¥1.52 m waits.',
      },
    },
    {
      key: 'failed_season',
      customers: codesOf('season_fails'),
      since: dayOf(storyDays.seasonFailsFrom),
      text: {
        zh: '每年这一季要货最多，今年旺季采购只有往年的两成，付款也停了；季节性额度还开着。',
        en: 'Its season failed: purchases are a fifth of last year’s, payments have stopped, and the seasonal limit is still open.',
      },
    },
    {
      key: 'contagion',
      customers: [...contagion.members],
      since: dayOf(storyDays.parentStops),
      text: {
        zh: '集团母公司先停付，三家子公司隔几周一家接一家地跟着停。',
        en: 'The parent of a group stops paying, and its three sisters follow one by one, weeks apart.',
      },
    },
  ];
}
