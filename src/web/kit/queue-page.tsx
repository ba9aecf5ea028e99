// QueuePage: one item with everything to decide it; J and K to the next, a key to choose, a sentence why, Ctrl Enter to do it.
import { Button, Input } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea.js';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { usePhone } from '#web/theme/provider.tsx';
import { KeyCaps, useKeys } from './keys.tsx';
import { useReading } from './reading.tsx';
import { Empty } from './states.tsx';
import { Key } from './text.tsx';

export type Decision = {
  readonly key: string;
  /** The letter that chooses it. */
  readonly letter: string;
  /** What will happen, with its amount: 放行 86.40. */
  readonly title: string;
  /** The consequence in figures. */
  readonly effect?: ReactNode;
  readonly note?: ReactNode;
  readonly suggested?: boolean;
  readonly needsReason?: boolean;
  /** Why it cannot be chosen now. */
  readonly off?: string | undefined;
  /** What else the decision needs to know, beside the reason: a day, an amount. */
  readonly fields?: ReactNode;
};

export type QueuePageProps = {
  readonly title: string;
  /** 0-based place in the queue; `total` 0 shows the empty state. */
  readonly at: number;
  readonly total: number;
  readonly onMove: (at: number) => void;
  readonly nextName?: string | undefined;
  /** Owner and clock, at the right of the bar. */
  readonly clock?: ReactNode;
  readonly side?: ReactNode;
  readonly children: ReactNode;
  readonly decisions: readonly Decision[];
  readonly onDecide: (decision: Decision, reason: string) => void;
  readonly deciding?: boolean;
  /** Ready sentences for a thumb. */
  readonly quickReasons?: readonly string[];
  /** What the server said to the last decision. */
  readonly refusal?: ReactNode;
  /** Changes with the item, so that a choice never carries over to the next one. */
  readonly itemKey: string;
  readonly empty?: ReactNode;
  /** A letter pressed before the page was open: its decision is chosen on arrival. */
  readonly chosen?: string | undefined;
  /** Stands in place of the decisions where there is nothing to decide any more. */
  readonly closed?: ReactNode;
};

export function QueuePage(props: QueuePageProps) {
  const { t } = useReading();
  const { at, total, onMove } = props;
  const move = (by: number) => {
    const next = at + by;
    if (next >= 0 && next < total) onMove(next);
  };
  useKeys([
    { key: 'j', label: t('shell.keys.next'), run: () => move(1) },
    { key: 'k', label: t('shell.keys.previous'), run: () => move(-1) },
  ]);
  if (total === 0) return <>{props.empty ?? <Empty title={t('kit.queueDone')}>{t('kit.queueDoneHelp')}</Empty>}</>;
  return (
    <div className="x-queue">
      <div className="x-queue-bar">
        <h1 className="x-hidden">{props.title}</h1>
        <Button onClick={() => move(-1)} disabled={at === 0}>
          <Key>K</Key> {t('kit.previousItem')}
        </Button>
        <span className="x-num">
          <b>{at + 1}</b> / {total}
        </span>
        <Button onClick={() => move(1)} disabled={at >= total - 1}>
          {t('kit.nextItem')} <Key>J</Key>
        </Button>
        {total <= 12 && (
          <span className="x-pips" aria-hidden="true">
            {Array.from({ length: total }, (_, pip) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one pip a place
              <i key={pip} className={pip === at ? 'x-pip-on' : undefined} />
            ))}
          </span>
        )}
        {props.nextName && <span className="x-queue-next">{t('kit.nextIs', { name: props.nextName })}</span>}
        <span className="x-queue-clock">{props.clock}</span>
      </div>
      <div className={props.side ? 'x-queue-body x-queue-sided' : 'x-queue-body'}>
        <div className="x-queue-main">{props.children}</div>
        {props.side && <aside>{props.side}</aside>}
      </div>
      {props.closed ? <footer className="x-decide">{props.closed}</footer> : <Decisions key={props.itemKey} {...props} />}
    </div>
  );
}

function Decisions({ decisions, onDecide, deciding, quickReasons, refusal, chosen: first }: QueuePageProps) {
  const { t } = useReading();
  const phone = usePhone();
  const [letter, setLetter] = useState<string | null>(first ?? null);
  // By its letter, so that figures read again meanwhile are the ones submitted.
  const chosen = decisions.find((each) => each.letter === letter && !each.off) ?? null;
  const setChosen = (decision: Decision | null) => setLetter(decision?.letter ?? null);
  const [reason, setReason] = useState('');
  const [short, setShort] = useState(false);
  const field = useRef<TextAreaRef>(null);
  const choose = (decision: Decision) => {
    if (decision.off) return;
    // The field appears with the choice and is written into at once: no letter typed meanwhile may be taken for a key.
    flushSync(() => {
      setChosen(decision);
      setShort(false);
    });
    field.current?.focus();
  };
  useEffect(() => {
    if (first !== undefined) field.current?.focus();
  }, [first]);
  const submit = (decision = chosen) => {
    if (!decision || deciding) return;
    if (decision.needsReason && reason.trim() === '') {
      setShort(true);
      field.current?.focus();
      return;
    }
    onDecide(decision, reason.trim());
  };
  useKeys([
    ...decisions.map((each) => ({ key: each.letter.toLowerCase(), label: each.title, run: () => choose(each) })),
    { key: 'ctrl+enter', label: t('shell.keys.submit'), run: () => submit() },
    ...(chosen ? [{ key: 'escape', label: t('shell.keys.close'), run: () => setChosen(null), inFields: true, quiet: true }] : []),
  ]);
  const form = chosen && (
    <form
      className="x-decide-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {chosen.fields}
      <Input.TextArea
        ref={field}
        autoSize={{ minRows: 1, maxRows: 3 }}
        value={reason}
        status={short ? 'error' : ''}
        maxLength={500}
        placeholder={t(short ? 'kit.reasonNeeded' : 'kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button type="primary" htmlType="submit" loading={deciding ?? false}>
        {chosen.title} <KeyCaps keys="ctrl+enter" />
      </Button>
    </form>
  );
  const chips = quickReasons && quickReasons.length > 0 && (phone || chosen) && (
    <div className="x-quick">
      {quickReasons.map((each) => (
        <button key={each} type="button" aria-pressed={reason === each} onClick={() => setReason(each)}>
          {each}
        </button>
      ))}
    </div>
  );
  return (
    <footer className="x-decide">
      {refusal && (
        <div className="x-decide-refusal" role="alert">
          {refusal}
        </div>
      )}
      <div className="x-decide-head">
        <h2>{t('kit.decisions')}</h2>
        {!phone && (
          <span>
            {t('kit.decisionsHint')}
            <KeyCaps keys="ctrl+enter" /> {t('kit.decisionsSubmit')}
          </span>
        )}
      </div>
      {phone && decisions.some((each) => each.off) && <p className="x-decide-off">{decisions.find((each) => each.off)?.off}</p>}
      {chips}
      <div className="x-decide-cards">
        {[...decisions]
          .sort((a, b) => (phone ? Number(b.suggested ?? false) - Number(a.suggested ?? false) : 0))
          .map((each) => (
            <button
              key={each.key}
              type="button"
              className={`x-decide-card${each.suggested ? ' x-suggested' : ''}`}
              aria-pressed={chosen?.key === each.key}
              aria-disabled={each.off !== undefined}
              title={each.off}
              onClick={() => choose(each)}
            >
              <span className="x-decide-title">
                {each.title} <Key>{each.letter.toUpperCase()}</Key>
              </span>
              {each.effect && <span className="x-decide-effect">{each.effect}</span>}
              {(each.note || each.suggested || each.off) && (
                <span className="x-decide-note">{each.off ?? each.note ?? t('kit.suggested')}</span>
              )}
            </button>
          ))}
      </div>
      {form}
    </footer>
  );
}

const DAY_MINUTES = 1_440;

/** What is left until a cut-off, on the tint of its urgency: below an hour red, below three orange. */
export function Clock({ minutesLeft, note }: { minutesLeft: number; note?: ReactNode }) {
  const { t } = useReading();
  const step = minutesLeft < 60 ? 4 : minutesLeft < 180 ? 3 : 1;
  const minutes = Math.max(0, Math.floor(minutesLeft));
  const left =
    minutes >= DAY_MINUTES
      ? t('kit.days', { count: Math.floor(minutes / DAY_MINUTES) })
      : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return (
    <span className={`x-clock x-risk-tint-${step} x-risk-text-${step}`}>
      <b>{t('kit.cutOff', { left })}</b> {note && <small>{note}</small>}
    </span>
  );
}
