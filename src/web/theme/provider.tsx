// Theme and density for everything below: follows the system until someone chooses, then remembers.
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreference } from '#web/preferences.ts';
import { antdTheme } from './antd.ts';
import type { Mode, Tokens } from './tokens.ts';
import { tokens, variableSheet } from './tokens.ts';

export type Choice = 'system' | Mode;
const CHOICES: readonly Choice[] = ['system', 'light', 'dark'];

/** Up to this width a page is laid out for one thumb. */
export const PHONE_MAX_PX = 640;

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}

export function usePhone(): boolean {
  return useMedia(`(max-width: ${PHONE_MAX_PX}px)`);
}

type ThemeState = {
  readonly mode: Mode;
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
  readonly tokens: Tokens;
};
const ThemeContext = createContext<ThemeState>({ mode: 'light', choice: 'system', choose: () => {}, tokens: tokens.light });

export function useTheme(): ThemeState {
  return useContext(ThemeContext);
}

// Ant Design's locale files are CommonJS to the type checker and ES modules to Vite.
type LocaleModule = typeof zhCN extends { default: infer L } ? L : typeof zhCN;
function localeOf(module: unknown): LocaleModule {
  const held = module as { default?: LocaleModule };
  return held.default ?? (module as LocaleModule);
}

let sheetPlaced = false;
function placeVariables(): void {
  if (sheetPlaced) return;
  sheetPlaced = true;
  const style = document.createElement('style');
  style.textContent = variableSheet();
  document.head.prepend(style);
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  placeVariables();
  const { i18n } = useTranslation();
  const phone = usePhone();
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const [choice, choose] = usePreference<Choice>('theme', 'system', CHOICES);
  const mode: Mode = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  document.documentElement.dataset['mode'] = mode;
  const state = useMemo(() => ({ mode, choice, choose, tokens: tokens[mode] }), [mode, choice, choose]);
  return (
    <ThemeContext value={state}>
      <ConfigProvider
        theme={antdTheme(mode, phone)}
        locale={localeOf(i18n.language === 'en' ? enUS : zhCN)}
        // "确 定" with a space between two characters is not how Chinese is set.
        button={{ autoInsertSpace: false }}
      >
        <App component={false}>{children}</App>
      </ConfigProvider>
    </ThemeContext>
  );
}
