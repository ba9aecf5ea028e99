// A room whose page is still to come.

import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import type { NavKey } from '#web/shell/navigation.tsx';

export function NotBuilt({ room }: { room: NavKey }) {
  const { t } = useReading();
  useCrumbs([{ label: t(`shell.nav.${room}`) }]);
  return <Empty title={t('shell.notBuilt')} />;
}

export function NotFound() {
  const { t } = useReading();
  useCrumbs([{ label: t('kit.notFound') }]);
  return <Empty title={t('kit.notFound')}>{t('kit.notFoundHelp')}</Empty>;
}
