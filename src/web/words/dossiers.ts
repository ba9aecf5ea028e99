// Words of the room dossiers.
import type { EnglishOf } from './language.ts';

export const zh = {
  title: '客户档案',
} as const;

export const en: EnglishOf<typeof zh> = {
  title: 'Customer files',
};
