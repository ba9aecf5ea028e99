// Words of the room reconciliation.
import type { EnglishOf } from './language.ts';

export const zh = {
  title: '对账',
} as const;

export const en: EnglishOf<typeof zh> = {
  title: 'Reconciliation',
};
