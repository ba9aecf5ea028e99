// All English words of the page, by area: the same keys as Chinese, or it does not compile.
import { en as glossary } from './glossary.ts';
import { en as kit } from './kit.ts';
import type { EnglishOf } from './language.ts';
import { en as reasons } from './reasons.ts';
import { en as shell } from './shell.ts';
import type { zh } from './zh.ts';

export const en: EnglishOf<typeof zh> = { glossary, kit, reasons, shell };
