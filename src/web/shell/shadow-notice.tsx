// The line on every page that says nothing is held yet, with the way to what would have been.
import { Link } from '@tanstack/react-router';
import { useReading } from '#web/kit/reading.tsx';
import { useSession } from './session.tsx';

export function ShadowNotice() {
  const { t } = useReading();
  const session = useSession();
  if (!session?.shadow) return null;
  return (
    <div className="x-shadow" role="status">
      {t('access.shadow')}
      {session.permissions.has('orders.read') && <Link to="/orders/shadow">{t('access.shadowLink')}</Link>}
    </div>
  );
}
