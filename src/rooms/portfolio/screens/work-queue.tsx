// The queue: what waits, by urgency, worked by keyboard; only the row in focus shows its keys.
import { useNavigate } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { clockOf } from '#web/kit/clocks.ts';
import { useKeys } from '#web/kit/keys.tsx';
import type { ListSearch } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { GradeTag, Key, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { useSession } from '#web/shell/session.tsx';
import { factsLine } from '#web/words/facts-line.ts';
import type { workbench } from '../contract.ts';

export type QueueItem = OutputOf<typeof workbench>['queue'][number];
type Kind = QueueItem['kind'];

const KINDS: readonly Kind[] = ['hold', 'approval', 'alert', 'file', 'model', 'notice'];
const GROUPS = ['now', 'today', 'week'] as const;
/** What can be begun from the queue, by the kind of item: the letter of the decision on its page. */
const SHORTCUTS: Readonly<
  Record<Kind, readonly { readonly letter: string; readonly word: 'release' | 'prepay' | 'wait' | 'approve' | 'reject' }[]>
> = {
  hold: [
    { letter: 'r', word: 'release' },
    { letter: 'y', word: 'prepay' },
    { letter: 'h', word: 'wait' },
  ],
  approval: [
    { letter: 'a', word: 'approve' },
    { letter: 'b', word: 'reject' },
  ],
  alert: [],
  file: [],
  model: [],
  notice: [],
};
/** Kinds that most people never have stand in the filter only where there is one. */
const RARE: ReadonlySet<Kind> = new Set(['model', 'notice']);

/** Rows of a group before the rest is asked for: what fits a desk without losing sight of the next group. */
const GROUP_ROWS = 12;

export function WorkQueue({ items, currency }: { items: readonly QueueItem[]; currency: string }) {
  const { t, unit } = useReading();
  const session = useSession();
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const [mine, setMine] = useState(() => items.some((each) => each.mine));
  const [all, setAll] = useState(false);
  const scoped = mine ? items.filter((each) => each.mine) : items;
  const matching = scoped.filter((each) => kind === 'all' || each.kind === kind);
  const shown = GROUPS.flatMap((group) => {
    const rows = matching.filter((each) => each.group === group);
    return all ? rows : rows.slice(0, GROUP_ROWS);
  });
  const total = (group: (typeof GROUPS)[number]) => matching.filter((each) => each.group === group).length;
  const [focus, setFocus] = useState<string | null>(null);
  const at = Math.max(
    0,
    shown.findIndex((each) => each.id === focus),
  );
  const here = shown[at];
  const open = useOpen();
  const step = (by: number) => setFocus(shown[Math.max(0, Math.min(shown.length - 1, at + by))]?.id ?? null);
  const letters = [...new Set(KINDS.flatMap((each) => SHORTCUTS[each].map((one) => one.letter)))];
  useKeys([
    { key: 'j', label: t('shell.keys.down'), run: () => step(1) },
    { key: 'k', label: t('shell.keys.up'), run: () => step(-1) },
    { key: 'arrowdown', label: t('shell.keys.down'), run: () => step(1), quiet: true },
    { key: 'arrowup', label: t('shell.keys.up'), run: () => step(-1), quiet: true },
    { key: 'enter', label: t('shell.keys.open'), run: () => here && open(here) },
    ...letters.map((letter) => ({
      key: letter,
      label: t(`work.act.${KINDS.flatMap((each) => SHORTCUTS[each]).find((one) => one.letter === letter)?.word ?? 'release'}`),
      run: () => here && SHORTCUTS[here.kind].some((one) => one.letter === letter) && open(here, letter),
    })),
  ]);
  const count = (of: Kind) => scoped.filter((each) => each.kind === of).length;
  const other = items.some((each) => !each.mine);
  return (
    <section className="x-card x-work" aria-label={t('work.kind.all')}>
      <header className="x-work-head">
        <div className="x-views" role="tablist">
          {(['all', ...KINDS.filter((each) => !RARE.has(each) || count(each) > 0)] as const).map((each) => (
            <button key={each} type="button" role="tab" aria-selected={kind === each} onClick={() => setKind(each)}>
              {t(`work.kind.${each}`)} <span className="x-count">{each === 'all' ? scoped.length : count(each)}</span>
            </button>
          ))}
        </div>
        {other && session && (
          <Checkbox checked={mine} onChange={(event) => setMine(event.target.checked)}>
            {t('work.mine')}
          </Checkbox>
        )}
        <span className="x-caption x-work-note">{t('work.sortedBy', { unit: unit(currency) })}</span>
      </header>
      {shown.length === 0 ? (
        items.length === 0 ? (
          <Empty title={t('work.emptyQueue')}>{t('work.emptyQueueHelp')}</Empty>
        ) : (
          <Empty title={t('work.emptyFilter')} />
        )
      ) : (
        GROUPS.map((group) => {
          const rows = shown.filter((each) => each.group === group);
          return rows.length === 0 ? null : (
            <div key={group}>
              <h3 className="x-work-group">
                {t(`work.group.${group}`)} <span className="x-count">{total(group)}</span>
              </h3>
              <ul>
                {rows.map((each) => (
                  <Item key={each.id} item={each} here={each.id === here?.id} onFocus={() => setFocus(each.id)} onOpen={open} />
                ))}
              </ul>
            </div>
          );
        })
      )}
      {matching.length > shown.length && (
        <footer className="x-work-foot">
          {t('work.rest', { count: matching.length - shown.length })}{' '}
          <Button size="small" type="link" onClick={() => setAll(true)}>
            {t('work.restShow')}
          </Button>
        </footer>
      )}
    </section>
  );
}

/** Goes to the page that decides the item; with a letter, the decision is chosen on arrival. */
function useOpen() {
  const navigate = useNavigate();
  return (item: QueueItem, letter?: string) => {
    const search: ListSearch = letter ? { f_do: letter } : {};
    if (item.kind === 'hold') void navigate({ to: '/orders/holds/$id', params: { id: item.id }, search });
    else if (item.kind === 'approval') void navigate({ to: '/approvals/$id', params: { id: item.id }, search });
    else if (item.kind === 'model')
      void navigate({
        to: '/models/$name',
        params: { name: String(item.facts['model']) },
        search: { f_version: String(item.facts['version']) } as never,
      });
    else if (item.kind === 'notice') void navigate({ to: '/ratings/notices', search: {} });
    else if (item.kind === 'file')
      void navigate(
        item.customer
          ? { to: '/customers/$code', params: { code: item.customer.code }, search: { view: 'file' } as never }
          : { to: '/customers/handovers', search: { view: 'proposed' } as never },
      );
    else void navigate({ to: '/alerts', search: item.customer ? { f_customer: item.customer.code } : {} });
  };
}

function Item({
  item,
  here,
  onFocus,
  onOpen,
}: {
  item: QueueItem;
  here: boolean;
  onFocus: () => void;
  onOpen: (item: QueueItem, letter?: string) => void;
}) {
  const reading = useReading();
  const { t } = reading;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) row.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  const clock = clockOf(item.dueAt, Date.now(), t);
  const line = factsLine(item.kind, item.facts, reading);
  return (
    <li ref={row} className="x-work-item" aria-current={here ? 'true' : undefined}>
      <button type="button" className="x-work-row" onFocus={onFocus} onClick={() => onOpen(item)} onMouseEnter={onFocus}>
        <RiskMark step={item.level} hideWord />
        <span className="x-work-kind">{t(`work.kind.${item.kind}`)}</span>
        <strong className="x-work-name" title={item.customer?.name}>
          {item.customer?.name ??
            (item.kind === 'model'
              ? t('work.model.name', { model: String(item.facts['model']), version: String(item.facts['version']) })
              : item.kind === 'notice'
                ? t('work.notice.name', { count: Number(item.facts['count']) })
                : t('work.handover'))}
        </strong>
        <span className="x-work-grade">{item.customer?.grade && <GradeTag grade={item.customer.grade} />}</span>
        <span className="x-work-facts" title={line}>
          {line}
        </span>
        <span className="x-work-amount">{item.amount && <MoneyText value={item.amount} />}</span>
        <span className="x-work-owner">{item.owner}</span>
        <span className={`x-work-clock x-num${clock.step ? ` x-risk-text-${clock.step} x-strong` : ''}`}>{clock.text}</span>
      </button>
      {here && (
        <span className="x-work-keys">
          <Key>Enter</Key> {t('work.keys.open')}
          {SHORTCUTS[item.kind].map((each) => (
            <button key={each.letter} type="button" tabIndex={-1} onClick={() => onOpen(item, each.letter)}>
              <Key>{each.letter.toUpperCase()}</Key> {t(`work.act.${each.word}`)}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}
