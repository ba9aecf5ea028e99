// The customers with a name that people will meet again: those of the stories, their groups, and two dozen well-known accounts.
import type { DemoKind, DemoText } from './company.ts';
import type { Season } from './vocabulary.ts';

/** A group of customers; the first hero that names it is the parent. */
export const heroGroups: readonly { readonly code: string; readonly name: DemoText }[] = [
  { code: 'G01', name: { zh: '甬拓控股集团', en: 'Yongtuo Holding Group' } },
  { code: 'G02', name: { zh: '海沛集团', en: 'Haipei Group' } },
  { code: 'G03', name: { zh: '湘岭重工集团', en: 'Xiangling Heavy Industry Group' } },
  { code: 'G04', name: { zh: '鲁屿装备集团', en: 'Luyu Equipment Group' } },
  { code: 'G05', name: { zh: '徽启汽车集团', en: 'Huiqi Automotive Group' } },
  { code: 'G06', name: { zh: '蜀衍航空集团', en: 'Shuyan Aviation Group' } },
  { code: 'G07', name: { zh: '鹭岐家居集团', en: 'Luqi Home Group' } },
  { code: 'G08', name: { zh: '锡澄电气集团', en: 'Xicheng Electric Group' } },
];

export type Hero = {
  readonly place: string;
  readonly brand: DemoText;
  readonly trade: string;
  readonly kind: DemoKind;
  readonly termsDays: number;
  /** Sales a year in units of ¥10,000. */
  readonly yearWan: number;
  readonly owner: string | null;
  readonly group: string | null;
  /** Years of dealing with us. */
  readonly years: number;
  readonly stock: boolean;
};

// place|brand zh|brand en|trade|kind|terms|万 a year|owner|group|years|joint stock
const HEROES = `宁波|甬拓|Yongtuo|精密制造|squeeze|60|2900|lu.ming|G01|7|
宁波|甬拓|Yongtuo|液压件|prompt|45|620|lu.ming|G01|5|
台州|甬拓|Yongtuo|模具|slow|60|410|xi.wen|G01|4|
佛山|顺灏|Shunhao|电器配件|dishonour|60|1150|lai.yue||6|
郑州|中穗|Zhongsui|粮油机械|slide|60|1500|tu.an||8|
惠州|屿川|Yuchuan|电子材料|bust_out|60|820|mai.hao||1|
南通|海沛|Haipei|船舶配套|contagion|60|1500|zhuo.ran|G02|9|
泰州|海沛|Haipei|钢构|contagion|60|700|zhuo.ran|G02|6|
扬州|海沛|Haipei|电缆|contagion|45|520|zhuo.ran|G02|6|
镇江|海沛|Haipei|泵业|contagion|45|380|xi.wen|G02|3|
重庆|渝砺|Yuli|摩托部件|slow|60|760|lei.shan||7|
无锡|锡澄|Xicheng|电气成套|slow|60|980|xi.wen|G08|6|
常州|锡澄|Xicheng|电机|prompt|45|520|xi.wen|G08|5|
天津|津渤|Jinbo|管业|slow|60|1080|qu.bei||6|
嘉兴|禾澍|Heshu|纺机|slow|45|610|zhuo.ran||5|
厦门|鹭岐|Luqi|卫浴|growing|60|1450|mai.hao|G07|4|
泉州|鹭岐|Luqi|五金制品|prompt|45|430|mai.hao|G07|3|
成都|蜀衍|Shuyan|航空部件|prompt|60|1300|lei.shan|G06|5|
德阳|蜀衍|Shuyan|精密制造|prompt|60|560|lei.shan|G06|4|
温州|瓯砾|Ouli|泵业|slow|45|900|lu.ming||6|
长沙|湘岭|Xiangling|工程机械|key_account|60|5200|ge.lin|G03|9|stock
株洲|湘岭|Xiangling|传动设备|prompt|60|940|ge.lin|G03|8|
长沙|湘岭|Xiangling|液压件|prompt|45|660|ge.lin|G03|5|
合肥|徽启|Huiqi|汽车零部件|key_account|60|6400|lu.ming|G05|8|stock
芜湖|徽启|Huiqi|车灯|prompt|60|1100|lu.ming|G05|6|
合肥|徽启|Huiqi|塑业|prompt|45|480|zhuo.ran|G05|4|
常州|武澜|Wulan|轴承|prompt|45|980|xi.wen||6|
芜湖|鸠湾|Jiuwan|冷却系统|prompt|45|720|zhuo.ran||4|
扬州|邗沐|Hanmu|光缆|prompt|60|880|zhuo.ran||5|
台州|椒澈|Jiaoche|模具|slow|45|520|lu.ming||4|
绍兴|鉴溪|Jianxi|印染助剂|prompt|45|560|xi.wen||5|
青岛|鲁屿|Luyu|轨道装备|key_account|90|7800|you.ye|G04|10|stock
烟台|鲁屿|Luyu|压缩机|prompt|60|900|you.ye|G04|7|
济南|鲁屿|Luyu|金属贸易|slow|30|760|you.ye|G04|5|
苏州|梧桐|Wutong|阀门|prompt|60|1650|xi.wen||8|
杭州|临澜|Linlan|机电|prompt|60|1180|lu.ming||6|`;

// A season that has just ended, whatever the day: the story's trade follows the quarter of the heavy months.
const FAILING: Readonly<Record<Exclude<Season, 'flat'>, string>> = {
  spring: '中山|熙岑|Xicen|空调配件|season_fails|60|980|lai.yue||5|',
  summer: '湖州|熙岑|Xicen|饮料包装|season_fails|60|980|zhuo.ran||5|',
  autumn: '绍兴|熙岑|Xicen|服装辅料|season_fails|60|980|xi.wen||5|',
  winter: '济南|熙岑|Xicen|取暖设备|season_fails|60|980|you.ye||5|',
};

/** All heroes; `month` (1–12) is the centre of the season that failed. */
export function heroes(month: number): readonly Hero[] {
  const season = month <= 2 || month === 12 ? 'winter' : month <= 5 ? 'spring' : month <= 8 ? 'summer' : 'autumn';
  return [...HEROES.split('\n'), FAILING[season]].map((line) => {
    const [place, zh, en, trade, kind, terms, wan, owner, group, years, stock] = line.split('|') as string[];
    return {
      place: place!,
      brand: { zh: zh!, en: en! },
      trade: trade!,
      kind: kind as DemoKind,
      termsDays: Number(terms),
      yearWan: Number(wan),
      owner: owner || null,
      group: group || null,
      years: Number(years),
      stock: stock === 'stock',
    };
  });
}
