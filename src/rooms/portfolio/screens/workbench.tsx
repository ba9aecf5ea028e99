// The workbench: what needs me now, how bad is it, why. While there is no ledger it is the guide.

import type { OutputOf } from '#platform/operation.ts';
import { COUNTS_EVERY_MS } from '#web/access/session-gate.tsx';
import { useOperation } from '#web/api.ts';
import { Guide } from '#web/guide/guide.tsx';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { clockOf } from '#web/kit/clocks.ts';
import { formatPercent, isMissing, toMoney } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, LoadingRows, NoPermission } from '#web/kit/states.tsx';
import { Key, MoneyText } from '#web/kit/text.tsx';
import { Changes } from '#web/kit/timeline.tsx';
import { Waterfall, type WaterfallStep } from '#web/kit/waterfall.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useSession } from '#web/shell/session.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { eventText } from '#web/words/operation-text.ts';
import { zh } from '#web/words/zh.ts';
import { workbench } from '../contract.ts';
import { CashCard } from './cash-card.tsx';
import { WorkFigures } from './work-figures.tsx';
import { WorkQueue } from './work-queue.tsx';
import './workbench.css';

type Book = OutputOf<typeof workbench>;

export function Workbench() {
  const { t } = useReading();
  const session = useSession();
  useCrumbs([{ label: t('shell.nav.workbench') }, ...(session ? [{ label: session.tenantName }] : [])]);
  const may = session?.permissions.has('overview.read') ?? false;
  const asked = useOperation(workbench, {}, { enabled: may, staleTime: COUNTS_EVERY_MS / 2, refetchInterval: COUNTS_EVERY_MS });
  if (!may) return <NoPermission />;
  if (asked.data?.empty) return <Guide first />;
  if (asked.data) return <Book book={asked.data} />;
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  return (
    <div className="x-cards">
      <div className="x-span-12">
        <LoadingCard lines={2} />
      </div>
      <section className="x-card x-span-12">
        <LoadingRows rows={14} />
      </section>
    </div>
  );
}

function Book({ book }: { book: Book }) {
  const { t } = useReading();
  const phone = usePhone();
  return (
    <div className="x-workbench">
      <header className="x-page-head">
        <Headline book={book} />
        {!phone && (
          <span className="x-page-tools x-caption x-work-hints">
            <span>
              <Key>J</Key> <Key>K</Key> {t('work.keys.move')}
            </span>
            <span>
              <Key>?</Key> {t('work.keys.all')}
            </span>
          </span>
        )}
      </header>
      <WorkFigures figures={book.figures} currency={book.currency} />
      <div className="x-work-body">
        <WorkQueue items={book.queue} currency={book.currency} />
        <aside>
          <CashCard />
          <Moved book={book} />
          <News book={book} />
        </aside>
      </div>
    </div>
  );
}

/** The sentence that says what needs me, by when, and how much is stuck. */
function Headline({ book }: { book: Book }) {
  const { t, unit } = useReading();
  const total = book.counts.holds + book.counts.approvals + book.counts.alerts + book.counts.files + book.counts.models;
  const mine = book.queue.filter((each) => each.mine);
  const waiting = mine.length > 0 ? mine : book.queue;
  const now = waiting.filter((each) => each.group === 'now').length;
  const next = waiting.map((each) => each.dueAt).sort()[0];
  const held = toMoney(book.heldAmount);
  return (
    <>
      <h1>
        {mine.length > 0
          ? t('work.titleMine', { count: mine.length })
          : total === 0
            ? t('work.none')
            : t('work.title', { count: total })}
        {now > 0 && t('work.titleNow', { now })}
      </h1>
      <span className="x-caption">
        {mine.length > 0 && mine.length < total && `${t('work.ofAll', { count: total })} · `}
        {held && held.minor > 0n && (
          <>
            {t('work.heldSum')}{' '}
            <b>
              <MoneyText value={book.heldAmount} />
            </b>{' '}
            {unit(book.currency)}
          </>
        )}
        {next && ` · ${t('work.nextDue', { at: clockOf(next, Date.now(), t).text })}`}
      </span>
    </>
  );
}

function Moved({ book }: { book: Book }) {
  const { t, money, unit, scale } = useReading();
  const { from, to, steps } = book.change;
  const [a, b] = [toMoney(from), toMoney(to)];
  if (!a || !b || isMissing(from)) return null;
  const moved = { minor: b.minor - a.minor, currency: b.currency };
  const name = (kind: string) => (Object.hasOwn(zh.work.step, kind) ? t(`work.step.${kind as 'other'}`) : kind);
  const shown = steps.filter((each) => toMoney(each.amount)?.minor !== 0n);
  const bars: WaterfallStep[] = [
    { key: 'from', label: t('work.yesterday'), value: from, kind: 'total' },
    ...shown.map(
      (each): WaterfallStep => ({
        key: each.kind,
        label: name(each.kind),
        value: each.amount,
        kind: 'part',
        fill: (toMoney(each.amount)?.minor ?? 0n) < 0n ? 'part4' : 'part2',
      }),
    ),
    { key: 'to', label: t('work.today'), value: to, kind: 'total' },
  ];
  return (
    <ChartCard
      title={
        moved.minor === 0n
          ? t('work.exposureSame')
          : t('work.exposureMoved', {
              amount: money(moved, { sign: 'always', decimals: scale === 'large' ? 1 : 0 }),
              unit: unit(book.currency),
            })
      }
      twin={{
        columns: ['', unit(book.currency)],
        rows: bars.map((each) => [
          each.label,
          <MoneyText key={each.key} value={each.value} {...(each.kind === 'part' ? { sign: 'always' as const } : {})} />,
        ]),
      }}
    >
      {shown.length > 0 ? (
        <Waterfall
          label={t('work.exposureMoved', { amount: money(moved), unit: unit(book.currency) })}
          height={140}
          steps={bars}
        />
      ) : (
        <p className="x-caption">{t('work.noNews')}</p>
      )}
      {book.concentration.topName && book.concentration.topSharePpm !== null && (
        <p className="x-caption">
          {t('work.concentration', { name: book.concentration.topName, share: formatPercent(book.concentration.topSharePpm) })}
        </p>
      )}
    </ChartCard>
  );
}

/** Month and day, as a clock's date: 11-20. */
function dayOf(when: Date): string {
  return `${String(when.getMonth() + 1).padStart(2, '0')}-${String(when.getDate()).padStart(2, '0')}`;
}

function News({ book }: { book: Book }) {
  const { t, scale, lang } = useReading();
  const entries = book.news.map((each, at) => {
    const { title, detail } = eventText({ operation: each.operation, facts: each.facts }, t, { scale, lang });
    const when = new Date(each.at);
    const time = `${String(when.getHours()).padStart(2, '0')}:${String(when.getMinutes()).padStart(2, '0')}`;
    const today = when.toDateString() === new Date().toDateString();
    return {
      key: `${each.at}${at}`,
      at: today ? time : t('work.yesterdayAt', { time, day: dayOf(when) }),
      title: each.customer ? `${each.customer} · ${title}` : title,
      detail: [detail, each.actor].filter(Boolean).join(' · '),
    };
  });
  return (
    <Card title={t('work.news')} flush>
      {entries.length > 0 ? <Changes entries={entries} /> : <p className="x-caption x-card-pad">{t('work.noNews')}</p>}
    </Card>
  );
}
