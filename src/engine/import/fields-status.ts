// Headings of files about how customers stand beside the ledger: dunning, promises to pay, credit insurance, the next review, cover.
import { INSURANCE_WORDS, LEVEL_WORDS } from './choices.ts';
import type { Field } from './fields.ts';
import { currency, customerCode, customerName, note, uscc, words } from './fields.ts';

export const CREDIT_STATES: readonly Field[] = [
  customerCode,
  customerName,
  uscc,
  {
    id: 'level',
    type: 'choice',
    choices: LEVEL_WORDS,
    strong: words(
      '催收级别 催款级别 催收等级 催款等级 催收层级 催款层级 催收阶段 催款阶段 催款级 dunninglevel dunninglvl dunningstage dunning reminderlevel collectionlevel mahns',
    ),
    weak: [],
    pattern: /^(?:当前|目前|现)?催[收款账].{0,2}(?:级别|等级|层级|级|阶段)$|^(?:current)?dunning(?:level|stage)$/,
  },
  {
    id: 'promised',
    type: 'amount',
    strong: words(
      '承诺金额 承诺付款金额 承诺还款金额 承诺回款金额 承诺支付金额 承诺付款额 promisedamount promiseamount amountpromised promisetopayamount ptpamount',
    ),
    weak: [],
    pattern: /^(?:客户)?承诺.{0,4}(?:金额|额)$/,
  },
  {
    id: 'promisedOn',
    type: 'date',
    strong: words(
      '承诺付款日 承诺付款日期 承诺还款日 承诺还款日期 承诺回款日 承诺回款日期 承诺支付日期 承诺付款时间 承诺到账日 promiseddate promisedate promisedon promisetopaydate promisetopay ptpdate promisedpaymentdate',
    ),
    weak: words('承诺日期 承诺日'),
    pattern: /^(?:客户)?承诺.{0,4}(?:日期|时间|日)$/,
    not: /登记|作出/,
  },
  {
    id: 'insurance',
    type: 'choice',
    choices: INSURANCE_WORDS,
    strong: words(
      '限额状态 保险状态 信保状态 信用保险状态 投保状态 承保状态 信用保险 是否投保 是否承保 insurancestatus insurancestate insurance creditinsurance insured',
    ),
    weak: words('保险 信保'),
    not: /公司|费|单号|编号/,
  },
  {
    id: 'insuredUntil',
    type: 'date',
    strong: words(
      '限额失效日期 限额失效日 限额到期日 限额到期日期 限额有效期至 保险到期日 保险到期日期 保单到期日 保单到期日期 信保到期日 承保到期日 承保截止日 保险有效期至 保险截止日期 insuranceuntil insuranceexpiry insuranceexpirydate insuranceend insuranceenddate policyexpiry policyenddate insureduntil',
    ),
    weak: [],
    pattern: /^(?:信用)?(?:保险|保单|信保|承保).{0,3}(?:到期|截止|终止|有效期)(?:日期|日|至|止)?$/,
  },
  {
    id: 'stoppedOn',
    type: 'date',
    strong: words(
      '停保日 停保日期 停止承保日 停止承保日期 终止承保日 终止承保日期 撤保日 撤保日期 stopdate insurancestop insurancestopdate insurancestoppedon coverstoppedon stoppedon',
    ),
    weak: [],
  },
  {
    id: 'noticeBy',
    type: 'date',
    strong: words(
      '报损期限 报损截止日 报损截止日期 报损日期 报案期限 报案截止日 损失通知期限 可能损失通知期限 保险通知日 保险通知日期 保险通知期限 通知截止日 noticeby noticedeadline insurancenotice insurancenoticeby lossnoticeby notifyinsurerby',
    ),
    weak: [],
    pattern: /^(?:保险)?(?:可能)?(?:报损|报案|损失通知).{0,2}(?:期限|截止日|日期|日)$/,
  },
  {
    id: 'reviewOn',
    type: 'date',
    strong: words(
      '复核日 复核日期 复审日 复审日期 下次复审日 下次复审日期 下次复核日 下次复核日期 授信复审日 年审日 年审日期 复评日 复评日期 nextreview nextreviewdate nextreviewon reviewdate reviewon reviewdueon',
    ),
    weak: [],
    pattern: /^(?:下次|信用|授信|额度|计划)*(?:复核|复审|复评|年审).{0,2}(?:日期|时间|日)$/,
  },
  {
    id: 'cover',
    type: 'amount',
    strong: words(
      '担保额 担保金额 有效担保额 缓释额 缓释金额 有效缓释额 风险缓释额 风险缓释金额 cover coveramount amountcovered coveredamount guaranteeamount securityamount collateralvalue mitigant',
    ),
    weak: words('担保 缓释 security guarantee'),
    pattern: /^(?:有效|风险|可用)?(?:担保|缓释|抵押|质押).{0,2}(?:金额|额|价值)$/,
  },
  {
    id: 'coverUntil',
    type: 'date',
    strong: words(
      '担保到期日 担保到期日期 担保截止日 担保有效期至 缓释到期日 缓释到期日期 缓释有效期至 coveruntil coverexpiry coverexpirydate guaranteeuntil guaranteeexpiry guaranteeexpirydate collateralexpiry securityuntil',
    ),
    weak: [],
    pattern: /^(?:担保|缓释|抵押|质押).{0,3}(?:到期|截止|终止|有效期)(?:日期|日|至|止)?$/,
  },
  currency,
  {
    id: 'saidOn',
    type: 'date',
    strong: words(
      '状态日期 登记日期 生效日期 生效日 起始日期 承诺登记日 催收日期 催款日期 statusdate statedate effectivedate effectiveon since recordedon',
    ),
    weak: [],
  },
  note,
];
