// Codes and names of firms, as people mistype them.
import { expect, test } from 'vitest';
import { checkUscc, nameKey, zeroKey } from './identifiers.ts';

test.each(['91350100M000100Y43', '91110000802100433B', '914403001922038216', '91330100799655058B', '91440300708461136T'])(
  '%s carries its check symbol',
  (code) => {
    expect(checkUscc(code)).toBe('valid');
    // Any other last symbol is wrong, and two neighbours exchanged are noticed.
    expect(checkUscc(`${code.slice(0, 17)}${code.endsWith('3') ? '4' : '3'}`)).toBe('check');
    const at = [...code].findIndex((symbol, i) => i < 16 && symbol !== code[i + 1]);
    expect(checkUscc(`${code.slice(0, at)}${code[at + 1]}${code[at]}${code.slice(at + 2)}`)).not.toBe('valid');
  },
);

test('letters that GB 32100 leaves out, and other lengths, are no code at all', () => {
  expect(['91350100M000100I43', '91350100M000100Y4', '', '9.14403E+17'].map(checkUscc)).toEqual(Array(4).fill('malformed'));
});

test('a name is compared without width, brackets, blanks and invisible characters', () => {
  const key = nameKey('（上海）乙贸易有限公司');
  expect(nameKey('(上海) 乙贸易有限责任公司')).toBe(key);
  expect(nameKey('上海\u200b乙\u3000贸易有限公司')).toBe(key);
  expect(nameKey('SYSC  LLC.')).toBe(nameKey('sysc llc'));
  expect(nameKey('Acme Co., Ltd.')).toBe(nameKey('ACME COMPANY LIMITED'));
});

test('different company forms stay different firms', () => {
  expect(nameKey('甲股份有限公司')).not.toBe(nameKey('甲有限公司'));
  expect(nameKey('ab c')).not.toBe(nameKey('abc'));
});

test('a code that lost its zeros shares a key with the one that kept them; letters protect', () => {
  expect([zeroKey('0001'), zeroKey('1'), zeroKey('000'), zeroKey('C001')]).toEqual(['1', '1', '0', 'C001']);
});
