// One receipt at work: the suggestions, the open items with what each would get, the picture of who is paid, and the act.
import { Link } from '@tanstack/react-router';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { parseMinor, wireMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { overdueStep, unitOf } from '#web/kit/figures.ts';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { DayText, RiskMark } from '#web/kit/text.tsx';
import { typedMinor } from '#web/kit/typed-amount.ts';
import { usePhone } from '#web/theme/provider.tsx';
import { apply, liftRefund, open as readReceipt } from '../contract.ts';
import { AskRefund } from './ask-refund.tsx';
import { RaiseDispute } from './dispute.tsx';
import { MoveReceipt } from './move-receipt.tsx';
import { PaidPicture } from './paid-picture.tsx';

export type Opened = OutputOf<typeof readReceipt>;
type Proposal = Opened['proposals'][number];
/** What is typed for an item; discount and write-off come with a suggestion. */
type Line = { readonly amount: string; readonly discountMinor: bigint; readonly writeOffMinor: bigint };
/** A difference of up to one fiftieth of the invoice is offered as a bank charge. */
const CHARGE_PART_MAX = 50n;
export type Lines = Readonly<Record<string, Line>>;

export function ReceiptWork({ id }: { id: string }) {
  const asked = useOperation(readReceipt, { id });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingRows rows={8} />;
  return <Work key={asked.data.money.unapplied.amount} found={asked.data} />;
}

function linesOf(proposal: Proposal | undefined): Lines {
  return Object.fromEntries(
    (proposal?.parts ?? []).map((part) => [
      part.item,
      {
        amount: part.amount.amount,
        discountMinor: parseMinor(part.discount.amount, part.discount.currency),
        writeOffMinor: parseMinor(part.writeOff.amount, part.writeOff.currency),
      },
    ]),
  );
}

/** Minor units of what was typed; null where it is no amount. */
function minorOf(text: string, currency: string): bigint | null {
  if (text.trim() === '') return 0n;
  const minor = typedMinor(text, currency);
  return minor !== null && minor < 0n ? null : minor;
}

function Work({ found }: { found: Opened }) {
  const { t, money, lang } = useReading();
  const { message } = App.useApp();
  const phone = usePhone();
  const { currency } = found.money.unapplied;
  const [chosen, setChosen] = useState(0);
  const [lines, setLines] = useState<Lines>(() => linesOf(found.proposals[0]));
  const [asking, setAsking] = useState<'refund' | 'move' | null>(null);
  const [disputing, setDisputing] = useState<Opened['items'][number] | null>(null);
  const applying = useAct(apply);
  const lifting = useAct(liftRefund);
  const pick = (at: number) => {
    setChosen(at);
    setLines(linesOf(found.proposals[at]));
  };
  // What the suggestion pays stands on top; typing moves nothing.
  const named = new Set(found.proposals[Math.max(chosen, 0)]?.parts.map((part) => part.item));
  const items = [...found.items].sort((a, b) => Number(named.has(b.id)) - Number(named.has(a.id)));
  const parts = items.flatMap((item) => {
    const line = lines[item.id];
    const amountMinor = line ? minorOf(line.amount, currency) : 0n;
    return line && amountMinor !== 0n ? [{ item, line, amountMinor }] : [];
  });
  const wrong = parts.some(
    ({ item, line, amountMinor }) =>
      amountMinor === null || amountMinor + line.discountMinor + line.writeOffMinor > parseMinor(item.open.amount, currency),
  );
  const paidMinor = parts.reduce((sum, each) => sum + (each.amountMinor ?? 0n), 0n);
  const restMinor = parseMinor(found.money.unapplied.amount, currency) - paidMinor;
  const ready = found.mayApply && found.money.refund === null && parts.length > 0 && !wrong && restMinor >= 0n;
  const rule = chosen >= 0 ? found.proposals[chosen]?.rule : undefined;
  const submit = () => {
    if (!ready || applying.isPending) return;
    applying.mutate(
      {
        input: {
          receipts: [
            {
              from: found.money.id,
              ...(rule ? { rule } : {}),
              parts: parts.map(({ item, line, amountMinor }) => ({
                to: item.id,
                amount: wireMoney(amountMinor ?? 0n, currency),
                discount: wireMoney(line.discountMinor, currency),
                writeOff: wireMoney(line.writeOffMinor, currency),
              })),
            },
          ],
        },
      },
      { onSuccess: () => void message.info(t('settlements.applied', { count: 1 })) },
    );
  };
  useKeys([
    { key: 'a', label: t('settlements.title'), run: submit },
    { key: 'ctrl+enter', label: t('settlements.views.all'), run: submit, inFields: true, quiet: true },
    {
      key: 's',
      label: t('settlements.work.next'),
      run: () => found.proposals.length > 0 && pick((chosen + 1) % found.proposals.length),
    },
  ]);
  // Short by little: the bank kept its charge. What is short by more is a part payment.
  const shortOf = (item: Opened['items'][number], line: Line) => {
    const open = parseMinor(item.open.amount, currency);
    const short = open - (minorOf(line.amount, currency) ?? open) - line.discountMinor - line.writeOffMinor;
    return item.disputed === null && short > 0n && short * CHARGE_PART_MAX <= open ? short : 0n;
  };
  const one = (minor: bigint) => money(wireMoney(minor, currency), { scale: 'one' });
  return (
    <div className="x-work" data-content>
      <header>
        <Link to="/customers/$code" params={{ code: found.money.customer.code }} className="x-strong">
          {found.money.customer.name}
        </Link>
        <p className="x-num">
          {t('settlements.work.came', {
            on: found.money.on,
            amount: money(found.money.amount, { scale: 'one' }),
            left: money(found.money.unapplied, { scale: 'one' }),
          })}{' '}
          {unitOf(currency, 'one', lang)}
        </p>
        <p className="x-caption">
          {found.money.number}
          {found.money.reference && <q>{found.money.reference}</q>}
        </p>
        {found.money.refund && <p>{t('settlements.refundMark', { reason: found.money.refund.reason })}</p>}
      </header>
      {found.items.length === 0 ? (
        <Empty title={t('settlements.noBest')}>{t('settlements.work.none')}</Empty>
      ) : (
        <>
          <section className="x-work-proposals" aria-label={t('settlements.work.suggestions')}>
            {found.proposals.map((each, at) => (
              <button key={each.rule} type="button" aria-pressed={at === chosen} onClick={() => pick(at)}>
                <strong>{t(`settlements.rule.${each.rule}`)}</strong>{' '}
                <small>{t(`settlements.confidence.${each.confidence}`)}</small>
              </button>
            ))}
            <button
              type="button"
              aria-pressed={chosen === -1}
              onClick={() => {
                setChosen(-1);
                setLines({});
              }}
            >
              {t('settlements.work.clear')}
            </button>
          </section>
          {chosen >= 0 && <Why proposal={found.proposals[chosen]} />}
          <PaidPicture
            title={t('settlements.work.picture')}
            totalMinor={parseMinor(found.money.unapplied.amount, currency)}
            parts={parts.map(({ item, amountMinor }) => ({ key: item.id, label: item.number, minor: amountMinor ?? 0n }))}
            restLabel={
              restMinor < 0n
                ? t('settlements.work.over', { amount: one(-restMinor) })
                : restMinor === 0n
                  ? t('settlements.work.restNone')
                  : t('settlements.work.rest', { amount: one(restMinor) })
            }
            over={restMinor < 0n}
          />
          <div className="x-work-items">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('settlements.columns.invoice')}</th>
                  <th scope="col">{t('settlements.columns.due')}</th>
                  <th scope="col" className="x-end">
                    {t('settlements.columns.open')}
                  </th>
                  <th scope="col" className="x-end">
                    {t('settlements.columns.pays')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => {
                  const line = lines[item.id];
                  return (
                    <tr key={item.id} className={line ? 'x-work-paid' : undefined}>
                      <td className="x-work-number">
                        {item.number}{' '}
                        {item.disputed ? (
                          <small>{t('settlements.work.disputed', { amount: money(item.disputed, { scale: 'one' }) })}</small>
                        ) : (
                          found.mayApply && (
                            <button type="button" className="x-link x-work-dispute" onClick={() => setDisputing(item)}>
                              {t('settlements.dispute.short')}
                            </button>
                          )
                        )}
                        {line && line.discountMinor > 0n && (
                          <small>{t('settlements.work.discount', { amount: one(line.discountMinor) })}</small>
                        )}
                        {line && line.writeOffMinor > 0n && (
                          <small>{t('settlements.work.writeOff', { amount: one(line.writeOffMinor) })}</small>
                        )}
                        {line && found.mayApply && shortOf(item, line) > 0n && (
                          <button
                            type="button"
                            className="x-link x-work-dispute"
                            onClick={() => setLines({ ...lines, [item.id]: { ...line, writeOffMinor: shortOf(item, line) } })}
                          >
                            {t('settlements.work.charge', { amount: one(shortOf(item, line)) })}
                          </button>
                        )}
                      </td>
                      <td>
                        {item.daysPastDue > 0 ? (
                          <RiskMark step={overdueStep(item.daysPastDue)} word={<DayText on={item.dueOn} />} />
                        ) : (
                          <DayText on={item.dueOn} />
                        )}
                      </td>
                      <td className="x-end x-num">{money(item.open, { scale: 'one' })}</td>
                      <td className="x-end">
                        {found.mayApply ? (
                          <Input
                            size="small"
                            inputMode="decimal"
                            className="x-work-amount"
                            aria-label={`${item.number} ${t('settlements.columns.pays')}`}
                            value={line?.amount ?? ''}
                            status={line && minorOf(line.amount, currency) === null ? 'error' : ''}
                            onDoubleClick={() => setLines({ ...lines, [item.id]: lineOf(item.open.amount) })}
                            onChange={(event) => {
                              setChosen(-1);
                              setLines(withLine(lines, item.id, event.target.value));
                            }}
                          />
                        ) : (
                          <span className="x-num">{line?.amount}</span>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            {found.more > 0 && <p className="x-caption">{t('settlements.work.more', { count: found.more })}</p>}
          </div>
        </>
      )}
      <Refusal error={applying.error ?? lifting.error} />
      <footer className="x-work-acts">
        {found.mayApply ? (
          <>
            {found.money.refund ? (
              <Button loading={lifting.isPending} onClick={() => lifting.mutate({ input: { document: found.money.id } })}>
                {t('settlements.work.lift')}
              </Button>
            ) : (
              <>
                <Button type="primary" disabled={!ready} loading={applying.isPending} onClick={submit}>
                  {t('settlements.work.apply', { amount: one(paidMinor), count: parts.length })} {!phone && <KeyCaps keys="a" />}
                </Button>
                <Button onClick={() => setAsking('refund')}>{t('settlements.refund.button')}</Button>
                {found.money.amount.amount === found.money.unapplied.amount && (
                  <Button onClick={() => setAsking('move')}>{t('settlements.move.button')}</Button>
                )}
              </>
            )}
          </>
        ) : (
          <p className="x-caption">{t('settlements.work.needPermission')}</p>
        )}
      </footer>
      {asking === 'refund' && <AskRefund money={found.money} onDone={() => setAsking(null)} />}
      {asking === 'move' && <MoveReceipt money={found.money} onDone={() => setAsking(null)} />}
      {disputing && <RaiseDispute found={disputing} onDone={() => setDisputing(null)} />}
    </div>
  );
}

function lineOf(amount: string): Line {
  return { amount, discountMinor: 0n, writeOffMinor: 0n };
}

function withLine(lines: Lines, item: string, amount: string): Lines {
  const { [item]: _before, ...rest } = lines;
  return amount.trim() === '' ? rest : { ...rest, [item]: lineOf(amount) };
}

/** What speaks for a suggestion, beside its name. */
function Why({ proposal }: { proposal: Proposal | undefined }) {
  const { t } = useReading();
  if (!proposal) return null;
  const { numbers, alike, passedOver } = proposal.facts;
  const said = [
    Array.isArray(numbers) && numbers.length > 0
      ? t('settlements.work.facts.numbers', { numbers: numbers.map(String).join(t('kit.separator')) })
      : null,
    typeof alike === 'number' && alike > 1 ? t('settlements.work.facts.alike', { count: alike }) : null,
    typeof passedOver === 'number' && passedOver > 0 ? t('settlements.work.facts.passedOver', { count: passedOver }) : null,
  ].filter((each) => each !== null);
  return said.length === 0 ? null : <p className="x-caption">{said.join(t('kit.separator'))}</p>;
}
