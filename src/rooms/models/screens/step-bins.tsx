// Third step: the bins of each variable, cut by the computer or by hand; what a cut is worth is seen while it is made.
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import {
  cutsOfPieces,
  edgesOf,
  type HandCuts,
  joined,
  mergedWithNext,
  movedCut,
  movedLevel,
  sameCuts,
  splitAt,
} from '#engine/models/cutting.ts';
import { type ColumnLook, measuredPieces } from '#engine/models/look.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useKeys } from '#web/kit/keys.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, LoadingRows } from '#web/kit/states.tsx';
import { Key, RiskMark } from '#web/kit/text.tsx';
import { bins, type Settings, variables } from '../laboratory/contract.ts';
import { Onward } from './onward.tsx';
import { byStrength, isOut, VariableList } from './step-variables.tsx';
import type { StudySession } from './use-study.ts';
import { useVariableName } from './variable-name.ts';
import { WoeChart } from './woe-chart.tsx';
import { figure, pieceName, plainNumber, share } from './words.ts';

type Drafts = ReadonlyMap<string, HandCuts>;

const asSettings = (cuts: HandCuts): Settings['cuts'][string] =>
  cuts.kind === 'number' ? [...cuts.cuts] : cuts.groups.map((levels) => [...levels]);

export function StepBins({ session }: { session: StudySession }) {
  const { t } = useReading();
  const { settings, study } = session.data;
  const asked = useOperation(variables, { study: study.id }, { placeholderData: (before) => before });
  const [chosen, setChosen] = useState<string | null>(null);
  const [drafts, setDrafts] = useState<Drafts>(new Map());
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingRows rows={10} />;
  const left = new Set(settings.exclude);
  const looks = byStrength(asked.data.variables).filter((each) => !isOut(each) && !left.has(each.name));
  const look = looks.find((each) => each.name === chosen) ?? looks[0];
  const marks = new Map<string, string>([
    ...Object.keys(settings.cuts).map((name) => [name, t('lab.bins.byHand')] as const),
    ...[...drafts.keys()].map((name) => [name, t('lab.bins.unsaved')] as const),
  ]);
  const keep = async () => {
    const cuts = { ...settings.cuts, ...Object.fromEntries([...drafts].map(([name, each]) => [name, asSettings(each)])) };
    if (drafts.size === 0) return true;
    const taken = await session.say({ cuts });
    if (taken) setDrafts(new Map());
    return taken;
  };
  const draft = (name: string, cuts: HandCuts | null) => {
    const next = new Map(drafts);
    if (cuts) next.set(name, cuts);
    else next.delete(name);
    setDrafts(next);
  };
  return (
    <>
      <div className="x-lab-sides">
        <VariableList looks={looks} chosen={look?.name ?? null} onChoose={setChosen} left={left} marks={marks} />
        {look && (
          <Editor
            key={look.name}
            session={session}
            look={look}
            draft={drafts.get(look.name) ?? null}
            onDraft={(cuts) => draft(look.name, cuts)}
          />
        )}
      </div>
      <Onward>
        <span className="x-caption">{drafts.size > 0 ? t('lab.bins.drafts', { count: drafts.size }) : t('lab.bins.fine')}</span>
        {drafts.size > 0 && (
          <Button loading={session.saying} onClick={() => void keep()}>
            {t('lab.bins.keep', { count: drafts.size })}
          </Button>
        )}
        <Button type="primary" loading={session.saying} onClick={() => void keep().then((taken) => taken && session.go('fit'))}>
          {t('lab.onward.fit')}
        </Button>
      </Onward>
    </>
  );
}

function Editor({
  session,
  look,
  draft,
  onDraft,
}: {
  session: StudySession;
  look: ColumnLook;
  draft: HandCuts | null;
  onDraft: (cuts: HandCuts | null) => void;
}) {
  const { t } = useReading();
  const called = useVariableName();
  const [also, setAlso] = useState<readonly number[]>([]);
  const [past, setPast] = useState<readonly (HandCuts | null)[]>([]);
  const asked = useOperation(
    bins,
    { study: session.data.study.id, variable: look.name, ...(also.length > 0 ? { also: [...also] } : {}) },
    { placeholderData: (before) => before },
  );
  const saved = asked.data ? cutsOfPieces(asked.data.current, asked.data.kind) : null;
  const cuts = draft ?? saved;
  const undo = () => {
    if (past.length === 0) return;
    onDraft(past.at(-1)!);
    setPast(past.slice(0, -1));
  };
  useKeys([{ key: 'z', label: t('lab.bins.undo'), run: undo }]);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data || !cuts) return <LoadingCard lines={8} />;
  const { finest, suggested } = asked.data;
  const change = (next: HandCuts | null) => {
    if (!next || sameCuts(next, cuts)) return;
    setPast([...past, draft]);
    onDraft(saved && sameCuts(next, saved) ? null : next);
  };
  const shown = measuredPieces(joined(finest, cuts));
  const automatic = cutsOfPieces(suggested, asked.data.kind);
  const before = measuredPieces(suggested).iv;
  const rates = shown.pieces.flatMap((each) => (each.badRate === null ? [] : [each.badRate]));
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
  // The neighbours that differ least, where chance alone would often make as much.
  const chances = shown.pieces.map((each) => each.againstBefore?.p ?? 0);
  const alike = Math.max(...chances) > ALIKE_P ? chances.indexOf(Math.max(...chances)) : -1;
  const small = shown.pieces.filter((each) => each.special === null && !each.isMissing && each.rows > 0 && each.rows < MIN_ROWS);
  return (
    <div className="x-lab-detail">
      <Card
        title={
          cuts.kind === 'category'
            ? t('lab.bins.groups', { name: called(look.name), low: share(lowest), high: share(highest) })
            : t(`lab.bins.trend.${shown.trend}`, { name: called(look.name) })
        }
        caption={
          <>
            IV <b>{figure(shown.iv)}</b>
            {shown.cramersV !== null && ` · Cramér V ${figure(shown.cramersV)} · JS ${figure(shown.jensenShannon)}`}
            {Math.abs(shown.iv - before) > 0.0005 && ` (${t('lab.bins.automatic')} ${figure(before)})`}
          </>
        }
        extra={
          <>
            {!sameCuts(cuts, automatic) && (
              <Button size="small" onClick={() => change(automatic)}>
                {t('lab.bins.auto')}
              </Button>
            )}
            {past.length > 0 && (
              <Button size="small" onClick={undo}>
                {t('lab.bins.undo')} <Key>Z</Key>
              </Button>
            )}
          </>
        }
      >
        <WoeChart
          pieces={shown.pieces}
          {...(cuts.kind === 'number'
            ? {
                cuts: cuts.cuts,
                edges: edgesOf(finest),
                onMove: (at: number, to: number) => change(movedCut(finest, cuts, at, to)),
              }
            : {})}
        />
        {shown.trend === 'mixed' && look.kind === 'number' && <RiskMark step={2} word={t('lab.bins.mixed')} />}
        {alike >= 0 && (
          <RiskMark
            step={1}
            word={t('lab.bins.alike', {
              name: pieceName(shown.pieces[alike]!, t),
              p: figure(shown.pieces[alike]!.againstBefore!.p, 2),
            })}
          />
        )}
        {small.length > 0 && <RiskMark step={2} word={t('lab.bins.small', { count: small.length, least: MIN_ROWS })} />}
      </Card>
      <Card flush>
        <div className="x-twin-scroll">
          <table className="x-twin-table x-lab-bins">
            <thead>
              <tr>
                <th scope="col">{t('lab.piece.heading')}</th>
                <th scope="col" className="x-end">
                  {t('lab.rows')}
                </th>
                <th scope="col" className="x-end">
                  {t('lab.shareOf')}
                </th>
                <th scope="col" className="x-end">
                  {t('lab.bad')}
                </th>
                <th scope="col" className="x-end">
                  {t('lab.rate')}
                </th>
                <th scope="col" className="x-end">
                  WOE
                </th>
                <th scope="col" className="x-end">
                  IV
                </th>
                <th scope="col">
                  <span className="x-hidden">{t('lab.bins.acts')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.pieces.map((piece, at) => {
                const ordinary = piece.special === null && !piece.isMissing;
                const last = !shown.pieces[at + 1] || shown.pieces[at + 1]!.special !== null || shown.pieces[at + 1]!.isMissing;
                const parted = ordinary ? splitAt(finest, cuts, at) : null;
                const all = shown.pieces.reduce((sum, each) => sum + each.rows, 0);
                if (piece.rows === 0 && !ordinary) return null;
                return (
                  <tr key={pieceName(piece, t, 99)}>
                    <td>
                      {cuts.kind === 'category' && ordinary ? (
                        <Levels
                          levels={piece.levels ?? []}
                          groups={cuts.groups}
                          at={at}
                          onMove={(level, to) => change(movedLevel(cuts, level, to))}
                        />
                      ) : ordinary && piece.upTo !== null && cuts.kind === 'number' ? (
                        <span className="x-lab-cut">
                          {piece.above !== null && <span className="x-num">{plainNumber(piece.above)} –</span>}
                          {piece.above === null && '≤'}
                          <InputNumber
                            size="small"
                            controls={false}
                            key={piece.upTo}
                            defaultValue={piece.upTo}
                            aria-label={t('lab.bins.cut', { number: at + 1 })}
                            onPressEnter={(event) => event.currentTarget.blur()}
                            onBlur={(event) => {
                              const value = Number(event.target.value.replaceAll(',', ''));
                              if (!Number.isFinite(value) || value === piece.upTo) return;
                              if (value <= (cuts.cuts[at - 1] ?? -Infinity) || value >= (cuts.cuts[at + 1] ?? Infinity)) {
                                change(movedCut(finest, cuts, at, value));
                                return;
                              }
                              // A value no quantile had becomes an edge of its own.
                              if (!edgesOf(finest).includes(value)) setAlso([...also, value]);
                              change({ kind: 'number', cuts: cuts.cuts.map((cut, index) => (index === at ? value : cut)) });
                            }}
                          />
                        </span>
                      ) : (
                        pieceName(piece, t)
                      )}
                    </td>
                    <td className="x-end">{formatNumber(piece.rows)}</td>
                    <td className="x-end">{share(piece.rows / Math.max(1, all))}</td>
                    <td className="x-end">{formatNumber(piece.bads)}</td>
                    <td className="x-end">{share(piece.badRate)}</td>
                    <td className="x-end">{figure(piece.woe, 3, 'always')}</td>
                    <td className="x-end">{figure(piece.iv)}</td>
                    <td className="x-lab-acts">
                      {parted && (
                        <button type="button" className="x-link" onClick={() => change(parted)}>
                          {t('lab.bins.split')}
                        </button>
                      )}
                      {ordinary && !last && (
                        <button type="button" className="x-link" onClick={() => change(mergedWithNext(cuts, at))}>
                          {t('lab.bins.merge')}
                        </button>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Card>
    </div>
  );
}

/** Fewer rows in a bin and its bad share says little. */
/** Neighbouring bins that chance would make as different in more than one table of ten. */
const ALIKE_P = 0.1;
const MIN_ROWS = 30;
const LEVELS_SHOWN = 40;

/** Levels of a group; each can go to another. */
function Levels({
  levels,
  groups,
  at,
  onMove,
}: {
  levels: readonly string[];
  groups: readonly (readonly string[])[];
  at: number;
  onMove: (level: string, to: number) => void;
}) {
  const { t } = useReading();
  return (
    <span className="x-lab-levels">
      {levels.slice(0, LEVELS_SHOWN).map((level) => (
        <select
          key={level}
          value={at}
          aria-label={t('lab.bins.level', { level })}
          title={t('lab.bins.level', { level })}
          onChange={(event) => onMove(level, Number(event.target.value))}
        >
          <option value={at}>{level}</option>
          {groups.map((group, to) =>
            to === at ? null : (
              <option key={group.join('|')} value={to}>
                {t('lab.bins.to', { name: group.slice(0, 2).join(t('lab.piece.comma')) })}
              </option>
            ),
          )}
        </select>
      ))}
      {levels.length > LEVELS_SHOWN && <small>+{levels.length - LEVELS_SHOWN}</small>}
    </span>
  );
}
