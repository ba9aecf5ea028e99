// Headings, totals and states in traditional characters (發票號碼, 應收帳款, 小計), read as their simplified twins.

// Why a table of our own: what must be read is the vocabulary of the catalogue, some five hundred characters, of which 245 pairs have a twin. opencc-js
// takes 97 ms and 28 MB to load its dictionaries, in the server, the command line and the browser alike. The test holds this table
// against opencc-js: every heading of every kind, in the characters of Taiwan and Hong Kong, must name the same field. Names and
// texts of customers are never folded here; they are compared by `nameKey`.
const PAIRS = [
  '帐账萬万專专業业兩两嚴严個个箇个為为爲为書书買买爭争產产産产億亿價价優优會会體体餘余脩修債债兌兑關关內内沖冲衝冲決决況况凍冻凈净淨净準准憑凭齣出劃划創创別别彆别製制辦办務务動动區区韆千協协單单賣卖盧卢',
  '參参蔘参發发髮发變变枱台檯台臺台颱台號号閤合衕同後后嚮向曏向獃呆員员迴回團团糰团圓圆壞坏處处備备復复複复實实審审對对屆届屬属幣币佈布帳账庫库應应廢废開开異异強强噹当當当彔录錄录録录徵征誌志態态總总戶户',
  '託托釦扣執执摺折報报牴抵損损據据數数斷断無无時时暫暂機机權权條条來来構构査查標标覈核檔档歐欧畢毕匯汇彙汇滙汇註注潤润滿满狀状獻献環环現现電电蓋盖碼码確确種种稱称稅税簽签籤签簡简類类係系繫系纍累糾纠紅红',
  '約约級级納纳紛纷組组細细織织終终經经結结給给絕绝絶绝統统續续編编繳缴網网罰罚聯联營营藍蓝錶表計计訂订認认讓让議议記记訟讼証证證证識识訴诉話话詢询詳详說说説说諾诺負负貢贡財财責责賬账貨货質质購购貼贴貸贷',
  '費费資资賒赊賴赖轉转輸输達达過过運运還还進进違违遲迟選选遞递踰逾埰采寀采採采銖铢銀银銷销鎊镑門门閉闭間间際际險险麪面麫面麵面韓韩頁页項项預预題题額额風风齡龄擔担緩缓釋释層层階阶評评掛挂補补籠笼節节點点',
].join('');

const SIMPLIFIED = new Map<string, string>();
for (let at = 0; at < PAIRS.length; at += 2) SIMPLIFIED.set(PAIRS[at] as string, PAIRS[at + 1] as string);
const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED.keys()].join('')}]`, 'g');

/** A heading or a word of a list with its traditional characters made simplified; for comparison alone. */
export function headingFold(text: string): string {
  return text.replace(TRADITIONAL, (character) => SIMPLIFIED.get(character) ?? character);
}
