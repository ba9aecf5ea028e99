// Headings: every one of every kind names its field, whatever characters, order or company it stands in.
import { Converter } from 'opencc-js';
import { describe, expect, test } from 'vitest';
import { fieldsOf, KINDS, requiredOf } from './catalogue.ts';
import { fieldName } from './field-words.ts';
import { headingKey } from './heading-key.ts';
import { namedFields } from './headings.ts';
import { valueName } from './value-words.ts';
import { kindName } from './words.ts';

// Its dictionaries take long to load: once each.
const TRADITIONAL = (['t', 'tw', 'hk'] as const).map((to) => ({ to, twinOf: Converter({ from: 'cn', to }) }));

const fieldOf = (kind: (typeof KINDS)[number], heading: string) => namedFields(kind, [heading])[0]?.field.id ?? null;

describe.each(KINDS)('%s', (kind) => {
  const strong = fieldsOf(kind).flatMap((field) => field.strong.map((heading) => [heading, field.id] as const));

  test('every strong heading names its own field, and no other of the kind claims it', () => {
    expect(
      strong.filter(([heading, id]) => fieldOf(kind, heading) !== id).map((pair) => [...pair, fieldOf(kind, pair[0])]),
    ).toEqual([]);
    expect(strong.filter(([heading]) => headingKey(heading) === '')).toEqual([]);
  });

  test('and so it does in the characters of Taiwan and Hong Kong, with marks, units and line breaks', () => {
    const wrong: string[] = [];
    for (const { to, twinOf } of TRADITIONAL) {
      for (const [heading, id] of strong) {
        const twin = twinOf(heading);
        if (fieldOf(kind, twin) !== id) wrong.push(`${to} ${twin}`);
      }
    }
    for (const [heading, id] of strong)
      for (const dressed of [`*${heading}`, `${heading}(必填)`, `${heading}\n`, ` ${heading}：`])
        if (fieldOf(kind, dressed) !== id) wrong.push(dressed);
    expect(wrong).toEqual([]);
  });

  test('what was read is said in words', () => {
    for (const field of fieldsOf(kind))
      for (const [, value] of field.choices ?? [])
        if (field.type === 'choice' && !/^\d$/.test(value) && field.id !== 'side' && field.id !== 'flow')
          expect([value, valueName(kind, field.id, value, 'zh')]).not.toEqual([value, value]);
  });

  test('has a word in both languages for itself and for every field', () => {
    expect(kindName(kind, 'zh')).not.toBe(kind);
    for (const field of fieldsOf(kind))
      for (const language of ['zh', 'en'] as const)
        expect(fieldName(field.id, language, kind)).not.toBe(language === 'zh' ? field.id : '');
    for (const id of requiredOf(kind).flat()) expect(fieldsOf(kind).map((field) => field.id)).toContain(id);
  });
});
