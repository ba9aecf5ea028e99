// The pages of assessment side by side: models, and the laboratory they are made in.
import { Link, useLocation } from '@tanstack/react-router';
import { useChosenInSight } from '#web/kit/in-sight.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';

export function AssessmentTabs() {
  const { t } = useReading();
  const mayRun = useMay('ratings.run');
  const row = useChosenInSight<HTMLElement>(useLocation({ select: (at) => at.pathname }));
  return (
    <nav ref={row} className="x-tabs x-views" aria-label={t('shell.nav.models')}>
      <Link to="/models" activeOptions={{ includeSearch: false, exact: true }}>
        {t('models.title')}
      </Link>
      <Link to="/indicators" activeOptions={{ includeSearch: false }}>
        {t('indicators.title')}
      </Link>
      {mayRun && (
        <Link to="/laboratory" activeOptions={{ includeSearch: false }}>
          {t('lab.title')}
        </Link>
      )}
    </nav>
  );
}
