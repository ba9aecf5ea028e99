// Invented figures for the gallery: the story of 宁波甬拓, amounts in 万元.

import { addDays } from '#base/date.ts';
import type { WireMoney } from '#base/money.ts';
import type { DelayDot } from '#web/kit/delay-strip.tsx';
import type { LimitPoint } from '#web/kit/limit-steps.tsx';

export const TODAY = '2026-11-21';

export function wan(amount: number): WireMoney {
  return { amount: (Math.round(amount * 1_000_000) / 100).toFixed(2), currency: 'CNY' };
}

export type SampleRow = {
  readonly code: string;
  readonly name: string;
  readonly grade: string;
  readonly limit: number | null;
  readonly parts: readonly [number, number, number, number];
  readonly exposure: number;
  readonly permanent?: number;
  readonly overdue: number;
  readonly days: number;
  readonly ageing: readonly [number, number, number, number];
};

function row(
  name: string,
  grade: string,
  limit: number | null,
  parts: SampleRow['parts'],
  exposure: number,
  overdue: number,
  days: number,
  late: readonly [number, number, number],
): SampleRow {
  return {
    code: `C${String(name.codePointAt(0) ?? 0).padStart(6, '0')}`,
    name,
    grade,
    limit,
    parts,
    exposure,
    overdue,
    days,
    ageing: [parts[0] - overdue, ...late],
  };
}

export const rows: readonly SampleRow[] = [
  row('佛山顺灏电器配件', 'CCC', 300, [286.7, 0, 0, 88], 374.7, 145.7, 82, [40, 62, 43.7]),
  row('郑州中穗粮油机械', 'B', 450, [402.15, 18.4, 26, 0], 446.55, 188, 58, [70, 118, 0]),
  row('重庆渝砺摩托部件', 'B', 260, [198.6, 0, 14.5, 0], 213.1, 71.4, 117, [20, 30, 21.4]),
  { ...row('宁波甬拓精密制造', 'BB', 800, [612.4, 74.6, 58, 45], 760, 128.6, 47, [52.2, 76.4, 0]), permanent: 600 },
  row('南通海沛船舶配套', 'BB', 500, [366.2, 32.1, 20, 0], 418.3, 122.9, 44, [50, 72.9, 0]),
  row('无锡锡澄电气成套', 'BBB', 380, [244.9, 21.8, 41.8, 0], 308.5, 46.1, 33, [26.1, 20, 0]),
  row('天津津渤管业', 'BB', 320, [251.3, 12.6, 8, 24], 295.9, 56.8, 26, [56.8, 0, 0]),
  row('嘉兴禾澍纺机', 'BB', 180, [121.4, 6.2, 0, 0], 127.6, 21.5, 36, [10, 11.5, 0]),
  row('厦门鹭岐卫浴', 'BBB', 400, [318.4, 30.4, 16, 0], 364.8, 34.6, 19, [34.6, 0, 0]),
  row('成都蜀衍航空部件', 'A', 600, [204.7, 18.4, 10, 0], 233.1, 26.2, 16, [26.2, 0, 0]),
  row('温州瓯砾泵业', 'BB', 220, [158.9, 11.3, 9.4, 20], 199.6, 18.7, 22, [18.7, 0, 0]),
  row('长沙湘岭工程机械', 'A', 900, [486.3, 36.7, 17, 0], 540, 31.8, 12, [31.8, 0, 0]),
  { ...row('合肥徽启汽车零部件', 'A', 1100, [702.6, 64.2, 88, 0], 854.8, 24.4, 9, [24.4, 0, 0]), permanent: 800 },
  row('常州武澜轴承', 'BBB', 240, [142.8, 9.6, 27.6, 0], 180, 15.2, 11, [15.2, 0, 0]),
  row('芜湖鸠湾冷却系统', 'BBB', 200, [96.4, 4.8, 12, 0], 113.2, 9.8, 8, [9.8, 0, 0]),
  row('扬州邗沐光缆', 'BBB', null, [133.7, 14.5, 0, 0], 148.2, 7.6, 6, [7.6, 0, 0]),
  row('台州椒澈模具', 'BB', 150, [88.2, 0, 6.5, 0], 94.7, 6.4, 5, [6.4, 0, 0]),
  row('绍兴鉴溪印染助剂', 'BBB', 160, [74.6, 3.2, 0, 0], 77.8, 4.1, 3, [4.1, 0, 0]),
];

export const dots: readonly DelayDot[] = Array.from({ length: 44 }, (_, at) => ({
  document: `INV-${at < 30 ? '2604' : '2609'}-${String(100 + at)}`,
  dueOn: addDays('2025-11-15', at * 8),
  daysLate: at === 43 ? 47 : Math.round(4 + at * 0.4 + 9 * Math.sin(at * 1.7)),
  amount: wan(6 + ((at * 37) % 50)),
  paid: at < 41,
}));

export const limitPoints: readonly LimitPoint[] = Array.from({ length: 53 }, (_, at) => ({
  on: addDays('2025-11-21', at * 7),
  exposure: wan(400 + at * 6.2 + 25 * Math.sin(at / 3) + (at > 44 ? (at - 44) * 8 : 0)),
  limit: wan(at < 18 ? 500 : at < 43 ? 600 : 800),
  permanent: wan(at < 18 ? 500 : 600),
}));

export const reasons = [
  {
    code: 'limit_use',
    action: 'hold',
    unit: 'money',
    actual: wan(846.4),
    threshold: wan(800),
    clears: [
      { kind: 'payment', amount: wan(46.4) },
      { kind: 'smaller_order', amount: wan(40) },
    ],
  },
  {
    code: 'overdue_days',
    action: 'hold',
    unit: 'days',
    actual: 47,
    threshold: 30,
    document: 'INV-2609-0412',
    clears: [{ kind: 'settle_document', document: 'INV-2609-0412', amount: wan(76.4) }],
  },
  {
    code: 'overdue_share_ppm',
    action: 'hold',
    unit: 'ppm',
    actual: 210_000,
    threshold: 150_000,
    clears: [{ kind: 'collect_overdue', amount: wan(43.3) }],
  },
];
