// The line that tells administrators of a webhook that was turned off for not answering.
import { Link } from '@tanstack/react-router';
import { webhooks } from '#rooms/integrations/contract.ts';
import { useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useMay } from './session.tsx';

export function WebhookNotice() {
  const { t } = useReading();
  const asked = useOperation(webhooks, {}, { enabled: useMay('system.manage') });
  const disabled = asked.data?.webhooks.find((row) => row.state === 'disabled');
  if (!disabled) return null;
  return (
    <div className="x-shadow" role="status">
      <span data-content>{t('webhooks.disabledNotice', { name: disabled.name })}</span>
      <Link to="/settings" search={{ view: 'webhooks' }}>
        {t('webhooks.disabledLink')}
      </Link>
    </div>
  );
}
