// Words of the room bills.
import type { EnglishOf } from './language.ts';

export const zh = {
  title: '票据',
} as const;

export const en: EnglishOf<typeof zh> = {
  title: 'Bills',
};
