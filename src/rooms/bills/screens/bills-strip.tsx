// Above the list of bills: what falls due week by week, and whose paper we hold.
import { Button } from 'antd';
import { useState } from 'react';
import { addDays, weekday } from '#base/date.ts';
import { type Money, parseMinor } from '#base/money.ts';
import type { BillType } from '#engine/bills.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Legend } from '#web/kit/bars.tsx';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useMay, useSession } from '#web/shell/session.tsx';
import type { TokenName } from '#web/theme/tokens.ts';
import { acceptors, type overview } from '../contract.ts';
import { AcceptorForm } from './acceptor-form.tsx';

type Overview = OutputOf<typeof overview>;
type Acceptor = OutputOf<typeof acceptors>['acceptors'][number];

/** Weeks drawn one by one; what is due later stands together. */
const WEEKS = 12;
const SOON_WEEKS = 4;
const ACCEPTORS_SHOWN = 4;
const FILLS: readonly (readonly [BillType, TokenName])[] = [
  ['commercial', 'part1'],
  ['bank', 'part3'],
  ['finance_company', 'part2'],
  ['cheque', 'part4'],
];

export function BillsStrip({
  whole,
  onPick,
  onAcceptor,
}: {
  whole: Overview;
  onPick: (dueFrom: string, dueTo: string) => void;
  onAcceptor: (name: string) => void;
}) {
  return (
    <div className="x-bills-strip">
      <Ladder whole={whole} onPick={onPick} />
      <Acceptors onAcceptor={onAcceptor} />
    </div>
  );
}

type Rung = {
  key: string;
  label: string;
  from: string;
  to: string;
  bills: number;
  minor: bigint;
  passed: bigint;
  byType: Map<BillType, bigint>;
};

function rungsOf(whole: Overview, currency: string, words: { overdue: string; later: string }): Rung[] {
  const day = whole.asOf;
  const monday = addDays(day, 1 - weekday(day));
  const empty = (key: string, label: string, from: string, to: string): Rung => ({
    key,
    label,
    from,
    to,
    bills: 0,
    minor: 0n,
    passed: 0n,
    byType: new Map(),
  });
  const rungs = [
    empty('overdue', words.overdue, '1990-01-01', addDays(day, -1)),
    ...Array.from({ length: WEEKS }, (_, at) => {
      const from = addDays(monday, 7 * at);
      return empty(from, from.slice(5), at === 0 ? day : from, addDays(from, 6));
    }),
    empty('later', words.later, addDays(monday, 7 * WEEKS), '2199-12-31'),
  ];
  for (const row of whole.ladder) {
    if (row.amount.currency !== currency) continue;
    const rung = row.startsOn === null ? rungs[0]! : (rungs.find((each) => each.key === row.startsOn) ?? rungs.at(-1)!);
    const minor = parseMinor(row.amount.amount, currency);
    rung.bills += row.bills;
    rung.minor += minor;
    rung.passed += parseMinor(row.passedOn.amount, currency);
    rung.byType.set(row.type, (rung.byType.get(row.type) ?? 0n) + minor);
  }
  return rungs;
}

function Ladder({ whole, onPick }: { whole: Overview; onPick: (dueFrom: string, dueTo: string) => void }) {
  const { t, lang, money, unit: unitIn } = useReading();
  const currency = useSession()?.currency ?? 'CNY';
  const unit = unitIn(currency);
  const rungs = rungsOf(whole, currency, { overdue: t('bills.ladder.overdue'), later: t('bills.ladder.later') });
  // What is due later is many weeks at once: it may stand out of scale, its number says how much.
  const most = rungs.slice(0, -1).reduce((top, each) => (each.minor > top ? each.minor : top), 1n);
  const held = (minor: bigint): Money => ({ minor, currency });
  const soon = rungs.slice(1, 1 + SOON_WEEKS).reduce((sum, each) => sum + each.minor, 0n);
  const late = rungs[0]!.bills;
  const any = rungs.some((each) => each.bills > 0);
  const types = FILLS.filter(([type]) => rungs.some((each) => each.byType.has(type)));
  const title = !any
    ? t('bills.ladder.titleNone')
    : late > 0
      ? t('bills.ladder.titleOverdue', { amount: `${money(held(soon))} ${unit}`, count: late })
      : t('bills.ladder.title', { amount: `${money(held(soon))} ${unit}` });
  return (
    <ChartCard
      title={title}
      caption={`${t('bills.ladder.caption')} · ${unitOf(currency, 'large', lang)}`}
      className="x-bills-ladder"
      twin={{
        columns: [
          t('bills.ladder.week'),
          t('bills.ladder.bills'),
          `${t('bills.cols.amount')} ${unit}`,
          t('bills.ladder.passedOn'),
        ],
        rows: rungs
          .filter((each) => each.bills > 0)
          .map((each) => [
            each.label,
            each.bills,
            <MoneyText key="a" value={held(each.minor)} />,
            <MoneyText key="p" value={held(each.passed)} />,
          ]),
      }}
    >
      <div className="x-ladder" role="img" aria-label={title}>
        {rungs.map((rung) => (
          <button
            key={rung.key}
            type="button"
            className={
              rung.key === 'overdue' && rung.bills > 0
                ? 'x-rung x-rung-late'
                : rung.key === 'later'
                  ? 'x-rung x-rung-later'
                  : 'x-rung'
            }
            disabled={rung.bills === 0}
            title={t('bills.ladder.pick', { label: rung.label, amount: `${money(held(rung.minor))} ${unit}`, count: rung.bills })}
            onClick={() => onPick(rung.from, rung.to)}
          >
            <span className="x-rung-value x-num">
              {rung.minor > 0n ? money(held(rung.minor), { scale: 'large', decimals: 0 }) : ''}
            </span>
            <span className="x-rung-bar">
              {FILLS.map(([type, fill]) => {
                const minor = rung.byType.get(type) ?? 0n;
                if (minor === 0n) return null;
                return (
                  <i
                    key={type}
                    style={{
                      height: `${Math.min(Number((minor * 1000n) / (rung.minor > most ? rung.minor : most)) / 10, 100)}%`,
                      background: `var(--${fill})`,
                    }}
                  />
                );
              })}
            </span>
            <span className="x-rung-label x-num">{rung.label}</span>
          </button>
        ))}
      </div>
      <Legend items={types.map(([type, fill]) => ({ label: t(`bills.type.${type}`), fill }))} />
    </ChartCard>
  );
}

function Acceptors({ onAcceptor }: { onAcceptor: (name: string) => void }) {
  const { t, money, unit } = useReading();
  const mayFile = useMay('ledger.write');
  const mayLimit = useMay('limits.propose');
  const [all, setAll] = useState(false);
  const [form, setForm] = useState<{ acceptor: Acceptor | null; limit: boolean } | null>(null);
  const asked = useOperation(acceptors, {});
  const rows = asked.data?.acceptors ?? [];
  const over = rows.filter((each) => each.usedPpm !== null && each.usedPpm > 1_000_000).length;
  const shown = all ? rows : rows.slice(0, ACCEPTORS_SHOWN);
  const most = Math.max(1, ...rows.map((each) => Math.max(Number(each.exposure.amount), Number(each.limit?.amount ?? 0))));
  return (
    <Card
      className="x-bills-acceptors"
      title={over > 0 ? t('bills.acceptors.titleOver', { count: over }) : t('bills.acceptors.title')}
      caption={`${t('bills.acceptors.caption')} · ${unit()}`}
      extra={
        mayFile && (
          <Button size="small" onClick={() => setForm({ acceptor: null, limit: false })}>
            {t('bills.acceptors.file')}
          </Button>
        )
      }
    >
      {rows.length === 0 && !asked.isPending && <p className="x-quiet">{t('bills.acceptors.none')}</p>}
      <ul className={all ? 'x-acceptors x-acceptors-all' : 'x-acceptors'}>
        {shown.map((each) => {
          const beyond = each.usedPpm !== null && each.usedPpm > 1_000_000;
          const width = (amount: string) => `${Math.min(100, (Number(amount) / most) * 100)}%`;
          return (
            <li key={`${each.id ?? each.name} ${each.exposure.currency}`}>
              <button type="button" className="x-link x-acceptor-name" title={each.name} onClick={() => onAcceptor(each.name)}>
                <span data-content>{each.name}</span>
              </button>
              <span className="x-acceptor-bar" role="img" aria-label={`${money(each.exposure)} / ${money(each.limit)}`}>
                <i style={{ width: width(each.exposure.amount), background: beyond ? 'var(--risk4)' : 'var(--part2)' }} />
                {each.limit && <b style={{ left: width(each.limit.amount) }} />}
              </span>
              <MoneyText value={each.exposure} strong {...(beyond ? { risk: 4 as const } : {})} />
              <span className="x-caption x-acceptor-limit">
                {each.waiting
                  ? t('bills.acceptors.waiting', { amount: money(each.waiting) })
                  : each.limit
                    ? t('bills.acceptors.used', { limit: money(each.limit) })
                    : t('bills.acceptors.noLimit')}
              </span>
              {mayLimit && (
                <Button size="small" type="link" onClick={() => setForm({ acceptor: each, limit: each.id !== null })}>
                  {each.id === null ? t('bills.acceptors.fileThis') : t('bills.acceptors.setLimit')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {rows.length > ACCEPTORS_SHOWN && !all && (
        <Button size="small" type="link" onClick={() => setAll(true)}>
          {t('bills.acceptors.all', { count: rows.length })}
        </Button>
      )}
      {form && <AcceptorForm {...form} onDone={() => setForm(null)} />}
    </Card>
  );
}
