// Words of the room settlements.
import type { EnglishOf } from './language.ts';

export const zh = {
  title: '收款核销',
} as const;

export const en: EnglishOf<typeof zh> = {
  title: 'Receipts',
};
