// 统一社会信用代码: made and checked by its two check characters (GB 32100-2015, GB 11714-1997).

// GB 32100 leaves out I, O, S, V and Z; a character's value is its place here.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
// GB 11714 counts the letters by their place in the full alphabet.
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** Check character of an eight-character organisation code (GB 11714): 11 − Σ w·c mod 11, 10 written X, 11 written 0. */
export function organisationCheck(eight: string): string {
  let sum = 0;
  for (let at = 0; at < 8; at += 1) sum += ORGANISATION_ALPHABET.indexOf(eight[at]!) * ORGANISATION_WEIGHTS[at]!;
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Check character of the first seventeen (GB 32100): 31 − Σ w·c mod 31, 31 written 0. */
export function creditCodeCheck(seventeen: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += ALPHABET.indexOf(seventeen[at]!) * WEIGHTS[at]!;
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** A company's code (registering department 9, kind 1) from its place's six digits and eight characters of organisation code. */
export function makeCreditCode(regionCode: string, eight: string): string {
  const seventeen = `91${regionCode}${eight}${organisationCheck(eight)}`;
  return seventeen + creditCodeCheck(seventeen);
}

export function isCreditCode(code: string): boolean {
  return (
    /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code) &&
    organisationCheck(code.slice(8, 16)) === code[16] &&
    creditCodeCheck(code.slice(0, 17)) === code[17]
  );
}
