// Many letters at once: printed in files of fifty, mailed or noted as sent in small steps, each step told; what could not go is named at the end.

import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Modal, Progress, Segmented } from 'antd';
import { useRef, useState } from 'react';
import { call, download, useOperation } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { LoadingRows, Refusal } from '#web/kit/states.tsx';
import { PRINTED_MAX, papers, recipients, send, WAYS } from '../contract.ts';

/** So many go in one call: an abandoned call loses little, and the bar moves. */
const STEP = 10;

type Walk = { readonly done: number; readonly total: number };

/** Runs over `all` in steps, telling how far it is; stops where it is told to or a step is refused. */
function useWalk() {
  const [walk, setWalk] = useState<Walk | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const stopped = useRef(false);
  const client = useQueryClient();
  const run = async <T,>(all: readonly T[], step: number, work: (part: readonly T[]) => Promise<void>): Promise<boolean> => {
    stopped.current = false;
    setError(null);
    try {
      for (let at = 0; at < all.length && !stopped.current; at += step) {
        setWalk({ done: at, total: all.length });
        await work(all.slice(at, at + step));
      }
      return !stopped.current;
    } catch (refused) {
      setError(refused as Error);
      return false;
    } finally {
      setWalk(null);
      await client.invalidateQueries();
    }
  };
  return {
    walk,
    error,
    run,
    stop: () => {
      stopped.current = true;
    },
  };
}

/** A button that prints what is selected. */
export function PrintMany({ ids }: { ids: readonly string[] }) {
  const { t, lang } = useReading();
  const { walk, error, run } = useWalk();
  return (
    <>
      <Button
        size="small"
        loading={walk !== null}
        onClick={() => void run(ids, PRINTED_MAX, (part) => download(papers, { letters: [...part], language: lang }))}
      >
        {walk && walk.total > PRINTED_MAX
          ? t('reconciliation.printing', { done: walk.done, total: walk.total })
          : t('reconciliation.printMany', { count: ids.length })}
      </Button>
      <Refusal error={error} />
    </>
  );
}

export function SendMany({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t, lang } = useReading();
  const { today } = useAsOf();
  const asked = useOperation(recipients, { letters: [...ids] });
  const [chosen, setChosen] = useState<(typeof WAYS)[number] | null>(null);
  const [on, setOn] = useState(today);
  const [evidence, setEvidence] = useState('');
  const [again, setAgain] = useState(false);
  const [left, setLeft] = useState<readonly string[] | null>(null);
  const { walk, error, run, stop } = useWalk();
  const mailPossible = asked.data?.mailPossible ?? false;
  const by = chosen ?? (mailPossible ? 'mail' : 'courier');
  const mail = by === 'mail';
  const sendable = (asked.data?.letters ?? []).filter((each) => each.sendable);
  const before = sendable.filter((each) => each.sentOn !== null);
  const rows = again ? sendable : sendable.filter((each) => each.sentOn === null);
  const going = mail ? rows.filter((each) => each.to !== null) : rows;
  const without = mail ? rows.filter((each) => each.to === null) : [];
  const start = async () => {
    const missed: string[] = [];
    const done = await run(going, STEP, async (part) => {
      const input = {
        letters: part.map((each) => each.id),
        by,
        language: lang,
        ...(mail ? {} : { on, ...(evidence.trim() ? { evidence: evidence.trim() } : {}) }),
      };
      for (const each of (await call(send, input)).withoutAddress) missed.push(each.number);
    });
    if (!done) return;
    if (missed.length > 0) setLeft(missed);
    else onClose();
  };
  return (
    <Modal
      open
      width={720}
      onCancel={walk ? stop : onClose}
      maskClosable={walk === null}
      title={t('reconciliation.sendManyTitle', { count: ids.length })}
      footer={
        walk ? (
          <Button onClick={stop}>{t('reconciliation.sendStop')}</Button>
        ) : (
          <Button type="primary" disabled={going.length === 0 || (mail && !mailPossible)} onClick={() => void start()}>
            {mail
              ? t('reconciliation.sendManyMailDo', { count: going.length })
              : t('reconciliation.sendManyNoteDo', { count: going.length, way: t(`reconciliation.way.${by}`) })}
          </Button>
        )
      }
    >
      <Segmented
        value={by}
        onChange={setChosen}
        disabled={walk !== null}
        options={WAYS.map((value) => ({ value, label: t(`reconciliation.way.${value}`) }))}
      />
      {asked.data && mail && !mailPossible && <p className="x-quiet">{t('reconciliation.noMail')}</p>}
      {asked.data && sendable.length < ids.length && (
        <p className="x-quiet">{t('reconciliation.notSendable', { count: ids.length - sendable.length })}</p>
      )}
      {before.length > 0 && (
        <p>
          <Checkbox checked={again} disabled={walk !== null} onChange={(event) => setAgain(event.target.checked)}>
            {t('reconciliation.sendAgain', { count: before.length })}
          </Checkbox>
        </p>
      )}
      {!mail && (
        <Form layout="vertical" className="x-gap-top">
          <div className="x-form-row">
            <Form.Item label={t('reconciliation.sendOn')} htmlFor="many-on">
              <DayField id="many-on" keep value={on} max={today} onChange={setOn} />
            </Form.Item>
            <Form.Item label={t('reconciliation.sendEvidence')} htmlFor="many-evidence">
              <Input id="many-evidence" value={evidence} maxLength={200} onChange={(event) => setEvidence(event.target.value)} />
            </Form.Item>
          </div>
        </Form>
      )}
      {!asked.data && !asked.error && <LoadingRows rows={4} />}
      {mail && mailPossible && rows.length > 0 && (
        <div className="x-figures-scroll x-make-letters">
          <table className="x-figures">
            <thead>
              <tr>
                <th>{t('reconciliation.columns.customer')}</th>
                <th>{t('reconciliation.sendTo')}</th>
              </tr>
            </thead>
            <tbody>
              {[...without, ...going].map((row) => (
                <tr key={row.id}>
                  <td className="x-wrap">
                    <span data-content>{row.customer.name}</span> <span className="x-aside">{row.number}</span>
                  </td>
                  <td className="x-wrap">
                    {row.to ? (
                      <>
                        {row.to.shown} <span className="x-aside">{t(`reconciliation.addressFrom.${row.to.from}`)}</span>
                      </>
                    ) : (
                      <span className="x-risk-text-2">{t('reconciliation.noAddressKnown')}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {without.length > 0 && mailPossible && (
        <p className="x-quiet">{t('reconciliation.withoutAddress', { count: without.length })}</p>
      )}
      {walk && (
        <Progress
          percent={Math.floor((walk.done * 100) / walk.total)}
          format={() => t('reconciliation.sending', { done: walk.done, total: walk.total })}
        />
      )}
      {left && <p className="x-risk-text-2">{t('reconciliation.sendLeft', { numbers: left.join(t('kit.separator')) })}</p>}
      <Refusal error={error ?? asked.error} />
    </Modal>
  );
}
