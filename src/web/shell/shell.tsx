// The frame of every page: rail, top bar, bottom bar on a phone, search, shortcuts, the day of the figures.
import {
  BgColorsOutlined,
  CalendarOutlined,
  GlobalOutlined,
  LeftOutlined,
  LogoutOutlined,
  MenuOutlined,
  SafetyOutlined,
  SearchOutlined,
} from '@ant-design/icons';
import { Link, Outlet, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, DatePicker, Drawer, Dropdown, Popover } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import type { Day } from '#base/date.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { instantText } from '#web/kit/instants.ts';
import { Shortcuts, useKeys } from '#web/kit/keys.tsx';
import { AsOfProvider, asOfHeld, browserToday, useAsOf, useReading } from '#web/kit/reading.tsx';
import { Key } from '#web/kit/text.tsx';
import type { Choice } from '#web/theme/provider.tsx';
import { usePhone, useTheme } from '#web/theme/provider.tsx';
import { useLanguage } from '#web/words/i18n.ts';
import type { Finding } from './command-bar.tsx';
import { CommandBar } from './command-bar.tsx';
import { useCurrentCrumbs } from './crumbs.tsx';
import { useDialogManners } from './dialog-manners.ts';
import { Mark } from './mark.tsx';
import { belongsTo, navigation, navigationFor } from './navigation.tsx';
import { useSession } from './session.tsx';
import { ShadowNotice } from './shadow-notice.tsx';
import './shell.css';
import { LanguageSwitch, ThemeSwitch, UnitSwitch } from './switches.tsx';
import { WebhookNotice } from './webhook-notice.tsx';

export type ShellProps = { readonly search?: ((text: string, signal: AbortSignal) => Promise<readonly Finding[]>) | undefined };

export function Shell({ search }: ShellProps) {
  useDialogManners();
  const { t } = useReading();
  const phone = usePhone();
  const navigate = useNavigate();
  const session = useSession();
  const [finding, setFinding] = useState(false);
  const params = useSearch({ strict: false }) as { asOf?: string; knownAt?: string };
  const today = session?.today ?? browserToday();
  const asOf = useMemo(
    () =>
      asOfHeld(params, today, (day: Day | null, knownAt: string | null = null) => {
        const asked = { asOf: day === null || day === today ? undefined : day, knownAt: knownAt ?? undefined };
        void navigate({ to: '.', search: ((was: Record<string, unknown>) => ({ ...was, ...asked })) as never });
      }),
    [params, today, navigate],
  );
  const go = (to: string) => () => void navigate({ to });
  useKeys(
    [
      { key: 'g w', label: t('shell.keys.goWorkbench'), run: go('/') },
      { key: 'g l', label: t('shell.keys.goLedger'), run: go('/ledger') },
      { key: 'g o', label: t('shell.keys.goOrders'), run: go('/orders') },
    ],
    'everywhere',
  );
  const pages: Finding[] = navigationFor(session?.permissions).map((each) => ({
    key: each.key,
    label: t(`shell.nav.${each.key}`),
    kind: t('shell.searchPages'),
    open: go(each.to),
  }));
  return (
    <AsOfProvider value={asOf}>
      <div className="x-shell">
        <a href="#page" className="x-skip">
          {t('shell.skip')}
        </a>
        {!phone && <Rail />}
        <div className="x-frame">
          <TopBar phone={phone} onSearch={() => setFinding(true)} />
          <div>
            <ShadowNotice />
            <WebhookNotice />
            <AsOfNotice />
          </div>
          <main id="page" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        {phone && <BottomBar />}
        <CommandBar open={finding} onOpen={setFinding} pages={pages} search={search} />
        <Shortcuts />
      </div>
    </AsOfProvider>
  );
}

function NavItem({ entry }: { entry: (typeof navigation)[number] }) {
  const { t } = useReading();
  const path = useLocation({ select: (held) => held.pathname });
  const count = useSession()?.counts[entry.key] ?? 0;
  return (
    <Link to={entry.to} className="x-nav" aria-current={belongsTo(entry, path) ? 'page' : undefined}>
      <span className="x-nav-icon">
        {entry.icon}
        {count > 0 && <b>{count > 99 ? '99+' : count}</b>}
      </span>
      {t(`shell.nav.${entry.key}`)}
    </Link>
  );
}

function Rail() {
  const { t } = useReading();
  const entries = navigationFor(useSession()?.permissions);
  return (
    <nav className="x-rail" aria-label={t('shell.product')}>
      <Link to="/" aria-label={t('shell.product')}>
        <Mark />
      </Link>
      {entries.map((each) => (
        <span key={each.key} className={each.ruled ? 'x-ruled' : undefined}>
          <NavItem entry={each} />
        </span>
      ))}
    </nav>
  );
}

function BottomBar() {
  const { t } = useReading();
  const [open, setOpen] = useState(false);
  const entries = navigationFor(useSession()?.permissions);
  return (
    <nav className="x-bottom" aria-label={t('shell.product')}>
      {entries
        .filter((each) => each.thumb)
        .map((each) => (
          <NavItem key={each.key} entry={each} />
        ))}
      <button type="button" className="x-nav" onClick={() => setOpen(true)}>
        <span className="x-nav-icon">
          <MenuOutlined />
        </span>
        {t('shell.nav.more')}
      </button>
      <Drawer open={open} onClose={() => setOpen(false)} placement="bottom" size="auto" title={t('shell.nav.more')}>
        <div className="x-more" onClick={() => setOpen(false)} onKeyDown={undefined} role="presentation">
          {entries
            .filter((each) => !each.thumb)
            .map((each) => (
              <NavItem key={each.key} entry={each} />
            ))}
        </div>
        <div className="x-more-settings">
          <UnitSwitch />
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </Drawer>
    </nav>
  );
}

function TopBar({ phone, onSearch }: { phone: boolean; onSearch: () => void }) {
  const { t } = useReading();
  const crumbs = useCurrentCrumbs();
  const parent = crumbs.length > 1 ? [...crumbs].reverse().find((each, at) => at > 0 && each.to) : undefined;
  return (
    <header className="x-top">
      {phone && parent?.to && (
        <Link to={parent.to} className="x-back" aria-label={t('shell.back')}>
          <LeftOutlined />
        </Link>
      )}
      <ol className="x-crumbs">
        {(phone ? crumbs.slice(-1) : crumbs).map((each, at, all) => (
          <li key={each.label}>{each.to && at < all.length - 1 ? <Link to={each.to}>{each.label}</Link> : each.label}</li>
        ))}
      </ol>
      <button type="button" className="x-search" onClick={onSearch} aria-label={t('shell.search')}>
        <SearchOutlined />
        {!phone && (
          <>
            <span>{t('shell.search')}</span>
            <Key>Ctrl K</Key>
          </>
        )}
      </button>
      <div className="x-top-end">
        <AsOfPicker phone={phone} />
        {!phone && <UnitSwitch />}
        <UserMenu phone={phone} />
      </div>
    </header>
  );
}

function AsOfPicker({ phone }: { phone: boolean }) {
  const { t } = useReading();
  const { asOf, today, knownAt, past, setAsOf } = useAsOf();
  const [open, setOpen] = useState(false);
  const pick = (day: Day | null, moment: string | null) => {
    setAsOf(day, moment);
    setOpen(false);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t('shell.asOfPick')}
      content={
        <div className="x-as-of-pick">
          <label>
            <span>{t('shell.asOfDay')}</span>
            <DayField keep value={asOf} max={today} onChange={(day) => pick(day, knownAt)} />
          </label>
          <label>
            <span>{t('shell.knownAt')}</span>
            <DatePicker
              showTime={{ format: 'HH:mm' }}
              format="YYYY-MM-DD HH:mm"
              value={knownAt === null ? null : dayjs(knownAt)}
              maxDate={dayjs()}
              placeholder={t('shell.knownAtNow')}
              onChange={(at) => pick(asOf, at ? at.toDate().toISOString() : null)}
            />
          </label>
          <p className="x-quiet">{t('shell.knownAtHelp')}</p>
          {past && <Button onClick={() => pick(null, null)}>{t('shell.asOfToday')}</Button>}
        </div>
      }
    >
      <button type="button" className={past ? 'x-as-of x-as-of-past' : 'x-as-of'}>
        <CalendarOutlined /> {phone ? asOf.slice(5) : t('shell.asOf', { on: asOf })}
      </button>
    </Popover>
  );
}

/** Another day's figures look like today's: this line is what keeps them apart. */
function AsOfNotice() {
  const { t } = useReading();
  const { asOf, today, knownAt, past, setAsOf } = useAsOf();
  if (!past) return null;
  return (
    <div className="x-stale" role="status">
      {knownAt === null ? t('shell.asOfPast', { on: asOf }) : t('shell.asOfKnown', { on: asOf, at: instantText(knownAt, today) })}
      <Button size="small" type="link" onClick={() => setAsOf(null)}>
        {t('shell.asOfToday')}
      </Button>
    </div>
  );
}

function UserMenu({ phone }: { phone: boolean }) {
  const { t } = useReading();
  const session = useSession();
  const navigate = useNavigate();
  const { choice, choose } = useTheme();
  const [lang, setLang] = useLanguage();
  if (phone && !session) return null;
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        selectedKeys: [`lang-${lang}`, `theme-${choice}`],
        onClick: ({ key }) => {
          if (key === 'sign-out') session?.signOut();
          else if (key === 'security') void navigate({ to: '/account' });
          else if (key === 'lang-zh' || key === 'lang-en') setLang(key === 'lang-zh' ? 'zh' : 'en');
          else if (key.startsWith('theme-')) choose(key.slice(6) as Choice);
        },
        items: [
          ...(session ? [{ key: 'who', type: 'group' as const, label: `${session.userName} · ${session.tenantName}` }] : []),
          {
            key: 'language',
            type: 'group',
            label: (
              <>
                <GlobalOutlined /> {lang === 'zh' ? '语言 Language' : 'Language 语言'}
              </>
            ),
            children: [
              { key: 'lang-zh', label: '中文' },
              { key: 'lang-en', label: 'English' },
            ],
          },
          {
            key: 'theme',
            type: 'group',
            label: (
              <>
                <BgColorsOutlined /> {t('shell.theme')}
              </>
            ),
            children: [
              { key: 'theme-system', label: t('shell.themeSystem') },
              { key: 'theme-light', label: t('shell.themeLight') },
              { key: 'theme-dark', label: t('shell.themeDark') },
            ],
          },
          ...(session
            ? [
                { type: 'divider' as const },
                { key: 'security', icon: <SafetyOutlined />, label: t('access.security') },
                { key: 'sign-out', icon: <LogoutOutlined />, label: t('shell.signOut') },
              ]
            : []),
        ],
      }}
    >
      <button type="button" className="x-user" aria-label={t('shell.account')}>
        {session ? session.userName.slice(0, 1) : <GlobalOutlined />}
      </button>
    </Dropdown>
  );
}
