// The page of reconciliation.
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';

export function ReconciliationPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('reconciliation.title') }]);
  return (
    <div className="x-under-tabs">
      <BooksTabs />
    </div>
  );
}
