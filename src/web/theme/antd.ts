// Our tokens as an Ant Design theme: compact on a desk, comfortable under a thumb.
import type { ThemeConfig } from 'antd';
import { theme } from 'antd';
import type { Mode } from './tokens.ts';
import { fontFamily, tokens } from './tokens.ts';

export function antdTheme(mode: Mode, phone: boolean): ThemeConfig {
  const t = tokens[mode];
  return {
    algorithm: mode === 'dark' ? [theme.darkAlgorithm] : [theme.defaultAlgorithm],
    token: {
      fontFamily,
      fontSize: phone ? 13.5 : 13,
      // 42 px is the least that a thumb hits without looking; 30 keeps a desk page dense.
      controlHeight: phone ? 42 : 30,
      controlHeightSM: phone ? 34 : 26,
      controlHeightLG: phone ? 48 : 36,
      borderRadius: 6,
      borderRadiusLG: phone ? 10 : 8,
      borderRadiusSM: 4,
      colorPrimary: t.button,
      colorLink: t.accent,
      colorLinkHover: t.accent,
      colorInfo: t.button,
      colorError: t.risk4,
      colorWarning: t.risk3,
      colorSuccess: t.risk1,
      colorText: t.text1,
      colorTextSecondary: t.text2,
      colorTextTertiary: t.text3,
      colorTextPlaceholder: t.text3,
      colorBgBase: t.surface,
      colorBgContainer: t.surface,
      colorBgElevated: t.surface,
      colorBgLayout: t.canvas,
      colorBorder: t.border,
      colorBorderSecondary: t.hairline,
      boxShadow: t.shadow,
      boxShadowSecondary: t.shadow,
      // Nothing moves without a reason.
      motionDurationFast: '0.05s',
      motionDurationMid: '0.1s',
      motionDurationSlow: '0.15s',
    },
    components: {
      // A box that nobody ticked yet is seen as well as a ticked one: 3 : 1 against the page.
      Checkbox: { colorBorder: t.text3 },
      Radio: { colorBorder: t.text3 },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      Segmented: { trackBg: t.surface, itemSelectedBg: t.accentTint, itemSelectedColor: t.accent, itemColor: t.text2 },
      Tabs: {
        horizontalItemPadding: '8px 0',
        horizontalItemGutter: 24,
        horizontalMargin: '0',
        itemSelectedColor: t.accent,
        itemHoverColor: t.accent,
        inkBarColor: t.accent,
      },
      Drawer: { paddingLG: 16 },
      Modal: { titleFontSize: 15 },
    },
  };
}
