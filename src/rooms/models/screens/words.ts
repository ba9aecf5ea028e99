// How pieces, figures and reasons of models read on a page.
import type { TFunction } from 'i18next';
import type { Doubt, Piece } from '#engine/models/look.ts';
import type { Dropped } from '#engine/models/screen.ts';
import { DASH, formatNumber } from '#web/kit/figures.ts';

const LEVELS_SHOWN = 3;
const DIGITS = 12;

/** A number of data as short as it is: no trailing zeros, thousands grouped from five digits on. */
export function plainNumber(value: number): string {
  const text = String(Number(value.toPrecision(DIGITS)));
  return Math.abs(value) >= 10_000 && Number.isInteger(value) ? formatNumber(value) : text.replace('-', '−');
}

/** ≤ 7, 8 – 30, > 60; levels by name; special codes; missing. */
export function pieceName(
  piece: Pick<Piece, 'above' | 'upTo' | 'levels' | 'special' | 'isMissing'>,
  t: TFunction,
  shown = LEVELS_SHOWN,
): string {
  if (piece.isMissing) return t('lab.piece.missing');
  if (piece.special !== null) return t('lab.piece.special', { value: plainNumber(piece.special) });
  if (piece.levels) {
    const first = piece.levels.slice(0, shown).join(t('lab.piece.comma'));
    return piece.levels.length > shown ? t('lab.piece.levelsMore', { first, count: piece.levels.length }) : first;
  }
  if (piece.above === null && piece.upTo === null) return t('lab.piece.all');
  if (piece.above === null) return `≤ ${plainNumber(piece.upTo!)}`;
  if (piece.upTo === null) return `> ${plainNumber(piece.above)}`;
  return `${plainNumber(piece.above)} – ${plainNumber(piece.upTo)}`;
}

/** A share as a percentage: small ones keep a second digit. */
export function share(value: number | null | undefined, decimals?: number): string {
  if (value === null || value === undefined) return DASH;
  const digits = decimals ?? (Math.abs(value) < 0.01 && value !== 0 ? 2 : 1);
  return `${(value * 100).toFixed(digits).replace('-', '−')}%`;
}

export const figure = (value: number | null | undefined, decimals = 3, sign: 'minus' | 'always' = 'minus'): string =>
  value === null || value === undefined ? DASH : formatNumber(value, decimals, sign);

export type AucData = { readonly value: number | null; readonly low: number | null; readonly high: number | null };

/** 0.812 (0.77 – 0.85); below 20 bads the interval alone. */
export function aucText(auc: AucData | null, t: TFunction): string {
  if (!auc || auc.low === null || auc.high === null) return DASH;
  const range = `${auc.low.toFixed(2)} – ${auc.high.toFixed(2)}`;
  return auc.value === null ? t('lab.auc.only', { range }) : t('lab.auc.full', { value: auc.value.toFixed(3), range });
}

/** How well it parts, in a word a credit manager uses. */
export function aucWord(value: number): 'strong' | 'good' | 'fair' | 'weak' {
  if (value >= 0.8) return 'strong';
  if (value >= 0.7) return 'good';
  return value >= 0.6 ? 'fair' : 'weak';
}

/** How much a variable tells by itself, as practice puts it. */
export function ivWord(iv: number): 'strong' | 'good' | 'fair' | 'weak' {
  if (iv >= 0.3) return 'strong';
  if (iv >= 0.1) return 'good';
  return iv >= 0.02 ? 'fair' : 'weak';
}

export function droppedText(why: Dropped, t: TFunction): string {
  const { actual, threshold } = why;
  return t(`lab.dropped.${why.code}`, {
    with: why.with ?? '',
    actual: actual === undefined ? '' : why.code === 'missing' ? share(actual) : figure(actual, actual >= 10 ? 0 : 3),
    threshold: threshold === undefined ? '' : why.code === 'missing' ? share(threshold, 0) : String(threshold),
  });
}

export function doubtText(doubt: Doubt, t: TFunction): string {
  if (doubt.code === 'codes_suspected')
    return t('lab.doubt.codes_suspected', { values: doubt.values.map(plainNumber).join(t('lab.piece.comma')) });
  if (doubt.code === 'mostly_missing') return t('lab.doubt.mostly_missing', { actual: share(doubt.actual) });
  return t(`lab.doubt.${doubt.code}`, { actual: figure(doubt.actual, 2), threshold: String(doubt.threshold) });
}
