// The rules of the order check: what is in force, drafts, versions so far; and the way to change them.
import { useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { inForce } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { OrderRules } from '#web/guide/order-rules.tsx';
import { type DraftAsked, DraftsAndVersions, useDraftStart, useToDraft } from '#web/guide/rulebook-drafts.tsx';
import { Card } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { useMay, useSession } from '#web/shell/session.tsx';
import { OrdersTabs } from './orders-tabs.tsx';
import { type Body, RulesEditor } from './rules-editor.tsx';
import './rules.css';

export function Rules() {
  const session = useSession();
  const may = session?.permissions.has('policies.read') ?? false;
  const currency = session?.currency ?? 'CNY';
  const asked = useSearch({ strict: false }) as DraftAsked;
  return (
    <div className="x-under-tabs">
      <OrdersTabs here="rules" />
      <div className="x-orders-page">
        {!may ? (
          <NoPermission />
        ) : asked.f_draft ? (
          <Editing key={asked.f_draft} draftId={asked.f_draft} from={asked.f_from ?? null} currency={currency} />
        ) : (
          <InForce currency={currency} />
        )}
      </div>
    </div>
  );
}

function Waiting() {
  return (
    <div className="x-cards">
      <div className="x-span-12">
        <LoadingCard lines={10} />
      </div>
    </div>
  );
}

function Editing({ draftId, from, currency }: { draftId: string; from: string | null; currency: string }) {
  const at = useDraftStart('order-check', draftId, from, ['new']);
  if (at.error) return <ErrorState error={at.error} retry={at.retry} />;
  if (!at.start) return <Waiting />;
  return <RulesEditor start={at.start as Body} standing={at.standing as Body} draft={at.draft} currency={currency} />;
}

function InForce({ currency }: { currency: string }) {
  const { t, lang } = useReading();
  const go = useToDraft('/orders/rules');
  const mayWrite = useMay('policies.write');
  const asked = useOperation(inForce, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <Waiting />;
  const book = asked.data.rulebooks.find((each) => each.kind === 'order-check');
  if (!book) return <Empty title={t('kit.missing')} />;
  const about = (book.body['about'] ?? {}) as { zh?: string; en?: string };
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        title={t('orders.rules.title', { version: book.version })}
        caption={t('orders.rules.since', { since: instantDay(book.since) })}
        extra={
          mayWrite && (
            <Button type="primary" onClick={() => go({ f_draft: 'new' })}>
              {t('rules.edit')}
            </Button>
          )
        }
        flush
      >
        {about[lang] && book.version === 1 && <p className="x-caption x-rules-about">{about[lang]}</p>}
        <OrderRules body={book.body} currency={currency} />
      </Card>
      <DraftsAndVersions kind="order-check" to="/orders/rules" />
    </div>
  );
}
