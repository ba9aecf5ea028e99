// Second step: what every column holds, how good and bad lie over it, how much it tells; what is doubtful, and what may not be used.
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { ColumnLook } from '#engine/models/look.ts';
import { useOperation } from '#web/api.ts';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { variables } from '../laboratory/contract.ts';
import { Onward, OnwardButton } from './onward.tsx';
import { PieceBars } from './piece-bars.tsx';
import type { StudySession } from './use-study.ts';
import { useVariableName } from './variable-name.ts';
import { doubtText, droppedText, figure, ivWord, pieceName, plainNumber, share } from './words.ts';

/** Strongest first; what cannot be used last. */
export function byStrength(looks: readonly ColumnLook[]): ColumnLook[] {
  return looks.toSorted((a, b) => Number(isOut(a)) - Number(isOut(b)) || (b.iv ?? -1) - (a.iv ?? -1));
}
/** Cannot be used at all; what a person left out can be taken in again. */
export const isOut = (look: ColumnLook): boolean => look.unusable !== null && look.unusable.code !== 'excluded';

export function StepVariables({ session }: { session: StudySession }) {
  const { t } = useReading();
  const called = useVariableName();
  const asked = useOperation(variables, { study: session.data.study.id }, { placeholderData: (before) => before });
  const [chosen, setChosen] = useState<string | null>(null);
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingRows rows={10} />;
  const looks = byStrength(asked.data.variables);
  const look = looks.find((each) => each.name === chosen) ?? looks[0];
  const left = new Set(session.data.settings.exclude);
  const inside = looks.filter((each) => !isOut(each) && !left.has(each.name));
  const told = inside.filter((each) => (each.iv ?? 0) >= 0.02);
  const doubtful = inside.filter((each) => each.doubts.length > 0);
  const turn = (name: string, on: boolean) =>
    void session.say({ exclude: on ? [...left].filter((each) => each !== name) : [...left, name] });
  return (
    <>
      <p className="x-lab-found">
        {t('lab.variables.found', { looked: formatNumber(asked.data.lookedAt), all: looks.length, told: told.length })}{' '}
        {doubtful.length > 0 && (
          <RiskMark
            step={2}
            word={t('lab.variables.doubtful', {
              count: doubtful.length,
              names: doubtful
                .slice(0, 3)
                .map((each) => called(each.name))
                .join(t('lab.piece.comma')),
            })}
          />
        )}
      </p>
      <div className="x-lab-sides">
        <VariableList
          looks={looks}
          chosen={look?.name ?? null}
          onChoose={setChosen}
          left={left}
          onTurn={turn}
          busy={session.saying}
        />
        {look && <VariableDetail session={session} look={look} left={left.has(look.name)} onTurn={turn} />}
      </div>
      <Onward>
        <span className="x-caption">{t('lab.variables.inside', { count: inside.length })}</span>
        <OnwardButton to="bins" session={session} disabled={inside.length === 0} />
      </Onward>
    </>
  );
}

export function VariableList({
  looks,
  chosen,
  onChoose,
  left,
  onTurn,
  busy,
  marks,
}: {
  looks: readonly ColumnLook[];
  chosen: string | null;
  onChoose: (name: string) => void;
  left: ReadonlySet<string>;
  onTurn?: (name: string, on: boolean) => void;
  busy?: boolean;
  /** Beside a name: cut by hand. */
  marks?: ReadonlyMap<string, string>;
}) {
  const { t } = useReading();
  const called = useVariableName();
  const [sought, setSought] = useState('');
  const most = Math.max(0.0001, ...looks.map((each) => Math.min(each.iv ?? 0, 2)));
  const shown = looks.filter((each) => each.name.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <Card title={t('lab.variables.list')} caption={t('lab.variables.byIv')} flush className="x-lab-list">
      {looks.length > 12 && (
        <div className="x-lab-search">
          <Input
            allowClear
            size="small"
            placeholder={t('lab.variables.search')}
            value={sought}
            onChange={(event) => setSought(event.target.value)}
          />
        </div>
      )}
      <ul>
        {shown.map((each) => (
          <li
            key={each.name}
            aria-current={each.name === chosen ? 'true' : undefined}
            className={isOut(each) || left.has(each.name) ? 'x-lab-out' : undefined}
          >
            {onTurn && (
              <Checkbox
                checked={!isOut(each) && !left.has(each.name)}
                disabled={isOut(each) || (busy ?? false)}
                aria-label={t('lab.variables.use', { name: called(each.name) })}
                onChange={(event) => onTurn(each.name, event.target.checked)}
              />
            )}
            <button type="button" className="x-plain" onClick={() => onChoose(each.name)}>
              <span className="x-lab-list-name" title={each.name}>
                {called(each.name)}
              </span>
              {marks?.get(each.name) && <small>{marks.get(each.name)}</small>}
              {each.doubts.length > 0 && <RiskMark step={2} hideWord />}
              <span className="x-lab-iv">
                <i style={{ width: `${(Math.min(each.iv ?? 0, 2) / most) * 100}%` }} />
              </span>
              <span className="x-num">{figure(each.iv)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function VariableDetail({
  session,
  look,
  left,
  onTurn,
}: {
  session: StudySession;
  look: ColumnLook;
  left: boolean;
  onTurn: (name: string, on: boolean) => void;
}) {
  const { t } = useReading();
  const called = useVariableName();
  const { specials } = session.data.settings;
  const rows = session.data.study.rows;
  return (
    <div className="x-lab-detail">
      <ChartCard
        title={look.iv === null ? called(look.name) : t(`lab.variables.tells.${ivWord(look.iv)}`, { name: called(look.name) })}
        caption={look.iv === null ? undefined : `IV ${figure(look.iv)}`}
        twin={{
          columns: [t('lab.piece.heading'), t('lab.good'), t('lab.bad'), t('lab.rate')],
          rows: look.spread.map((piece) => [
            pieceName(piece, t),
            formatNumber(piece.goods),
            formatNumber(piece.bads),
            share(piece.bads / Math.max(1, piece.goods + piece.bads)),
          ]),
        }}
      >
        {look.spread.length > 0 ? (
          <PieceBars pieces={look.spread} />
        ) : (
          <p className="x-caption">{look.unusable ? droppedText(look.unusable, t) : t('lab.variables.noPicture')}</p>
        )}
      </ChartCard>
      <Card title={t('lab.variables.about')}>
        <dl className="x-lab-facts">
          <div>
            <dt>{t('lab.variables.kind')}</dt>
            <dd>{t(`lab.kind.${look.kind}`)}</dd>
          </div>
          <div>
            <dt>{t('lab.variables.missing')}</dt>
            <dd>
              {formatNumber(look.missing)} <small>{share(look.missing / Math.max(1, rows))}</small>
            </dd>
          </div>
          <div>
            <dt>{t('lab.variables.distinct')}</dt>
            <dd>{formatNumber(look.distinct)}</dd>
          </div>
          {look.range && (
            <div>
              <dt>{t('lab.variables.range')}</dt>
              <dd>
                {plainNumber(look.range.low)} – {plainNumber(look.range.high)}{' '}
                <small>{t('lab.variables.median', { value: plainNumber(look.range.median) })}</small>
              </dd>
            </div>
          )}
          <div>
            <dt>{t('lab.variables.samples')}</dt>
            <dd className="x-lab-samples">{look.samples.join(t('lab.piece.comma')) || '—'}</dd>
          </div>
        </dl>
        {look.unusable && look.unusable.code !== 'excluded' && <RiskMark step={1} word={droppedText(look.unusable, t)} />}
        {look.doubts.map((doubt) => (
          <div key={doubt.code} className="x-lab-doubt">
            <RiskMark step={doubt.code === 'too_good' ? 3 : 2} word={<span className="x-ink">{doubtText(doubt, t)}</span>} />
            <span>
              {doubt.code === 'codes_suspected' ? (
                <Button
                  size="small"
                  loading={session.saying}
                  onClick={() => void session.say({ specials: [...new Set([...specials, ...doubt.values])] })}
                >
                  {t('lab.variables.asSpecial', { values: doubt.values.map(plainNumber).join(t('lab.piece.comma')) })}
                </Button>
              ) : (
                !left && (
                  <Button size="small" loading={session.saying} onClick={() => onTurn(look.name, false)}>
                    {t('lab.variables.leaveOut')}
                  </Button>
                )
              )}
            </span>
          </div>
        ))}
        {left && (
          <div className="x-lab-doubt">
            <span>{t('lab.variables.isLeft')}</span>
            <Button size="small" onClick={() => onTurn(look.name, true)}>
              {t('lab.variables.takeIn')}
            </Button>
          </div>
        )}
        {specials.length > 0 && (
          <div className="x-lab-doubt">
            <span>{t('lab.variables.specials', { values: specials.map(plainNumber).join(t('lab.piece.comma')) })}</span>
            <Button size="small" type="text" onClick={() => void session.say({ specials: [] })}>
              {t('lab.variables.noSpecials')}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}
