// The rules of the order check: what is in force, drafts, versions so far; and the way to change them.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { draft, drafts, inForce, versions } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { OrderRules } from '#web/guide/order-rules.tsx';
import { Card } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { useMay, useSession } from '#web/shell/session.tsx';
import { OrdersTabs } from './orders-tabs.tsx';
import { type Body, RulesEditor } from './rules-editor.tsx';
import './rules.css';

/** `f_draft`: a draft's id, or `new`; `f_from`: the version a new draft starts from. */
type Asked = { readonly f_draft?: string; readonly f_from?: string };

export function Rules() {
  const session = useSession();
  const may = session?.permissions.has('policies.read') ?? false;
  const currency = session?.currency ?? 'CNY';
  const asked = useSearch({ strict: false }) as Asked;
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
  const known = draftId !== 'new';
  const standing = useOperation(inForce, {});
  const past = useOperation(versions, { kind: 'order-check' }, { enabled: from !== null });
  const one = useOperation(draft, { id: draftId }, { enabled: known });
  const error = standing.error ?? one.error ?? past.error;
  if (error) return <ErrorState error={error} retry={() => void standing.refetch()} />;
  const book = standing.data?.rulebooks.find((each) => each.kind === 'order-check');
  if (!book || (known && !one.data) || (from !== null && !past.data)) return <Waiting />;
  const older = past.data?.versions.find((each) => String(each.version) === from);
  const start = (known ? one.data?.body : older?.body) ?? book.body;
  const head = known && one.data ? one.data.draft : null;
  return <RulesEditor start={start as Body} standing={book.body as Body} draft={head} currency={currency} />;
}

function InForce({ currency }: { currency: string }) {
  const { t, lang } = useReading();
  const navigate = useNavigate();
  const mayWrite = useMay('policies.write');
  const asked = useOperation(inForce, {});
  const open = useOperation(drafts, { kind: 'order-check' });
  const past = useOperation(versions, { kind: 'order-check' });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <Waiting />;
  const book = asked.data.rulebooks.find((each) => each.kind === 'order-check');
  if (!book) return <Empty title={t('kit.missing')} />;
  const about = (book.body['about'] ?? {}) as { zh?: string; en?: string };
  const waiting = (open.data?.drafts ?? []).filter((each) => each.state !== 'approved');
  return (
    <div className="x-cards">
      <Card
        className="x-span-12"
        title={t('orders.rules.title', { version: book.version })}
        caption={t('orders.rules.since', { since: instantDay(book.since) })}
        extra={
          mayWrite && (
            <Button type="primary" onClick={() => void navigate({ to: '/orders/rules', search: { f_draft: 'new' } as never })}>
              {t('rules.edit')}
            </Button>
          )
        }
        flush
      >
        {about[lang] && book.version === 1 && <p className="x-caption x-rules-about">{about[lang]}</p>}
        <OrderRules body={book.body} currency={currency} />
      </Card>
      {waiting.length > 0 && (
        <Card className="x-span-6" title={t('rules.drafts')}>
          <div className="x-lines x-lines-ruled">
            {waiting.map((each) => (
              <div key={each.id}>
                <Link to="/orders/rules" search={{ f_draft: each.id } as never}>
                  {each.note}
                </Link>
                <span className="x-caption">
                  {t(`rules.draftState.${each.state}`)} · {each.changedBy} · {instantDay(each.changedAt)}
                </span>
              </div>
            ))}
          </div>
        </Card>
      )}
      <Card className="x-span-6" title={t('rules.history')}>
        <div className="x-lines x-lines-ruled">
          {(past.data?.versions ?? []).map((each) => (
            <div key={each.version}>
              <span>
                {t('rules.historyLine', { version: each.version })} · {each.note === 'shipped' ? t('rules.shipped') : each.note}
              </span>
              <span className="x-caption">
                {instantDay(each.inForceFrom)}
                {each.approvedBy && ` · ${t('rules.historyBy', { by: each.approvedBy })}`}{' '}
                {mayWrite && (
                  <Link to="/orders/rules" search={{ f_draft: 'new', f_from: String(each.version) } as never}>
                    {t('rules.startFrom')}
                  </Link>
                )}
              </span>
            </div>
          ))}
        </div>
      </Card>
    </div>
  );
}
