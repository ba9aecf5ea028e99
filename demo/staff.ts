// The company that sells: its entities and the people who work there.
import type { DemoEntity, DemoRole, DemoStaff, DemoText } from './company.ts';
import { makeCreditCode } from './credit-code.ts';
import type { Area } from './vocabulary.ts';

export const companyName: DemoText = { zh: '澄江新材料集团', en: 'Chengjiang Advanced Materials Group' };

export const entities: readonly DemoEntity[] = [
  {
    code: 'CJ01',
    name: { zh: '澄江新材料股份有限公司', en: 'Chengjiang Advanced Materials Corp., Ltd.' },
    uscc: makeCreditCode('320281', '71839206'),
  },
  {
    code: 'CJ02',
    name: { zh: '澄江特种合金销售有限公司', en: 'Chengjiang Special Alloys Sales Co., Ltd.' },
    uscc: makeCreditCode('320281', 'MA1NT4K7'),
  },
];

// login, Chinese, English, role, department
const STAFF = `admin|顾 砚|Gu Yan|administrator|信息部
shen.yu|沈 予|Shen Yu|credit_manager|信用部
fang.jing|方 竞|Fang Jing|analyst|信用部
ruan.qing|阮 青|Ruan Qing|analyst|信用部
he.chuan|贺 川|He Chuan|collector|信用部
jian.ning|简 宁|Jian Ning|receivables_clerk|财务部
tan.yi|覃 逸|Tan Yi|approver|财务部
bo.heng|柏 衡|Bo Heng|approver|总裁办
yan.shu|严 恕|Yan Shu|auditor|审计部
lu.ming|陆 鸣|Lu Ming|sales|华东事业部
xi.wen|席 文|Xi Wen|sales|华东事业部
zhuo.ran|卓 然|Zhuo Ran|sales|华东事业部
lai.yue|赖 越|Lai Yue|sales|华南事业部
mai.hao|麦 皓|Mai Hao|sales|华南事业部
tu.an|涂 安|Tu An|sales|华中事业部
ge.lin|葛 林|Ge Lin|sales|华中事业部
qu.bei|曲 北|Qu Bei|sales|华北事业部
you.ye|尤 野|You Ye|sales|华北事业部
lei.shan|雷 杉|Lei Shan|sales|西部事业部`;

export const staff: readonly DemoStaff[] = STAFF.split('\n').map((line) => {
  const [login, zh, en, role, department] = line.split('|') as [string, string, string, DemoRole, string];
  return { login, name: { zh, en }, role, department };
});

/** Logins of the salespeople of an area. */
export function salesOf(area: Area): readonly string[] {
  return staff.filter((each) => each.role === 'sales' && each.department === `${area}事业部`).map((each) => each.login);
}
