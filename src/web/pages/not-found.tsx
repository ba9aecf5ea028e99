// An address that leads nowhere: what that means and where to go instead.

import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';

export function NotFound() {
  const { t } = useReading();
  useCrumbs([{ label: t('kit.notFound') }]);
  return <Empty title={t('kit.notFound')}>{t('kit.notFoundHelp')}</Empty>;
}
