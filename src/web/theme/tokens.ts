// The colours of the page, light and dark: one source for CSS variables, for Ant Design and for charts.

export type Mode = 'light' | 'dark';

/** Four steps of risk; each has a fill for marks and bars, a text and a tint. Always shown with a shape or a word. */
export type RiskStep = 1 | 2 | 3 | 4;

export type Tokens = Readonly<Record<TokenName, string>>;

const light = {
  canvas: '#f4f5f7',
  surface: '#ffffff',
  sunk: '#f8f9fa',
  rail: '#fafbfc',
  border: '#e1e5ea',
  hairline: '#edf0f3',
  text1: '#14191f',
  text2: '#4b5561',
  text3: '#6a7480',
  accent: '#1f4b8e',
  button: '#1f4b8e',
  onButton: '#ffffff',
  accentTint: '#edf2fa',
  accentLine: '#c3d3ea',
  selected: '#f0f5fc',
  part1: '#1f3f73',
  part2: '#4d73ae',
  part3: '#8facd4',
  part4: '#c2d2e8',
  track: '#e9edf1',
  risk1: '#7d9a8c',
  risk1Text: '#4a6a5b',
  risk1Tint: '#edf3f0',
  risk2: '#dcae3c',
  risk2Text: '#85610a',
  risk2Tint: '#fbf4e0',
  risk3: '#d9722a',
  risk3Text: '#a34a0d',
  risk3Tint: '#fcede1',
  risk4: '#a81f2b',
  risk4Text: '#98161f',
  risk4Tint: '#f9e7e7',
  grade: '#eef1f4',
  gradeText: '#39434f',
  badge: '#4b5561',
  onBadge: '#ffffff',
  shadow: '0 6px 24px rgba(20, 25, 31, 0.12)',
};

export type TokenName = keyof typeof light;

const dark: Record<TokenName, string> = {
  canvas: '#0d1014',
  surface: '#14181e',
  sunk: '#11151a',
  rail: '#11151a',
  border: '#272e38',
  hairline: '#1e242c',
  text1: '#e4e8ee',
  text2: '#a3adba',
  text3: '#7b8694',
  accent: '#8fb3ea',
  button: '#3565ad',
  onButton: '#ffffff',
  accentTint: '#192538',
  accentLine: '#2d4567',
  selected: '#18212f',
  part1: '#9dbcec',
  part2: '#6b90cb',
  part3: '#45659a',
  part4: '#2f4568',
  track: '#232a33',
  risk1: '#7a978a',
  risk1Text: '#9db8ab',
  risk1Tint: '#18211e',
  risk2: '#d8ae4a',
  risk2Text: '#e0bb62',
  risk2Tint: '#272113',
  risk3: '#e58443',
  risk3Text: '#f09a5e',
  risk3Tint: '#2b1d13',
  risk4: '#e2525b',
  risk4Text: '#f3757c',
  risk4Tint: '#2e161a',
  grade: '#222933',
  gradeText: '#c2cad5',
  badge: '#39434f',
  onBadge: '#e4e8ee',
  shadow: '0 6px 24px rgba(0, 0, 0, 0.5)',
};

export const tokens: Readonly<Record<Mode, Tokens>> = { light, dark };

export const fontFamily =
  '"Inter", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

function declarations(set: Tokens): string {
  return Object.entries(set)
    .map(([name, value]) => `--${name.replace(/([A-Z])/g, '-$1').toLowerCase()}:${value}`)
    .join(';');
}

/** The style sheet of variables: `--risk1-text` and the like, light by default, dark under `[data-mode=dark]`. Printing is always light. */
export function variableSheet(): string {
  return (
    `:root{${declarations(light)};--font:${fontFamily}}` +
    `@media not print{[data-mode=dark]{${declarations(dark)};color-scheme:dark}}`
  );
}

export const riskFill: Readonly<Record<RiskStep, TokenName>> = { 1: 'risk1', 2: 'risk2', 3: 'risk3', 4: 'risk4' };
export const riskText: Readonly<Record<RiskStep, TokenName>> = { 1: 'risk1Text', 2: 'risk2Text', 3: 'risk3Text', 4: 'risk4Text' };
export const partFill: readonly TokenName[] = ['part1', 'part2', 'part3', 'part4'];

/** A token as a CSS value: `css('risk1Text')` → `var(--risk1-text)`. */
export function css(name: TokenName): string {
  return `var(--${name.replace(/([A-Z])/g, '-$1').toLowerCase()})`;
}
