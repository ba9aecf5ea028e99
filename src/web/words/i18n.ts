// i18next with typed keys: Chinese until someone chooses, the choice remembered, <html lang> kept true.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { rememberedPreference, usePreference } from '#web/preferences.ts';
import { en } from './en.ts';
import type { Lang } from './language.ts';
import { LANGS } from './language.ts';
import { zh } from './zh.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: { words: typeof zh };
  }
}

function mark(lang: Lang): void {
  if (typeof document !== 'undefined') document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}

export async function startWords(lang?: Lang): Promise<typeof i18next> {
  const remembered = rememberedPreference('lang');
  const first: Lang = lang ?? (remembered === 'en' ? 'en' : 'zh');
  await i18next.use(initReactI18next).init({
    lng: first,
    fallbackLng: 'zh',
    defaultNS: 'words',
    ns: ['words'],
    resources: { zh: { words: zh }, en: { words: en } },
    // React escapes already.
    interpolation: { escapeValue: false },
  });
  mark(first);
  return i18next;
}

/** The language in use and the switch. */
export function useLanguage(): [Lang, (lang: Lang) => void] {
  const [lang, remember] = usePreference<Lang>('lang', 'zh', LANGS);
  return [
    lang,
    (next) => {
      remember(next);
      mark(next);
      void i18next.changeLanguage(next);
    },
  ];
}
