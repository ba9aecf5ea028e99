// The switches of how a page is read: unit of amounts, language, light or dark.
import { Segmented } from 'antd';
import { useReading } from '#web/kit/reading.tsx';
import type { Choice } from '#web/theme/provider.tsx';
import { useTheme } from '#web/theme/provider.tsx';
import { useLanguage } from '#web/words/i18n.ts';

export function UnitSwitch() {
  const { lang, scale, setScale, t } = useReading();
  return (
    <Segmented
      size="small"
      className="x-unit-switch"
      aria-label={t('shell.unit')}
      value={scale}
      onChange={setScale}
      options={[
        { value: 'one', label: lang === 'zh' ? '元' : '¥' },
        { value: 'large', label: lang === 'zh' ? '万元' : '¥k' },
      ]}
    />
  );
}

export function LanguageSwitch() {
  const [lang, setLang] = useLanguage();
  return (
    <Segmented
      size="small"
      value={lang}
      onChange={setLang}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'English' },
      ]}
    />
  );
}

export function ThemeSwitch() {
  const { choice, choose } = useTheme();
  const { t } = useReading();
  return (
    <Segmented<Choice>
      size="small"
      value={choice}
      onChange={choose}
      options={[
        { value: 'system', label: t('shell.themeSystem') },
        { value: 'light', label: t('shell.themeLight') },
        { value: 'dark', label: t('shell.themeDark') },
      ]}
    />
  );
}
