// Provinces, cities and countries as they stand in names of firms: to read 浙江省宁波市… and 宁波… as one place, and to see that 上海 is not 北京.

/** A province with its cities, without 省 and 市. Cities alone in their line are municipalities. */
const PROVINCES = `
北京 上海 天津 重庆 香港 澳门 台湾:台北,高雄,台中,台南,新竹,桃园,基隆,嘉义
河北:石家庄,唐山,秦皇岛,邯郸,邢台,保定,张家口,承德,沧州,廊坊,衡水,雄安
山西:太原,大同,阳泉,长治,晋城,朔州,晋中,运城,忻州,临汾,吕梁
内蒙古:呼和浩特,包头,乌海,赤峰,通辽,鄂尔多斯,呼伦贝尔,巴彦淖尔,乌兰察布
辽宁:沈阳,大连,鞍山,抚顺,本溪,丹东,锦州,营口,阜新,辽阳,盘锦,铁岭,葫芦岛
吉林:长春,四平,辽源,通化,白山,松原,白城,延边
黑龙江:哈尔滨,齐齐哈尔,鸡西,鹤岗,双鸭山,大庆,伊春,佳木斯,七台河,牡丹江,黑河,绥化
江苏:南京,无锡,徐州,常州,苏州,南通,连云港,淮安,盐城,扬州,镇江,泰州,宿迁,昆山,江阴,张家港,常熟,太仓,宜兴,吴江,丹阳
浙江:杭州,宁波,温州,嘉兴,湖州,绍兴,金华,衢州,舟山,台州,丽水,义乌,慈溪,余姚,海宁,诸暨,乐清,瑞安,温岭,桐乡,永康
安徽:合肥,芜湖,蚌埠,淮南,马鞍山,淮北,铜陵,安庆,黄山,滁州,阜阳,宿州,六安,亳州,池州,宣城
福建:福州,厦门,莆田,三明,泉州,漳州,南平,龙岩,宁德,晋江,石狮
江西:南昌,景德镇,萍乡,九江,新余,鹰潭,赣州,吉安,宜春,抚州,上饶
山东:济南,青岛,淄博,枣庄,东营,烟台,潍坊,济宁,泰安,威海,日照,临沂,德州,聊城,滨州,菏泽,莱芜,寿光,龙口
河南:郑州,开封,洛阳,平顶山,安阳,鹤壁,新乡,焦作,濮阳,许昌,漯河,三门峡,南阳,商丘,信阳,周口,驻马店,济源
湖北:武汉,黄石,十堰,宜昌,襄阳,鄂州,荆门,孝感,荆州,黄冈,咸宁,随州,恩施,仙桃,潜江
湖南:长沙,株洲,湘潭,衡阳,邵阳,岳阳,常德,张家界,益阳,郴州,永州,怀化,娄底,湘西
广东:广州,深圳,珠海,汕头,佛山,韶关,湛江,肇庆,江门,茂名,惠州,梅州,汕尾,河源,阳江,清远,东莞,中山,潮州,揭阳,云浮,顺德
广西:南宁,柳州,桂林,梧州,北海,防城港,钦州,贵港,玉林,百色,贺州,河池,来宾,崇左
海南:海口,三亚,三沙,儋州
四川:成都,自贡,攀枝花,泸州,德阳,绵阳,广元,遂宁,内江,乐山,南充,眉山,宜宾,广安,达州,雅安,巴中,资阳
贵州:贵阳,六盘水,遵义,安顺,毕节,铜仁
云南:昆明,曲靖,玉溪,保山,昭通,丽江,普洱,临沧,大理
西藏:拉萨,日喀则,昌都,林芝
陕西:西安,铜川,宝鸡,咸阳,渭南,延安,汉中,榆林,安康,商洛,杨凌
甘肃:兰州,嘉峪关,金昌,白银,天水,武威,张掖,平凉,酒泉,庆阳,定西,陇南
青海:西宁,海东
宁夏:银川,石嘴山,吴忠,固原,中卫
新疆:乌鲁木齐,克拉玛依,吐鲁番,哈密,喀什,伊犁,石河子,昌吉
`;

/** Groupings and countries, which contain none of the places above: 中国 is not 上海 in a name (ABB（中国）, ABB（上海）). */
const WIDE = [
  '中国',
  '中华',
  '华东',
  '华南',
  '华北',
  '华中',
  '西南',
  '西北',
  '东北',
  '亚太',
  '大中华',
  '美国',
  '德国',
  '日本',
  '韩国',
  '新加坡',
];

const LATIN = [
  'beijing',
  'shanghai',
  'shenzhen',
  'guangzhou',
  'tianjin',
  'chongqing',
  'suzhou',
  'ningbo',
  'hangzhou',
  'nanjing',
  'wuhan',
  'chengdu',
  'qingdao',
  'dalian',
  'xiamen',
  'dongguan',
  'hongkong',
  'taiwan',
  'china',
  'asia',
  'asean',
  'usa',
  'america',
  'uk',
  'germany',
  'france',
  'japan',
  'korea',
  'india',
  'singapore',
  'malaysia',
  'thailand',
  'vietnam',
  'australia',
  'canada',
  'mexico',
  'brazil',
  'europe',
];

/** Place → the province it lies in; a province, country or grouping lies in itself. */
const provinceOf = new Map<string, string>();
for (const line of PROVINCES.trim().split('\n')) {
  for (const word of line.split(' ')) {
    const [province = '', cities = ''] = word.split(':');
    provinceOf.set(province, province);
    for (const city of cities.split(',')) if (city !== '') provinceOf.set(city, province);
  }
}
for (const place of [...WIDE, ...LATIN]) provinceOf.set(place, place);

const LONGEST = Math.max(...[...provinceOf.keys()].map((place) => [...place].length));
const SUFFIX = /^(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|地区|省|市)/;
/** 浦东新区, 余杭区, 嘉善县: only right after a city or province, so that 社区 and 县域 in a name stay. */
const DISTRICT = /^[\p{Script=Han}]{2,3}?(?:新区|区|县|旗|市)(?=[\p{Script=Han}]{2})/u;

export type Places = { readonly places: readonly string[]; readonly rest: string };

/** The place itself where a text is nothing else: 上海, 上海市. */
export function asPlace(text: string): string | null {
  const { places, rest } = leadingPlaces(text);
  return rest === '' && places.length > 0 ? places.at(-1)! : null;
}

/** 浙江省宁波市鄞州区金鹏机电 → 浙江, 宁波 and 金鹏机电. Districts are read over: they are left out of most names. */
export function leadingPlaces(text: string): Places {
  const places: string[] = [];
  let rest = text;
  for (let found = longestPlace(rest); found !== null && places.length < 3; found = longestPlace(rest)) {
    const after = rest.slice(found.length).replace(SUFFIX, '');
    places.push(found);
    rest = after;
  }
  if (places.length > 0) {
    const district = DISTRICT.exec(rest)?.[0];
    if (district && [...rest.slice(district.length)].length >= 2) rest = rest.slice(district.length);
  }
  return { places, rest };
}

function longestPlace(text: string): string | null {
  for (let length = Math.min(LONGEST, text.length); length >= 2; length -= 1) {
    const word = text.slice(0, length);
    if (provinceOf.has(word)) return word;
  }
  return null;
}

export type PlaceAnswer = 'equal' | 'within' | 'absent' | 'differ';

/** How two lists of places stand: equal; one within the other (浙江 and 宁波); absent on one side; or two places that exclude each other. */
export function comparePlaces(a: readonly string[], b: readonly string[]): PlaceAnswer {
  if (a.length === 0 && b.length === 0) return 'equal';
  if (a.length === 0 || b.length === 0) return 'absent';
  const [nearA, nearB] = [a.at(-1)!, b.at(-1)!];
  if (nearA === nearB) return 'equal';
  const [wideA, wideB] = [provinceOf.get(nearA), provinceOf.get(nearB)];
  return wideA === wideB && (nearA === wideA || nearB === wideB) ? 'within' : 'differ';
}

export function isLatinPlace(word: string): boolean {
  return LATIN.includes(word);
}
