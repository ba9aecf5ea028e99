// Are these two names one firm? A score, what speaks for it, what is against it. Never more than a proposal: a person decides.
import { INVISIBLE } from './identifiers.ts';
import { asPlace, comparePlaces, isLatinPlace, leadingPlaces } from './places.ts';

/**
 * `same`: written differently, no doubt left. `human`: may be one firm, somebody must look. `different`: not one firm, or nothing says so.
 * Only `same` and `human` make a suspected pair; neither merges anything.
 */
export type Verdict = 'same' | 'human' | 'different';

export const FOR_CODES = ['name_same', 'name_near', 'name_contains', 'place_within', 'place_equal', 'uscc_same'] as const;
export const AGAINST_CODES = [
  'figure_differs',
  'branch_differs',
  'place_differs',
  'place_missing',
  'form_differs',
  'form_missing',
  'group_differs',
  'trade_differs',
  'uscc_differs',
  'spelling_differs',
] as const;
export type ForCode = (typeof FOR_CODES)[number];
export type AgainstCode = (typeof AGAINST_CODES)[number];
/** The parts that were compared, as written in the two names. */
export type Evidence<Code extends string = ForCode | AgainstCode> = {
  readonly code: Code;
  readonly a: string;
  readonly b: string;
};

export type Match = {
  readonly verdict: Verdict;
  /** Parts per million: 1,000,000 is the same name. */
  readonly scorePpm: number;
  readonly agrees: readonly Evidence<ForCode>[];
  readonly against: readonly Evidence<AgainstCode>[];
};

/** A name taken apart. Traditional characters are folded by the caller: this program has no dictionary. */
export type NameParts = {
  readonly han: boolean;
  readonly places: readonly string[];
  /** What makes the name: 字号 and trade, without place, form and branch. */
  readonly core: string;
  readonly brand: string;
  readonly trade: string;
  readonly form: Form;
  readonly group: boolean;
  readonly branch: string;
};

/** `''`: the name says none (金鹏机电). */
type Form = '' | 'company' | 'limited' | 'joint-stock' | 'partnership' | 'inc' | 'corp' | 'llc' | 'plc' | 'gmbh' | 'sa' | 'other';

const HAN = /\p{Script=Han}/u;
const FORMS: readonly (readonly [string, Form])[] = [
  ['股份有限责任公司', 'joint-stock'],
  ['股份有限公司', 'joint-stock'],
  ['有限责任公司', 'limited'],
  ['股份公司', 'joint-stock'],
  ['有限公司', 'limited'],
  ['责任公司', 'limited'],
  ['总公司', 'company'],
  ['公司', 'company'],
  ['有限合伙', 'partnership'],
  ['普通合伙', 'partnership'],
  ['合伙企业', 'partnership'],
  ['coltd', 'limited'],
  ['ltd', 'limited'],
];
/** Longest first; a trade is what the firm does, and what the short name leaves out. */
const TRADES =
  '供应链管理|国际贸易|进出口贸易|进出口|对外贸易|机电设备|电子商务|电子科技|信息技术|信息科技|网络科技|生物科技|新材料科技|新材料|建筑工程|建设工程|机械设备|机械制造|装备制造|汽车配件|汽车零部件|五金制品|塑料制品|包装材料|医疗器械|化工原料|金属材料|建筑材料|装饰工程|餐饮管理|企业管理|投资管理|仓储物流|食品饮料|贸易|商贸|经贸|工贸|外贸|科技|技术|实业|电子|机电|机械|设备|电气|电器|化工|化学|纺织|服装|服饰|食品|饮料|物流|运输|建材|建设|建筑|工程|装饰|钢铁|钢材|金属|有色|五金|塑料|塑胶|橡胶|包装|印刷|纸业|药业|医药|制药|医疗|生物|农业|农产品|能源|电力|石油|石化|环保|汽车|汽配|零部件|模具|精密|仪器|仪表|光电|通信|通讯|网络|软件|信息|数据|投资|控股|发展|管理|咨询|服务|传媒|文化|广告|家具|家居|日化|百货|超市|商业|商行|制造|材料|工业|产业|重工|轮胎|轴承|阀门|电缆|线缆|电机|半导体'.split(
    '|',
  );
const NUMERALS: Readonly<Record<string, string>> = {
  零: '0',
  一: '1',
  壹: '1',
  二: '2',
  贰: '2',
  两: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  八: '8',
  九: '9',
  十: '10',
};
/** A difference made of these alone is another works, another shop, another line: never one firm. */
const ORDINAL = /^[0-9一二三四五六七八九十百零壹贰叁肆伍陆两甲乙丙丁戊己东西南北中新老大小a-h第]+$/u;
const BRANCH = /(?:第?[\p{Script=Han}0-9]{0,8}?)(?:分公司|分厂|分店|办事处|营业部|分行|支行|事业部|门市部|经销部|分部)$/u;

const LATIN_FORMS: Readonly<Record<string, Form>> = {
  ltd: 'limited',
  limited: 'limited',
  inc: 'inc',
  incorporated: 'inc',
  corp: 'corp',
  corporation: 'corp',
  llc: 'llc',
  plc: 'plc',
  gmbh: 'gmbh',
  ag: 'other',
  sa: 'sa',
  srl: 'other',
  spa: 'other',
  bv: 'other',
  nv: 'other',
  ab: 'other',
  oy: 'other',
  company: 'company',
  co: 'company',
  pte: 'limited',
  pty: 'limited',
};
const LATIN_SHORT: Readonly<Record<string, string>> = {
  intl: 'international',
  mfg: 'manufacturing',
  tech: 'technology',
  technologies: 'technology',
  ind: 'industries',
  industry: 'industries',
  industrial: 'industries',
  bros: 'brothers',
  svcs: 'services',
  svc: 'services',
  service: 'services',
  assoc: 'associates',
  centre: 'center',
  mgmt: 'management',
  grp: 'group',
  hldgs: 'holdings',
  holding: 'holdings',
  dist: 'distribution',
  elec: 'electronics',
  electronic: 'electronics',
  engr: 'engineering',
  eng: 'engineering',
  prod: 'products',
  product: 'products',
  import: 'importexport',
  natl: 'national',
  univ: 'university',
  us: 'usa',
  hk: 'hongkong',
  foods: 'food',
  steels: 'steel',
};

/** Takes a name apart. Expects simplified characters. */
export function nameParts(name: string): NameParts {
  const folded = foldedName(name);
  return HAN.test(folded) ? hanParts(folded) : latinParts(folded);
}

function foldedName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(INVISIBLE, '').replace(/[’'`]/g, '').trim();
}

function hanParts(folded: string): NameParts {
  const { rest, ...parts } = hanRead(folded);
  const { brand, trade } = tradeOf(rest);
  return { han: true, ...parts, core: numerals(rest), brand: numerals(brand), trade };
}

/** Place, form, group and branch read off; `rest` is what makes the name. */
function hanRead(folded: string): Pick<NameParts, 'places' | 'form' | 'group' | 'branch'> & { readonly rest: string } {
  const places: string[] = [];
  // A bracket that holds a place says where; any other content belongs to the name.
  let text = folded.replace(/[([【〔（]([^)\]】〕）]*)[)\]】〕）]/g, (_, inside: string) => {
    const plain = inside.replace(/[\s\p{P}\p{S}]+/gu, '');
    const place = asPlace(plain);
    if (place === null) return plain;
    places.push(place);
    return '';
  });
  text = text.replace(/[\s\p{P}\p{S}]+/gu, '');

  let form: Form = '';
  let branch = '';
  const at = formAt(text);
  if (at) {
    form = at.form;
    branch = text.slice(at.end);
    text = text.slice(0, at.start);
  } else {
    const tail = BRANCH.exec(text)?.[0] ?? '';
    if (tail !== '' && tail.length < text.length) {
      const cut = branchStart(text);
      branch = text.slice(cut);
      text = text.slice(0, cut);
    }
  }
  const group = /集团$/.test(text) || /集团(?=控股|股份|实业)/.test(text);
  text = text.replace(/集团/g, '');
  const led = leadingPlaces(text);
  // 上海医药: place and trade are the whole name; what would be left of 中国 or 上海 alone is no name at all.
  const kept = [...led.rest].length >= 2 ? led : { places: [], rest: text };
  const all = [...kept.places, ...places];
  return { places: all, rest: kept.rest, form, group, branch: numerals(branch) };
}

/** The first form of the text: what follows it is a branch (…有限公司上海分公司). */
function formAt(text: string): { form: Form; start: number; end: number } | null {
  let best: { form: Form; start: number; end: number } | null = null;
  for (const [word, form] of FORMS) {
    const start = text.indexOf(word);
    if (start < 1) continue;
    // 分公司 is a branch and no form.
    if (word === '公司' && text[start - 1] === '分') continue;
    const end = start + word.length;
    if (
      !best ||
      start < best.start ||
      (start === best.start && end > best.end) ||
      (start < best.end && end === best.end && start < best.start)
    )
      best = { form, start, end };
  }
  return best;
}

/** Where the branch begins in a name without a form: after the first two characters at least, at a place or an ordinal if there is one. */
function branchStart(text: string): number {
  const word = /(?:分公司|分厂|分店|办事处|营业部|分行|支行|事业部|门市部|经销部|分部)$/.exec(text)![0];
  const before = text.slice(0, text.length - word.length);
  for (let cut = 2; cut < before.length; cut += 1) if (asPlace(before.slice(cut)) !== null) return cut;
  const ordinal = /(?:第?[0-9一二三四五六七八九十]+)$/.exec(before);
  return ordinal ? ordinal.index : before.length;
}

const tradesBy = Map.groupBy(TRADES, (word) => word[0]!);

function tradeOf(core: string): { brand: string; trade: string } {
  for (let at = 2; at < core.length; at += 1) {
    const rest = core.slice(at);
    let left = rest;
    while (left !== '') {
      const word = tradesBy.get(left[0]!)?.find((each) => left.startsWith(each));
      if (!word) break;
      left = left.slice(word.length);
    }
    if (left === '') return { brand: core.slice(0, at), trade: rest };
  }
  return { brand: core, trade: '' };
}

const FIGURE = '[零一壹二贰三叁四肆五伍六陆七八九十两]+|[0-9]+';
/** 第二纺织厂 and 第2纺织厂, 中铁一局 and 中铁1局; 一 in 一帆 is a word. */
const COUNTED = new RegExp(
  `第(${FIGURE})|(${FIGURE})(?=分?(?:厂|公司|店|局|院|所|部|车间|建|处|号|中学|小学|医院|支行|航|汽|机床|化|冶))`,
  'gu',
);
const COUNTABLE = /[零一壹二贰三叁四肆五伍六陆七八九十两]|第[0-9]/u;

function numerals(text: string): string {
  if (!COUNTABLE.test(text)) return text;
  return text.replace(COUNTED, (_, ranked: string | undefined, counted: string | undefined) =>
    [...(ranked ?? counted)!].map((each) => NUMERALS[each] ?? each).join(''),
  );
}

function latinParts(folded: string): NameParts {
  const spelled = folded
    .replace(/&/g, ' and ')
    .replace(/hong kong/g, 'hongkong')
    .replace(/united states/g, 'usa')
    .replace(/\./g, '');
  const words = spelled.split(/[\s\p{P}\p{S}]+/u).filter((word) => word !== '' && word !== 'the' && word !== 'of');
  let form: Form = '';
  let group = false;
  const places: string[] = [];
  const core: string[] = [];
  for (const [at, word] of words.entries()) {
    const standing = at > 0 ? LATIN_FORMS[word] : undefined;
    if (standing) {
      // Co. Ltd. is limited, whatever stands before it.
      if (form === '' || form === 'company') form = standing;
      continue;
    }
    const long = LATIN_SHORT[word] ?? word;
    if (long === 'and' && core.length > 0 && at < words.length - 1 && LATIN_FORMS[words[at + 1]!]) continue;
    if (long === 'group' && core.length > 0) group = true;
    else if (core.length > 0 && isLatinPlace(long)) places.push(long);
    else core.push(long);
  }
  // A name that begins with a place keeps it: Shanghai Electric is no Electric.
  const text = core.join(' ');
  return {
    han: false,
    places: [...new Set(places)],
    core: text,
    brand: core[0] ?? '',
    trade: core.slice(1).join(' '),
    form,
    group,
    branch: '',
  };
}

/** Stored beside the name and compared with `=`: what is left of it without place, form and branch. */
export function coreKey(name: string): string {
  const folded = foldedName(name);
  return HAN.test(folded) ? numerals(hanRead(folded).rest) : latinParts(folded).core;
}

/** Names within one character of each other share one of these. Names of more than this many characters are compared by their start. */
const NEAR_LENGTH_MAX = 24;

/** Keys by which near names meet: the core, the core with each character left out, and the brand. Bounded by the length of a name. */
export function nearKeys(parts: NameParts): string[] {
  const symbols = [...parts.core].slice(0, NEAR_LENGTH_MAX);
  const keys = new Set<string>([symbols.join('')]);
  if (symbols.length >= (parts.han ? 4 : 6)) {
    for (let at = 0; at < symbols.length; at += 1) keys.add(symbols.filter((_, index) => index !== at).join(''));
  }
  if ([...parts.brand].length >= 2) keys.add(`= ${parts.brand}`);
  return [...keys];
}

/** Compares two names that were taken apart: symmetric, and without any knowledge of the customers behind them. */
export function compareNames(a: NameParts, b: NameParts): Match {
  const agrees: Evidence<ForCode>[] = [];
  const against: Evidence<AgainstCode>[] = [];
  const place = comparePlaces(a.places, b.places);
  const [placeA, placeB] = [a.places.join(''), b.places.join('')];
  if (place === 'differ') against.push({ code: 'place_differs', a: placeA, b: placeB });
  if (place === 'absent') against.push({ code: 'place_missing', a: placeA, b: placeB });
  if (place === 'within') agrees.push({ code: 'place_within', a: placeA, b: placeB });
  if (place === 'equal' && a.places.length > 0) agrees.push({ code: 'place_equal', a: placeA, b: placeB });
  if (a.branch !== b.branch) against.push({ code: 'branch_differs', a: a.branch, b: b.branch });
  if (a.group !== b.group) against.push({ code: 'group_differs', a: groupWord(a), b: groupWord(b) });
  if (a.form !== b.form) {
    const missing = isVague(a.form) || isVague(b.form);
    against.push({ code: missing ? 'form_missing' : 'form_differs', a: a.form, b: b.form });
  }
  const core = compareCores(a, b, against, agrees);
  const never = against.some((each) =>
    ['place_differs', 'branch_differs', 'figure_differs', 'trade_differs'].includes(each.code),
  );
  let scorePpm = core;
  if (place === 'within') scorePpm -= 40_000;
  for (const each of against) scorePpm -= COSTS[each.code];
  scorePpm = Math.max(0, Math.min(1_000_000, scorePpm));
  if (never || scorePpm < HUMAN_PPM)
    return { verdict: 'different', scorePpm: Math.min(scorePpm, HUMAN_PPM - 1), agrees, against };
  const certain = core === 1_000_000 && against.length === 0 && (place === 'equal' || cityNamed(a, b));
  return { verdict: certain ? 'same' : 'human', scorePpm, agrees, against };
}

/** 浙江宁波 and 宁波 are one place; 浙江 and 宁波 need somebody to say so. */
function cityNamed(a: NameParts, b: NameParts): boolean {
  return a.places.at(-1) === b.places.at(-1);
}

const HUMAN_PPM = 600_000;
const COSTS: Readonly<Record<AgainstCode, number>> = {
  figure_differs: 500_000,
  branch_differs: 400_000,
  place_differs: 350_000,
  trade_differs: 450_000,
  place_missing: 100_000,
  form_differs: 120_000,
  form_missing: 60_000,
  group_differs: 150_000,
  uscc_differs: 300_000,
  spelling_differs: 0,
};

function isVague(form: Form): boolean {
  return form === '' || form === 'company';
}

function groupWord(parts: NameParts): string {
  return parts.group ? '集团' : '';
}

/** The core alone, in parts per million, adding what it found. */
function compareCores(a: NameParts, b: NameParts, against: Evidence<AgainstCode>[], agrees: Evidence<ForCode>[]): number {
  if (a.core === b.core) {
    agrees.push({ code: 'name_same', a: a.core, b: b.core });
    return 1_000_000;
  }
  const joined = a.core.replaceAll(' ', '') === b.core.replaceAll(' ', '');
  if (joined) {
    agrees.push({ code: 'name_near', a: a.core, b: b.core });
    return 950_000;
  }
  const [restA, restB] = differingParts(a.core, b.core);
  if (isOrdinal(restA) || isOrdinal(restB) || digitsOf(a.core) !== digitsOf(b.core)) {
    against.push({ code: 'figure_differs', a: restA, b: restB });
    return dice(a.core, b.core);
  }
  if (a.brand === b.brand && a.brand !== '' && [...a.brand].length >= 2) {
    if (a.trade === '' || b.trade === '' || contains(a.trade, b.trade)) {
      agrees.push({ code: 'name_contains', a: a.core, b: b.core });
      return 840_000;
    }
    // 金鹏机电设备 and 金鹏机电配件: sisters rather than one; 金鹏贸易 and 金鹏科技 surely.
    const near = a.han && dice(a.trade, b.trade) >= 500_000;
    if (!near && (a.han || edits(a.trade, b.trade, 2) > 1)) {
      against.push({ code: 'trade_differs', a: a.trade, b: b.trade });
      return dice(a.core, b.core);
    }
  }
  const most = a.han
    ? Math.max(a.core.length, b.core.length) >= 8
      ? 2
      : 1
    : Math.max(a.core.length, b.core.length) >= 10
      ? 2
      : 1;
  const away = edits(a.core, b.core, most);
  const shortest = Math.min([...a.core].length, [...b.core].length);
  if (away <= most && shortest >= (a.han ? 3 : 5)) {
    agrees.push({ code: 'name_near', a: a.core, b: b.core });
    against.push({ code: 'spelling_differs', a: restA, b: restB });
    return away === 1 ? 820_000 : 720_000;
  }
  return Math.min(dice(a.core, b.core), HUMAN_PPM - 1);
}

function contains(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a) || a.endsWith(b) || b.endsWith(a);
}

function isOrdinal(text: string): boolean {
  return text !== '' && ORDINAL.test(text);
}

/** Every figure of a name in order; 7 天 is not 8 天. */
function digitsOf(text: string): string {
  return (text.match(/[0-9]+/g) ?? []).join(' ');
}

/** What is left of both without their common beginning and end. */
export function differingParts(a: string, b: string): [string, string] {
  const [left, right] = [[...a], [...b]];
  let from = 0;
  while (from < left.length && from < right.length && left[from] === right[from]) from += 1;
  let [endA, endB] = [left.length, right.length];
  while (endA > from && endB > from && left[endA - 1] === right[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  return [left.slice(from, endA).join(''), right.slice(from, endB).join('')];
}

/** Twice the common pairs of characters over all of them, in parts per million. */
function dice(a: string, b: string): number {
  const [pairsA, pairsB] = [pairsOf(a), pairsOf(b)];
  const all = pairsA.length + pairsB.length;
  if (all === 0) return 0;
  const rest = [...pairsB];
  let common = 0;
  for (const pair of pairsA) {
    const at = rest.indexOf(pair);
    if (at < 0) continue;
    rest.splice(at, 1);
    common += 1;
  }
  return Math.floor((2 * common * 1_000_000) / all);
}

function pairsOf(text: string): string[] {
  const symbols = [...text.replaceAll(' ', '')].slice(0, 60);
  return symbols.slice(1).map((symbol, at) => `${symbols[at]}${symbol}`);
}

/** Insertions, deletions, substitutions and exchanges of neighbours between two texts; more than `most` is not counted further. */
function edits(a: string, b: string, most: number): number {
  const [left, right] = [[...a].slice(0, 60), [...b].slice(0, 60)];
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let [two, one] = [[] as number[], Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= left.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const cost = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min(one[j]! + 1, row[j - 1]! + 1, one[j - 1]! + cost);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, two[j - 2]! + 1);
      row.push(best);
    }
    [two, one] = [one, row];
  }
  return one[right.length]!;
}
