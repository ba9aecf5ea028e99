// The page of bills.
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';

export function BillsPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('bills.title') }]);
  return (
    <div className="x-under-tabs">
      <BooksTabs />
    </div>
  );
}
