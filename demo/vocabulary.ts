// What invented company names are made of: places, trades with their season, and the syllables of brands.

/** When a trade buys: its heavy season; `flat` has none beside the Spring Festival dip that all share. */
export type Season = 'flat' | 'spring' | 'summer' | 'autumn' | 'winter';

export type Place = {
  readonly zh: string;
  readonly en: string;
  readonly province: string;
  readonly code: string;
  readonly area: Area;
};
export type Area = '华东' | '华南' | '华中' | '华北' | '西部';

// city, pinyin, province, GB/T 2260, sales area
const PLACES = `宁波 Ningbo 浙江 330200 华东
杭州 Hangzhou 浙江 330100 华东
温州 Wenzhou 浙江 330300 华东
嘉兴 Jiaxing 浙江 330400 华东
绍兴 Shaoxing 浙江 330600 华东
台州 Taizhou 浙江 331000 华东
湖州 Huzhou 浙江 330500 华东
苏州 Suzhou 江苏 320500 华东
无锡 Wuxi 江苏 320200 华东
常州 Changzhou 江苏 320400 华东
南通 Nantong 江苏 320600 华东
扬州 Yangzhou 江苏 321000 华东
泰州 Taizhou 江苏 321200 华东
镇江 Zhenjiang 江苏 321100 华东
徐州 Xuzhou 江苏 320300 华东
上海 Shanghai 上海 310100 华东
合肥 Hefei 安徽 340100 华东
芜湖 Wuhu 安徽 340200 华东
佛山 Foshan 广东 440600 华南
东莞 Dongguan 广东 441900 华南
中山 Zhongshan 广东 442000 华南
惠州 Huizhou 广东 441300 华南
广州 Guangzhou 广东 440100 华南
深圳 Shenzhen 广东 440300 华南
厦门 Xiamen 福建 350200 华南
泉州 Quanzhou 福建 350500 华南
福州 Fuzhou 福建 350100 华南
郑州 Zhengzhou 河南 410100 华中
洛阳 Luoyang 河南 410300 华中
武汉 Wuhan 湖北 420100 华中
襄阳 Xiangyang 湖北 420600 华中
长沙 Changsha 湖南 430100 华中
株洲 Zhuzhou 湖南 430200 华中
南昌 Nanchang 江西 360100 华中
青岛 Qingdao 山东 370200 华北
烟台 Yantai 山东 370600 华北
潍坊 Weifang 山东 370700 华北
济南 Jinan 山东 370100 华北
天津 Tianjin 天津 120100 华北
石家庄 Shijiazhuang 河北 130100 华北
唐山 Tangshan 河北 130200 华北
沈阳 Shenyang 辽宁 210100 华北
大连 Dalian 辽宁 210200 华北
成都 Chengdu 四川 510100 西部
德阳 Deyang 四川 510600 西部
重庆 Chongqing 重庆 500100 西部
西安 Xi'an 陕西 610100 西部
宝鸡 Baoji 陕西 610300 西部`;

export const places: readonly Place[] = PLACES.split('\n').map((line) => {
  const [zh, en, province, code, area] = line.split(' ') as [string, string, string, string, Area];
  return { zh, en, province, code, area };
});

export type Trade = {
  readonly zh: string;
  readonly en: string;
  readonly division: string;
  readonly season: Season;
};

// GB/T 4754-2017 divisions that occur: number → section, Chinese, English.
export const divisions: Readonly<Record<string, readonly [section: string, zh: string, en: string]>> = {
  '14': ['C', '食品制造业', 'Food manufacturing'],
  '17': ['C', '纺织业', 'Textiles'],
  '18': ['C', '纺织服装、服饰业', 'Apparel'],
  '26': ['C', '化学原料和化学制品制造业', 'Chemicals'],
  '29': ['C', '橡胶和塑料制品业', 'Rubber and plastics'],
  '33': ['C', '金属制品业', 'Metal products'],
  '34': ['C', '通用设备制造业', 'General machinery'],
  '35': ['C', '专用设备制造业', 'Special machinery'],
  '36': ['C', '汽车制造业', 'Motor vehicles'],
  '37': ['C', '铁路、船舶、航空航天和其他运输设备制造业', 'Rail, ships, aircraft and other transport equipment'],
  '38': ['C', '电气机械和器材制造业', 'Electrical machinery'],
  '39': ['C', '计算机、通信和其他电子设备制造业', 'Electronics'],
  '40': ['C', '仪器仪表制造业', 'Instruments'],
  '51': ['F', '批发业', 'Wholesale'],
};

// trade | English | division | season
const TRADES = `精密制造|Precision Manufacturing|34|flat
轴承|Bearings|34|flat
阀门|Valves|34|flat
泵业|Pumps|34|flat
机电|Electromechanical|34|flat
紧固件|Fasteners|34|flat
传动设备|Transmission Equipment|34|flat
液压件|Hydraulics|34|flat
压缩机|Compressors|34|flat
工程机械|Construction Machinery|35|flat
模具|Moulds|35|flat
粮油机械|Grain and Oil Machinery|35|flat
纺机|Textile Machinery|35|flat
注塑机械|Injection Moulding Machinery|35|flat
农机|Agricultural Machinery|35|spring
医疗器械|Medical Devices|35|flat
汽车零部件|Auto Parts|36|flat
车灯|Automotive Lighting|36|flat
船舶配套|Marine Equipment|37|flat
航空部件|Aviation Components|37|flat
摩托部件|Motorcycle Parts|37|flat
轨道装备|Rail Equipment|37|flat
电气成套|Electrical Systems|38|flat
电缆|Cables|38|flat
电器配件|Appliance Parts|38|flat
空调配件|Air-conditioner Parts|38|spring
光缆|Optical Cables|38|flat
冷却系统|Cooling Systems|38|flat
取暖设备|Heating Equipment|38|winter
电机|Motors|38|flat
电子材料|Electronic Materials|39|flat
连接器|Connectors|39|flat
仪表|Instruments|40|flat
卫浴|Sanitary Ware|33|flat
管业|Pipes|33|flat
五金制品|Hardware|33|flat
钢构|Steel Structures|33|flat
塑业|Plastics|29|flat
橡胶制品|Rubber Products|29|flat
包装材料|Packaging Materials|29|flat
饮料包装|Beverage Packaging|29|summer
印染助剂|Dyeing Auxiliaries|26|flat
涂料|Coatings|26|flat
胶粘材料|Adhesives|26|flat
无纺布|Nonwovens|17|flat
服装辅料|Garment Accessories|18|autumn
年货食品|Festival Foods|14|winter
金属贸易|Metals Trading|51|flat`;

export const trades: readonly Trade[] = TRADES.split('\n').map((line) => {
  const [zh, en, division, season] = line.split('|') as [string, string, string, Season];
  return { zh, en, division, season };
});

// Two of these make a brand: rare enough together that a real company of the same name would be chance.
const FIRST =
  '澜Lan 砺Li 澍Shu 槿Jin 峤Qiao 沣Feng 榆Yu 峦Luan 潞Lu 湄Mei 榕Rong 岚Lan 琅Lang 珩Heng 璟Jing 翎Ling 芷Zhi 荻Di 菀Wan 葭Jia 昀Yun 晏Yan 曜Yao 杪Miao 栎Li 桦Hua 淇Qi 渌Lu 湛Zhan 溯Su 煦Xu 璞Pu 磐Pan 粟Su';
const SECOND =
  '垣Yuan 屿Yu 岑Cen 川Chuan 舟Zhou 汀Ting 泓Hong 洲Zhou 渚Zhu 朔Shuo 柘Zhe 梓Zi 樾Yue 野Ye 钧Jun 铎Duo 锐Rui 隽Jun 霁Ji 颂Song 驰Chi 麓Lu 恪Ke 拓Tuo 擎Qing 衡Heng 启Qi 铭Ming';

type Syllable = { readonly zh: string; readonly en: string };
function syllables(text: string): readonly Syllable[] {
  return text.split(' ').map((each) => ({ zh: each.slice(0, 1), en: each.slice(1) }));
}
export const firstSyllables = syllables(FIRST);
export const secondSyllables = syllables(SECOND);

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the demo vocabulary has no ${what}`);
  return value;
}

export function placeNamed(zh: string): Place {
  return found(
    places.find((each) => each.zh === zh),
    zh,
  );
}

export function tradeNamed(zh: string): Trade {
  return found(
    trades.find((each) => each.zh === zh),
    zh,
  );
}

/** Weight of a month (1–12) against the year's mean of 1: the trade's season times the Spring Festival dip. */
export function seasonWeight(season: Season, month: number): number {
  return seasonTable[season][month - 1]!;
}

// Spring Festival falls between late January and late February: factories stand still, and catch up in March.
const FESTIVAL = [0.82, 0.55, 1.08, 1.02, 1, 1, 0.98, 1, 1.06, 1, 1.05, 1.1];
const CENTRE: Readonly<Record<Exclude<Season, 'flat'>, number>> = { spring: 4, summer: 6, autumn: 9, winter: 12 };

function normalised(weights: readonly number[]): readonly number[] {
  const mean = weights.reduce((sum, each) => sum + each, 0) / weights.length;
  return weights.map((each) => each / mean);
}

function seasonYear(season: Season): readonly number[] {
  return normalised(
    FESTIVAL.map((festival, at) => {
      if (season === 'flat') return festival;
      const away = Math.abs(at + 1 - CENTRE[season]);
      const months = Math.min(away, 12 - away);
      return festival * (0.3 + 2.6 * Math.exp(-((months / 1.4) ** 2)));
    }),
  );
}

const seasonTable: Readonly<Record<Season, readonly number[]>> = {
  flat: seasonYear('flat'),
  spring: seasonYear('spring'),
  summer: seasonYear('summer'),
  autumn: seasonYear('autumn'),
  winter: seasonYear('winter'),
};
