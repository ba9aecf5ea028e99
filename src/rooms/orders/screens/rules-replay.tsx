// A replay drawn: held each day under the rules in force and under the new ones, what is delayed, what was caught or missed, which orders change.
import { Link } from '@tanstack/react-router';
import type { WireMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { type RuleDoc } from '#web/guide/rule-words.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { FigureCell, FigureStrip } from '#web/kit/report-page.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import type { replayRules } from '../contract.ts';
import { OUTCOME_STEPS } from './checks.tsx';

export type Replay = OutputOf<typeof replayRules>;

export function ReplayView({ replay, rules, days }: { replay: Replay; rules: readonly RuleDoc[]; days: number }) {
  const { t, money, unit, lang } = useReading();
  const sum = (amounts: readonly WireMoney[]) =>
    amounts.length === 0 ? '—' : amounts.map((each) => `${money(each)} ${unit(each.currency)}`).join(' + ');
  const nameOf = (id: string) => rules.find((each) => each.id === id)?.title[lang] ?? id;
  if (replay.orders === 0) return <Card className="x-span-12">{t('rules.replayNone')}</Card>;
  const most = Math.max(1, ...replay.days.flatMap((each) => [each.before, each.after]));
  const { before, after } = replay;
  return (
    <>
      <Card
        className="x-span-12"
        title={t('rules.replayTitle', { count: days, orders: replay.orders, before: before.held, after: after.held })}
        caption={`${replay.from} – ${replay.to}`}
      >
        <FigureStrip>
          <FigureCell
            label={t('rules.replayNewly')}
            value={formatNumber(replay.newlyHeld)}
            compared={sum(replay.newlyHeldAmounts)}
          />
          <FigureCell
            label={t('rules.replayFreed')}
            value={formatNumber(replay.noLongerHeld)}
            compared={sum(replay.noLongerHeldAmounts)}
          />
          <FigureCell
            label={t('rules.replayCaught')}
            value={`${before.caught} → ${after.caught}`}
            compared={t('rules.replayBadHelp')}
          />
          <FigureCell label={t('rules.replayMissed')} value={`${before.missed} → ${after.missed}`} />
        </FigureStrip>
        <figure className="x-replay-days" aria-label={t('rules.replayDay')}>
          <div>
            {replay.days.map((each) => (
              <span key={each.on} title={`${each.on}: ${each.before} → ${each.after} / ${each.orders}`}>
                <i style={{ height: `${(each.before / most) * 100}%` }} />
                <i className="x-replay-new" style={{ height: `${(each.after / most) * 100}%` }} />
              </span>
            ))}
          </div>
          <figcaption className="x-caption">
            {t('rules.replayDay')}：<i className="x-replay-key" /> {t('rules.replayBefore')}{' '}
            <i className="x-replay-key x-replay-new" /> {t('rules.replayAfter')}
          </figcaption>
        </figure>
        {replay.unanswered.length > 0 && (
          <p className="x-caption">
            {t('rules.replayUnanswered', {
              list: replay.unanswered
                .map((each) => t('rules.replayRule', { name: nameOf(each.rule), count: each.orders }))
                .join(t('kit.separator')),
            })}
          </p>
        )}
      </Card>
      <Card className="x-span-12" title={replay.changes.length > 0 ? t('rules.replayChanges') : t('rules.replaySame')} flush>
        {replay.changes.length > 0 && (
          <div className="x-orders-scroll">
            <table className="x-plain">
              <tbody>
                {replay.changes.map((each) => (
                  <tr key={`${each.order} ${each.on}`}>
                    <td>
                      {each.order} <small className="x-quiet">{each.on}</small>
                    </td>
                    <td>
                      <Link to="/customers/$code" params={{ code: each.customer.code }}>
                        {each.customer.name}
                      </Link>
                    </td>
                    <td className="x-end x-num">
                      {money(each.amount)} {unit(each.amount.currency)}
                    </td>
                    <td>
                      <RiskMark
                        step={OUTCOME_STEPS[each.after]}
                        word={t('rules.replayBecomes', {
                          before: t(`rules.outcome.${each.before}`),
                          after: t(`rules.outcome.${each.after}`),
                        })}
                      />
                    </td>
                    <td>
                      {each.rules.map(nameOf).join(t('kit.separator'))}
                      {each.turnedBad && <strong> · {t('rules.replayBad')}</strong>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </>
  );
}
