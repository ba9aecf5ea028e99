// What happened with a customer, newest first: beside the overview a few, in its own tab all.
import { Link } from '@tanstack/react-router';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { Timeline } from '#web/kit/timeline.tsx';
import { eventText } from '#web/words/operation-text.ts';
import { timeline } from '../contract.ts';

export function CustomerTimeline({ code, most, aside }: { code: string; most: number; aside?: boolean }) {
  const { t, lang, scale } = useReading();
  const { today } = useAsOf();
  const asked = useOperation(timeline, { customer: code, limit: most });
  const events = asked.data?.events;
  if (asked.error)
    return (
      <Card title={t('kit.timeline')}>
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      </Card>
    );
  if (!events) return <LoadingCard lines={10} />;
  const entries = events.map((each) => {
    const text = eventText(each, t, { lang, scale });
    return {
      key: each.id,
      at: instantText(each.at, today),
      title: text.title,
      detail: [text.detail, each.actor === 'system' ? t('operations.system') : each.actor]
        .filter((one) => one !== null)
        .join(' · '),
      ...(text.step ? { step: text.step } : {}),
    };
  });
  return (
    <Card
      title={aside ? t('kit.timeline') : t('customer.rec.title', { count: events.length })}
      {...(aside && events.length > 0
        ? {
            extra: (
              <Link to="." search={{ view: 'record' } as never}>
                {t('kit.all2')}
              </Link>
            ),
          }
        : {})}
    >
      <div data-content>{entries.length > 0 ? <Timeline entries={entries} /> : <Empty title={t('customer.rec.none')} />}</div>
    </Card>
  );
}
