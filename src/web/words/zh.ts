// All Chinese words of the page, by area. A new area is one file with both languages, listed here and in en.ts.
import { zh as glossary } from './glossary.ts';
import { zh as kit } from './kit.ts';
import { zh as reasons } from './reasons.ts';
import { zh as shell } from './shell.ts';

export const zh = { glossary, kit, reasons, shell } as const;
