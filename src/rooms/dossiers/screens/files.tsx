// The page of dossiers.
import { useReading } from '#web/kit/reading.tsx';
import { BooksTabs } from '#web/shell/books-tabs.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';

export function FilesPage() {
  const { t } = useReading();
  useCrumbs([{ label: t('dossiers.title') }]);
  return (
    <div className="x-under-tabs">
      <BooksTabs />
    </div>
  );
}
