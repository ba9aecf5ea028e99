// The page of settlements.
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';

export function Receipts() {
  const { t } = useReading();
  useCrumbs([{ label: t('settlements.title') }]);
  return (
    <div className="x-under-tabs">
      <BooksTabs />
    </div>
  );
}
