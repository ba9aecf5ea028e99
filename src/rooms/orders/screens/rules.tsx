// The rules of the order check that are in force, to read.
import { inForce } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { OrderRules } from '#web/guide/order-rules.tsx';
import { Card } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { useSession } from '#web/shell/session.tsx';
import { OrdersTabs } from './orders-tabs.tsx';

export function Rules() {
  const session = useSession();
  const may = session?.permissions.has('policies.read') ?? false;
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="rules" />
      <div className="x-orders-page">{may ? <InForce currency={session?.currency ?? 'CNY'} /> : <NoPermission />}</div>
    </div>
  );
}

function InForce({ currency }: { currency: string }) {
  const { t, lang } = useReading();
  const asked = useOperation(inForce, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data)
    return (
      <div className="x-cards">
        <div className="x-span-12">
          <LoadingCard lines={10} />
        </div>
      </div>
    );
  const book = asked.data.rulebooks.find((each) => each.kind === 'order-check');
  if (!book) return <Empty title={t('kit.missing')} />;
  const about = (book.body['about'] ?? {}) as { zh?: string; en?: string };
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        title={t('orders.rules.title', { version: book.version })}
        caption={t('orders.rules.since', { since: instantDay(book.since) })}
        flush
      >
        {about[lang] && <p className="x-caption x-rules-about">{about[lang]}</p>}
        <OrderRules body={book.body} currency={currency} />
      </Card>
    </div>
  );
}
