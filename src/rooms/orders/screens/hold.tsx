// One held order with everything needed to decide it; two keys and a sentence, then the next.
import { useNavigate, useParams } from '@tanstack/react-router';
import { App, Button } from 'antd';
import { useEffect, useState } from 'react';
import { addDays } from '#base/date.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { instantText } from '#web/kit/instants.ts';
import { useEarlyKeys } from '#web/kit/keys.tsx';
import { type ListSearch, toListSearch, useListState } from '#web/kit/list-state.ts';
import { Clock, type Decision, QueuePage } from '#web/kit/queue-page.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { usePages } from '#web/paging.ts';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { problemText, roleNames } from '#web/words/problem-text.ts';
import { zh } from '#web/words/zh.ts';
import { askPrepayment, hold, holds, proposeRelease, refuse, release, take, waitForPayment } from '../contract.ts';
import { holdDecisions, prepaymentOf } from './hold-decisions.tsx';
import { HoldMain } from './hold-main.tsx';
import { HoldSide } from './hold-side.tsx';
import { holdsAsked, Stage } from './holds.tsx';
import './orders.css';

/** So many before the last one known, the queue is read on. */
const READ_AHEAD = 5;
/** Keys that move or decide: pressed while the next hold is fetched they count for it. */
const EARLY = ['j', 'k', 'r', 'y', 'h', 'b'];
/** A payment promised without a day is waited for so long. */
const WAIT_DAYS = 3;

export type HoldDetail = OutputOf<typeof hold>;

export function HoldPage() {
  const { t } = useReading();
  const { id } = useParams({ strict: false }) as { id: string };
  const may = useMay('orders.read');
  const asked = useOperation(hold, { id }, { enabled: may });
  const [{ filters, ...shown }] = useListState();
  const { do: chosen, ...narrowed } = filters;
  const state = { ...shown, filters: narrowed };
  const { view, ...input } = holdsAsked(state);
  const queue = usePages(holds, input, { enabled: may });
  const list = queue.pages?.flatMap((page) => page.holds) ?? [];
  const known = list.findIndex((each) => each.id === id);
  const { onMore, loadingMore } = queue;
  const ahead = known >= list.length - READ_AHEAD && !loadingMore;
  useEffect(() => {
    if (ahead) onMore?.();
  }, [ahead, onMore]);
  useEarlyKeys(EARLY, asked.data !== undefined || Boolean(asked.error));
  useCrumbs([
    { label: t('orders.title'), to: '/orders' },
    { label: t('orders.tabs.holds'), to: '/orders' },
    ...(asked.data ? [{ label: asked.data.hold.order }] : []),
  ]);
  if (!may) return <NoPermission />;
  if (asked.error && !asked.data) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) {
    return (
      <div className="x-queue-body x-queue-sided">
        <LoadingCard lines={8} />
        <LoadingCard lines={8} />
      </div>
    );
  }
  const whole = view === 'held' && Object.keys(narrowed).length === 0;
  return (
    <Deciding
      key={id}
      detail={asked.data}
      queue={list}
      inAll={whole ? (queue.first?.open ?? 0) : list.length}
      back={toListSearch(state)}
      chosen={chosen}
    />
  );
}

type Queued = OutputOf<typeof holds>['holds'][number];

function Deciding({
  detail,
  queue,
  inAll,
  back,
  chosen,
}: {
  detail: HoldDetail;
  queue: readonly Queued[];
  inAll: number;
  /** The list's address: the next one and the way back are of the same list. */
  back: ListSearch;
  chosen: string | undefined;
}) {
  const reading = useReading();
  const { t } = reading;
  const { today } = useAsOf();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { hold: held } = detail;
  const open = held.state === 'held';
  const list = queue.some((each) => each.id === held.id) ? queue : open ? [held, ...queue] : [];
  const at = Math.max(
    0,
    list.findIndex((each) => each.id === held.id),
  );
  // Read ahead: the next one stands there at once.
  useOperation(hold, { id: list[at + 1]?.id ?? held.id });
  const [until, setUntil] = useState(() =>
    held.deliverOn && held.deliverOn > today ? held.deliverOn : addDays(today, WAIT_DAYS),
  );
  const [upTo, setUpTo] = useState(held.amount.amount);
  const [prepay, setPrepay] = useState(() => prepaymentOf(detail)?.amount ?? '');
  const acts = {
    release: useAct(release),
    refuse: useAct(refuse),
    prepay: useAct(askPrepayment),
    wait: useAct(waitForPayment),
    propose: useAct(proposeRelease),
  };
  const taking = useAct(take);
  const mayDecide = useMay('orders.release');
  const go = (to: number) => {
    const next = list[to];
    if (next) void navigate({ to: '/orders/holds/$id', params: { id: next.id }, search: back as never });
  };
  const decide = async (decision: Decision, reason: string) => {
    const key = decision.key as keyof typeof acts;
    const input = { id: held.id, reason, version: held.version };
    try {
      if (key === 'wait') await acts.wait.mutateAsync({ input: { ...input, until } });
      else if (key === 'prepay')
        await acts.prepay.mutateAsync({ input: { ...input, amount: { amount: prepay.trim(), currency: held.amount.currency } } });
      else if (key === 'release') {
        const part = upTo.trim() !== held.amount.amount;
        const amount = { amount: upTo.trim(), currency: held.amount.currency };
        await acts.release.mutateAsync({ input: part ? { ...input, upTo: amount } : input });
      } else await acts[key].mutateAsync({ input });
    } catch {
      // The refusal stands above the decisions; what was written is kept.
      return;
    }
    const rest = list.filter((each) => each.id !== held.id);
    const next = rest[Math.min(at, rest.length - 1)];
    void message.info(`${decision.title} · ${held.customer.name}`);
    if (next) void navigate({ to: '/orders/holds/$id', params: { id: next.id }, search: back as never });
    else void navigate({ to: '/orders', search: back as never });
  };
  const failed = Object.values(acts).find((each) => each.error)?.error;
  const state = Object.hasOwn(zh.orders.state, held.state) ? t(`orders.state.${held.state as 'held'}`) : held.state;
  return (
    <QueuePage
      title={t('orders.tabs.holds')}
      at={at}
      total={Math.max(1, list.length, inAll)}
      onMove={go}
      itemKey={held.id}
      nextName={list[at + 1] && `${list[at + 1]?.customer.name} ${reading.money(list[at + 1]?.amount)}`}
      clock={
        open ? (
          <>
            {held.owner && (
              <span className="x-caption">
                {t('glossary.owner')} <b>{held.reviewer ?? held.owner}</b>
              </span>
            )}
            <span className="x-caption">
              <Stage row={held} />
            </span>
            {mayDecide && held.stage === 'held' && (
              <Button
                size="small"
                loading={taking.isPending}
                onClick={() => taking.mutate({ input: { id: held.id, version: held.version } })}
              >
                {t('orders.take')}
              </Button>
            )}
            <Clock
              minutesLeft={(Date.parse(held.dueAt) - Date.now()) / 60_000}
              note={t('orders.heldSince', { at: instantText(held.heldAt, today) })}
            />
          </>
        ) : (
          <span className="x-caption">{state}</span>
        )
      }
      side={<HoldSide detail={detail} />}
      decisions={mayDecide ? holdDecisions(detail, reading, { until, setUntil, prepay, setPrepay, upTo, setUpTo, today }) : []}
      chosen={chosen}
      onDecide={(decision, reason) => void decide(decision, reason)}
      deciding={Object.values(acts).some((each) => each.isPending)}
      quickReasons={[t('orders.quick.promised'), t('orders.quick.transit'), t('orders.quick.key'), t('orders.quick.other')]}
      refusal={failed ? problemText(failed, t) : undefined}
      closed={
        !open ? (
          <Empty title={t('orders.endedBar', { state })}>{t('orders.endedHelp')}</Empty>
        ) : mayDecide ? undefined : (
          <p className="x-hold-waits">
            <b>{t('orders.waitsFor', { who: held.reviewer ?? held.owner ?? roleNames(detail.authority.roles, t) ?? '—' })}</b>{' '}
            {t('orders.waitsSince', { at: instantText(held.heldAt, today), roles: roleNames(detail.authority.roles, t) ?? '—' })}
          </p>
        )
      }
    >
      <HoldMain detail={detail} />
    </QueuePage>
  );
}
