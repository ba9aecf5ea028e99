// Checks, ratios, scores and sentences as the wire carries them: amounts as plain decimals with the names of their lines.
import { formatMinor } from '#base/money.ts';
import type { Check, Figure } from '#engine/statements/articulation.ts';
import { lineOf } from '#engine/statements/lines.ts';
import type { Ratio } from '#engine/statements/ratios.ts';
import type { Altman } from '#engine/statements/scores.ts';
import { CHECK_NAMES, RATIO_NAMES } from '#engine/statements/words.ts';

export function nameOf(line: string): { zh: string; en: string } {
  const found = lineOf(line);
  return { zh: found?.zh ?? line, en: found?.en ?? line };
}

export function wireFigure(figure: Figure, currency: string) {
  return { line: figure.line, name: nameOf(figure.line), on: figure.on, amount: formatMinor(figure.minor, currency) };
}

export function unmicro(micro: number | null): number | null {
  return micro === null ? null : micro / 1_000_000;
}

export function wireCheck(check: Check, currency: string) {
  const money = (minor: bigint | null) => (minor === null ? null : formatMinor(minor, currency));
  return {
    key: check.key,
    name: CHECK_NAMES[check.key] ?? { zh: check.key, en: check.key },
    state: check.state,
    stated: money(check.statedMinor),
    found: money(check.foundMinor),
    difference: money(check.differenceMinor),
    figures: check.figures.map((figure) => wireFigure(figure, currency)),
    lines: (check.lines ?? []).map((each) => ({
      line: each.line,
      name: nameOf(each.line),
      stated: formatMinor(each.statedMinor, currency),
      found: formatMinor(each.foundMinor, currency),
      difference: formatMinor(each.statedMinor - each.foundMinor, currency),
    })),
  };
}

export function wireRatio(ratio: Ratio, currency: string) {
  return {
    key: ratio.key,
    name: RATIO_NAMES[ratio.key],
    group: ratio.group,
    unit: ratio.unit,
    direction: ratio.direction,
    value: unmicro(ratio.micro),
    missing: ratio.missing,
    marks: [...ratio.marks],
    figures: ratio.figures.map((figure) => wireFigure(figure, currency)),
  };
}

export function wireAltman(altman: Altman, currency: string) {
  return {
    variant: altman.variant,
    value: unmicro(altman.micro),
    zone: altman.zone,
    safe: altman.cuts.safe / 1_000_000,
    distress: altman.cuts.distress / 1_000_000,
    terms: altman.terms.map((term) => ({
      key: term.key,
      weight: term.weight / 1_000,
      value: term.micro / 1_000_000,
      figures: term.figures.map((figure) => wireFigure(figure, currency)),
    })),
    missing: altman.missing,
    marks: [...altman.marks],
  };
}
