// The page of contracts.
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';

export function ContractsPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('contracts.title') }]);
  return (
    <div className="x-under-tabs">
      <BooksTabs />
    </div>
  );
}
