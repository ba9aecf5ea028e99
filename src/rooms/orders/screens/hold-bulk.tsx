// Many held orders decided at once: what passes one's authority and what does not is counted before anything is done.
import { Button, Input, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { addDays } from '#base/date.ts';
import type { InputOf, OutputOf } from '#platform/operation.ts';
import { call, useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { inField, KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { problemText } from '#web/words/problem-text.ts';
import { zh } from '#web/words/zh.ts';
import { DECIDED_MAX, decideMany } from '../contract.ts';
import type { HeldRow } from './holds.tsx';

type Decision = InputOf<typeof decideMany>['decision'];
type Outcome = OutputOf<typeof decideMany>;

const DECISIONS: readonly { readonly key: Decision; readonly letter: string }[] = [
  { key: 'release', letter: 'r' },
  { key: 'refuse', letter: 'b' },
  { key: 'wait', letter: 'h' },
  { key: 'take', letter: 't' },
];
export const BULK_KEYS = DECISIONS.map((each) => each.letter);
/** A payment promised without a day is waited for so long. */
const WAIT_DAYS = 3;
const KEPT_SHOWN = 8;

export function HoldBulk({ rows, onDone }: { rows: readonly HeldRow[]; onDone: () => void }) {
  const { t } = useReading();
  const [chosen, setChosen] = useState<Decision | null>(null);
  const open = rows.length > 0;
  const count = Math.min(rows.length, DECIDED_MAX);
  useKeys(
    DECISIONS.map((each) => ({
      key: each.letter,
      label: t(`orders.bulk.${each.key}`, { count }),
      run: () => open && setChosen(each.key),
    })),
  );
  if (!open) return null;
  return (
    <span className="x-hold-bulk">
      {DECISIONS.map((each) => (
        <Button
          key={each.key}
          size="small"
          type={each.key === 'release' ? 'primary' : 'default'}
          onClick={() => setChosen(each.key)}
        >
          {t(`orders.bulk.${each.key}`, { count })} <KeyCaps keys={each.letter} />
        </Button>
      ))}
      {rows.length > DECIDED_MAX && t('orders.bulk.most', { count: DECIDED_MAX })}
      {chosen && (
        <Deciding decision={chosen} rows={rows.slice(0, DECIDED_MAX)} onClose={(done) => (done ? onDone() : setChosen(null))} />
      )}
    </span>
  );
}

function Deciding({
  decision,
  rows,
  onClose,
}: {
  decision: Decision;
  rows: readonly HeldRow[];
  onClose: (done: boolean) => void;
}) {
  const reading = useReading();
  const { t, money, unit } = reading;
  const { today } = useAsOf();
  // What was chosen when it opened: the list behind is read again meanwhile.
  const [picked] = useState(() => rows.map(({ id, version }) => ({ id, version })));
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => addDays(today, WAIT_DAYS));
  const [short, setShort] = useState(false);
  const [before, setBefore] = useState<Outcome | Error | null>(null);
  const act = useAct(decideMany);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const stop = new AbortController();
    const input = { holds: picked, decision, reason: '——', until };
    call(decideMany, input, { dryRun: true, signal: stop.signal }).then(setBefore, (error: unknown) => {
      if (!stop.signal.aborted) setBefore(error as Error);
    });
    return () => stop.abort();
  }, [picked, decision, until]);
  const known = before !== null && !(before instanceof Error) ? before : null;
  const done = act.data;
  const submit = async () => {
    if (reason.trim().length < 2) {
      setShort(true);
      field.current?.querySelector('textarea')?.focus();
      return;
    }
    const answer = await act.mutateAsync({ input: { holds: picked, decision, reason: reason.trim(), until } }).catch(() => null);
    if (answer && answer.kept.length === 0) onClose(true);
  };
  // Nothing typed while the dialog opens may reach the list under it.
  useKeys(
    [{ key: 'ctrl+enter', label: t('shell.keys.submit'), run: () => void (done ? onClose(true) : submit()) }],
    'here',
    true,
  );
  // The dialog takes a moment to open: what is written meanwhile belongs into its field.
  useEffect(() => {
    const write = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (inField(event.target)) return;
      event.preventDefault();
      setReason((was) => was + event.key);
    };
    addEventListener('keydown', write, { capture: true });
    return () => removeEventListener('keydown', write, { capture: true });
  }, []);
  const outcome = done ?? known;
  return (
    <Modal
      open
      title={t(`orders.bulk.${decision}`, { count: picked.length })}
      onCancel={() => onClose(done !== undefined)}
      width={560}
      afterOpenChange={(shown) => shown && field.current?.querySelector('textarea')?.focus()}
      footer={
        done ? (
          <Button type="primary" onClick={() => onClose(true)}>
            {t('shell.keys.close')}
          </Button>
        ) : (
          <Button
            type="primary"
            disabled={known?.done === 0}
            loading={act.isPending || before === null}
            onClick={() => void submit()}
          >
            {t(`orders.bulk.${decision}`, { count: known?.done ?? picked.length })} <KeyCaps keys="ctrl+enter" />
          </Button>
        )
      }
    >
      <div ref={field} className="x-hold-bulk-form">
        {before instanceof Error && <p className="x-risk-text-4">{problemText(before, t)}</p>}
        {act.error && <p className="x-risk-text-4">{problemText(act.error, t)}</p>}
        {outcome && (
          <p>
            <b>
              {t(done ? 'orders.bulk.wasDone' : 'orders.bulk.passes', {
                count: outcome.done,
                amount: outcome.doneAmounts.map((each) => money(each)).join(' + ') || '0',
                unit: unit(outcome.doneAmounts[0]?.currency),
              })}
            </b>
          </p>
        )}
        {outcome && outcome.kept.length > 0 && (
          <>
            <p>{t('orders.bulk.kept', { count: outcome.kept.length })}</p>
            <ul className="x-hold-kept">
              {outcome.kept.slice(0, KEPT_SHOWN).map((each) => (
                <li key={each.id}>
                  <span>{each.customer}</span> <span className="x-aside">{each.order}</span>{' '}
                  <span>
                    {Object.hasOwn(zh.orders.bulk.why, each.code) ? t(`orders.bulk.why.${each.code as 'hold_ended'}`) : each.code}
                  </span>
                </li>
              ))}
              {outcome.kept.length > KEPT_SHOWN && <li>{t('orders.bulk.more', { count: outcome.kept.length - KEPT_SHOWN })}</li>}
            </ul>
          </>
        )}
        {!done && decision === 'wait' && (
          <DayField
            label={t('orders.decide.until')}
            value={until}
            min={today}
            max={addDays(today, 90)}
            keep
            onChange={setUntil}
          />
        )}
        {!done && (
          <Input.TextArea
            autoSize={{ minRows: 2, maxRows: 4 }}
            value={reason}
            status={short ? 'error' : ''}
            maxLength={500}
            placeholder={t(short ? 'kit.reasonNeeded' : 'kit.reasonPlaceholder')}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </div>
    </Modal>
  );
}
