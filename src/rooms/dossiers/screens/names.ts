// Names of fields, papers and records, and values as text, in the page's language.
import { PAPER_KINDS, RECORD_KINDS } from '#engine/dossier-catalogue.ts';
import type { OutputOf } from '#platform/operation.ts';
import { formatMoney, formatNumber, toMoney, unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import type { file } from '../contract.ts';

export type FileAnswer = OutputOf<typeof file>;
export type FieldItem = FileAnswer['fields'][number];
export type FactItem = FileAnswer['facts'][number];
export type PaperItem = FileAnswer['papers'][number];
export type ContactItem = FileAnswer['contacts'][number];
export type RecordItem = FileAnswer['records'][number];
export type ItemState = FactItem['state'];
export type Value = FactItem['value'];

/** How grave a state is; each also has its word. */
export const STATE_STEP: Readonly<Record<ItemState, RiskStep>> = { good: 1, unverified: 2, stale: 2, missing: 3, expired: 4 };

/** `fields`: shipped and own ones, as the server names them. */
export function useNames(fields: readonly Pick<FieldItem, 'key' | 'name'>[]) {
  const { t, lang } = useReading();
  const field = (key: string) => fields.find((each) => each.key === key)?.name[lang] ?? key;
  const paper = (key: string) => PAPER_KINDS.find((each) => each.key === key)?.name[lang] ?? key;
  const record = (key: string) => RECORD_KINDS.find((each) => each.key === key)?.name[lang] ?? key;
  const item = (text: string) => {
    const [kind, key = ''] = text.split(':');
    if (kind === 'contacts') return t('dossiers.contacts.title');
    if (kind === 'records') return t('dossiers.records.title');
    return kind === 'paper' ? paper(key) : field(key);
  };
  const entry = (kind: 'fact' | 'paper' | 'record', key: string) => ({ fact: field, paper, record })[kind](key);
  return { field, paper, record, item, entry };
}

/** A value in words: an amount with its unit, a choice by its name, a number with its unit. */
export function useValueText(): (field: Pick<FieldItem, 'kind' | 'unit' | 'choices'> | undefined, value: Value) => string {
  const { t, lang, scale } = useReading();
  return (field, value) => {
    if (typeof value === 'boolean') return t(value ? 'dossiers.facts.yes' : 'dossiers.facts.no');
    if (typeof value === 'object') {
      const money = toMoney(value);
      return money ? `${formatMoney(money, { scale, lang })} ${unitOf(money.currency, scale, lang)}` : '';
    }
    if (field?.kind === 'choice') return field.choices.find((each) => each.key === value)?.[lang] ?? value;
    if (field?.kind === 'number') {
      const decimals = value.split('.')[1]?.length ?? 0;
      return `${formatNumber(Number(value), decimals)}${field.unit ? ` ${field.unit[lang]}` : ''}`;
    }
    return value;
  };
}
