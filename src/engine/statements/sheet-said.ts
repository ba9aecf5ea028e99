// What a sheet of a statement says about itself in words: whose, in which unit and currency, how it was audited.
import { currencyOf } from '#engine/import/cells.ts';
import { headingUnit } from '#engine/import/heading-key.ts';

export const SCOPES = ['consolidated', 'parent'] as const;
export type Scope = (typeof SCOPES)[number];
export const UNITS = ['yuan', 'thousand', 'ten-thousand', 'million', 'hundred-million'] as const;
export type Unit = (typeof UNITS)[number];
export const SHIFT: Readonly<Record<Unit, number>> = {
  yuan: 0,
  thousand: 3,
  'ten-thousand': 4,
  million: 6,
  'hundred-million': 8,
};
const WORD_UNITS: Readonly<Record<string, Unit>> = {
  '': 'yuan',
  千: 'thousand',
  万: 'ten-thousand',
  百万: 'million',
  亿: 'hundred-million',
};

/** Audit opinions, from clean to none at all. */
export const OPINIONS = ['unqualified', 'emphasis', 'qualified', 'adverse', 'disclaimer', 'unaudited'] as const;
export type Opinion = (typeof OPINIONS)[number];

export function scopeIn(text: string): Scope | null {
  if (/合并|consolidated|\bgroup\b/i.test(text)) return 'consolidated';
  return /母公司|个别|单体|本部/.test(text) ? 'parent' : null;
}

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/HK\s?\$|\bHKD\b/, 'HKD'],
  [/US\s?\$|\bUSD\b/, 'USD'],
  [/\bRMB\b|\bCNY\b/, 'CNY'],
];

export function currencyIn(text: string): string | null {
  const named =
    /币种[:：]?\s*([A-Z]{3}|人民币|美元|港币|港元|欧元|日元|英镑)/.exec(text)?.[1] ??
    /(人民币|美元|港币|港元|欧元|日元|英镑)[百千万亿]*元?/.exec(text)?.[1];
  if (named !== undefined) return currencyOf(named);
  return SIGNS.find(([sign]) => sign.test(text))?.[1] ?? null;
}

export function opinionOf(text: string): Opinion | null {
  if (/未/.test(text) || text === '否') return 'unaudited';
  if (/无法表示|拒绝/.test(text)) return 'disclaimer';
  if (/否定/.test(text)) return 'adverse';
  if (/强调|事项段/.test(text)) return 'emphasis';
  if (/^保留|[^无]保留意见/.test(text) && !/无保留/.test(text)) return 'qualified';
  return /标准|无保留|已审计|境内会计师|是|审计/.test(text) && text !== '' ? 'unqualified' : null;
}

/** The unit that titles and headings name; null where none does. 编制单位：元通物流 names a company, not a unit. */
export function unitIn(title: string, cells: readonly string[]): Unit | null {
  const text = `${title} ${cells.join(' ')}`.normalize('NFKC');
  const said =
    /(?<!编制|填报|填制|报送|报告|编报|核算|会计|报表|主管|被审计|审计)单位\s*[:：]?\s*(?:人民币|美|港|欧|日)?\s*(百万|万|千|亿)?元/.exec(
      text,
    ) ?? /[(（]\s*(?:人民币|美|港|欧|日)?(百万|万|千|亿)?元\s*[)）]/.exec(text);
  if (said) return WORD_UNITS[said[1] ?? ''] ?? null;
  if (/['’‘`]\s?000(?!\d)|in thousands?\b/i.test(text)) return 'thousand';
  if (/(?:RMB|CNY|HK\$|US\$|\$)\s?(?:million|mn?\b)|in millions?\b/i.test(text)) return 'million';
  const shift = cells
    .filter((each) => /元|thousand|million/i.test(each))
    .map(headingUnit)
    .find((each) => each !== null && each > 0);
  if (shift !== undefined) return UNITS.find((unit) => SHIFT[unit] === shift) ?? null;
  return cells.some((each) => /^\(?(?:RMB|CNY|HK\$|US\$|HKD|USD|人民币|人民币元|元)\)?$/i.test(each.trim())) ? 'yuan' : null;
}
