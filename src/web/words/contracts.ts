// Words of the room contracts.
import type { EnglishOf } from './language.ts';

export const zh = {
  title: '合同',
} as const;

export const en: EnglishOf<typeof zh> = {
  title: 'Contracts',
};
