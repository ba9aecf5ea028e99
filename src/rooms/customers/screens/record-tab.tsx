// What happened with a customer, newest first: beside the overview a few, in its own tab all, by kind, person and day.
import { Link } from '@tanstack/react-router';
import { Button, Select } from 'antd';
import { earlier } from '#base/date.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { instantDay, instantText } from '#web/kit/instants.ts';
import type { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { Timeline } from '#web/kit/timeline.tsx';
import { usePages } from '#web/paging.ts';
import { eventText } from '#web/words/operation-text.ts';
import { TIMELINE_KINDS, timeline } from '../contract.ts';

type Event = OutputOf<typeof timeline>['events'][number];

function Events({ of }: { of: readonly Event[] }) {
  const { t, lang, scale } = useReading();
  const { today } = useAsOf();
  const entries = of.map((each) => {
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
    <div data-content>
      <Timeline entries={entries} />
    </div>
  );
}

/** Of another day what happened later is left out; null: nothing is. */
function useUntil(): string | null {
  const { asOf, knownAt, past } = useAsOf();
  if (!past) return null;
  return knownAt === null ? asOf : earlier(asOf, instantDay(knownAt));
}

/** The last few, beside the overview. */
export function TimelineAside({ code, most }: { code: string; most: number }) {
  const { t } = useReading();
  const until = useUntil();
  const asked = useOperation(timeline, { customer: code, limit: most, ...(until ? { to: until } : {}) });
  const events = asked.data?.events;
  if (asked.error)
    return (
      <Card title={t('kit.timeline')}>
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      </Card>
    );
  if (!events) return <LoadingCard lines={10} />;
  const all = {
    extra: (
      <Link to="." search={{ view: 'record' } as never}>
        {t('kit.all2')}
      </Link>
    ),
  };
  return (
    <Card title={t('kit.timeline')} {...(events.length > 0 ? all : {})}>
      {events.length > 0 ? <Events of={events} /> : <Empty title={t('customer.rec.none')} />}
    </Card>
  );
}

const FILTERS = ['kind', 'actor', 'from', 'to'] as const;

type State = ReturnType<typeof useListState>[0];

/** The whole of it; the filters stand in the address. */
export function RecordTab({ code, state, onState }: { code: string; state: State; onState: (state: State) => void }) {
  const { t } = useReading();
  const { filters } = state;
  const kind = TIMELINE_KINDS.find((each) => each === filters['kind']);
  const { actor, from } = filters;
  const until = useUntil();
  const to = until && filters['to'] ? earlier(until, filters['to']) : (filters['to'] ?? until);
  const input: InputOf<typeof timeline> = {
    customer: code,
    ...(kind ? { kind } : {}),
    ...(actor ? { actor } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
  const asked = usePages(timeline, input);
  const actors = useOperation(timeline, { customer: code, limit: 1 }).data?.actors;
  const events = asked.pages?.flatMap((page) => page.events);
  const filtered = FILTERS.some((key) => filters[key]);
  const put = (key: (typeof FILTERS)[number], value: string | undefined) => {
    const { [key]: _, ...rest } = filters;
    onState({ ...state, filters: value ? { ...rest, [key]: value } : rest });
  };
  const clear = () =>
    onState({
      ...state,
      filters: Object.fromEntries(Object.entries(filters).filter(([key]) => !FILTERS.includes(key as 'kind'))),
    });
  const day = (key: 'from' | 'to') => (
    <DayField
      label={t(`belonging.rec.${key}`)}
      placeholder={t(`belonging.rec.${key}`)}
      value={filters[key]}
      onChange={(next) => put(key, next || undefined)}
    />
  );
  return (
    <Card title={t('kit.timeline')}>
      <div className="x-record-filters">
        <Select
          allowClear
          aria-label={t('belonging.rec.kind')}
          placeholder={t('belonging.rec.anyKind')}
          value={kind ?? null}
          onChange={(next) => put('kind', next ?? undefined)}
          options={TIMELINE_KINDS.map((value) => ({ value, label: t(`belonging.rec.kinds.${value}`) }))}
        />
        <Select
          allowClear
          showSearch
          aria-label={t('belonging.rec.actor')}
          placeholder={t('belonging.rec.anyActor')}
          value={actor ?? null}
          onChange={(next) => put('actor', next ?? undefined)}
          options={(actors ?? []).map((value) => ({ value, label: value === 'system' ? t('operations.system') : value }))}
        />
        {day('from')}
        {day('to')}
        {filtered && (
          <Button type="link" onClick={clear}>
            {t('belonging.rec.clear')}
          </Button>
        )}
      </div>
      {asked.error ? (
        <ErrorState error={asked.error} retry={asked.retry} />
      ) : !events ? (
        <LoadingCard lines={10} />
      ) : events.length === 0 ? (
        <Empty title={t(filtered ? 'belonging.rec.none' : 'customer.rec.none')} />
      ) : (
        <Events of={events} />
      )}
      {asked.onMore && (
        <Button type="link" onClick={asked.onMore} loading={asked.loadingMore}>
          {t('kit.loadMore')}
        </Button>
      )}
    </Card>
  );
}
