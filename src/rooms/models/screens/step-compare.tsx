// Sixth step: two models on the same customers; whether the difference is real, and whom the change would swap.
import { Select, Slider } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { list } from '../contract.ts';
import { compare } from '../laboratory/contract.ts';
import { RocCard } from './curves.tsx';
import { Onward, OnwardButton } from './onward.tsx';
import { usePickedFit } from './step-validate.tsx';
import type { StudySession } from './use-study.ts';
import { figure, share } from './words.ts';

const REAL_P = 0.05;
const ACCEPT_PERCENT = 70;

type Compared = OutputOf<typeof compare>;
type Other = {
  readonly key: string;
  readonly name: string;
  readonly ask: { second: string } | { model: string; version: number };
};

export function StepCompare({ session }: { session: StudySession }) {
  const { t } = useReading();
  const { newest, picked, pick } = usePickedFit(session);
  const kept = useOperation(list, {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [percent, setPercent] = useState(ACCEPT_PERCENT);
  const [asking, setAsking] = useState(ACCEPT_PERCENT);
  const others: Other[] = [
    ...newest
      .filter((fit) => fit.id !== picked?.id)
      .map((fit) => ({ key: fit.id, name: t(`lab.method.${fit.method}`), ask: { second: fit.id } })),
    ...(kept.data?.models ?? [])
      .filter((model) => model.state !== 'retired')
      .map((model) => ({
        key: `${model.name} ${model.version}`,
        name: t('lab.compare.saved', { name: model.name, version: model.version, state: t(`models.state.${model.state}`) }),
        ask: { model: model.name, version: model.version },
      })),
  ];
  const other = others.find((each) => each.key === chosen) ?? others[0];
  const asked = useOperation(
    compare,
    { first: picked?.id ?? '', ...other?.ask, acceptShare: asking / 100 },
    { enabled: picked !== undefined && other !== undefined, placeholderData: (before) => before },
  );
  if (!picked) return null;
  const name = t(`lab.method.${picked.method}`);
  return (
    <>
      <div className="x-lab-versus">
        <label htmlFor="lab-first">
          {t('lab.compare.first')}
          <Select
            id="lab-first"
            value={picked.id}
            onChange={pick}
            options={newest.map((fit) => ({ value: fit.id, label: t(`lab.method.${fit.method}`) }))}
          />
        </label>
        <label htmlFor="lab-second">
          {t('lab.compare.second')}
          <Select
            id="lab-second"
            value={other?.key ?? null}
            onChange={setChosen}
            options={others.map((each) => ({ value: each.key, label: each.name }))}
          />
        </label>
        <label htmlFor="lab-accept" className="x-lab-accept">
          <span>
            {t('lab.compare.accept')} <b className="x-num">{percent}%</b>
          </span>
          <Slider
            min={5}
            max={95}
            step={5}
            value={percent}
            onChange={setPercent}
            onChangeComplete={setAsking}
            ariaLabelForHandle={t('lab.compare.accept')}
          />
        </label>
      </div>
      {!other ? (
        <Empty title={t('lab.compare.needTwo')} action={<OnwardButton to="fit" session={session} />} />
      ) : asked.error ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : !asked.data ? (
        <LoadingCard lines={8} />
      ) : (
        <Versus data={asked.data} first={name} second={other.name} />
      )}
      <Onward>
        <OnwardButton to="submit" session={session} />
      </Onward>
    </>
  );
}

function Versus({ data, first, second }: { data: Compared; first: string; second: string }) {
  const { t } = useReading();
  const { areas, swap } = data;
  const p = areas ? (areas.p < 0.001 ? '< 0.001' : areas.p.toFixed(3)) : '—';
  const difference = figure(Math.abs(areas?.difference ?? 0));
  const title =
    !areas || !data.enough
      ? t('lab.compare.notEnough', { count: data.bads })
      : areas.p < REAL_P
        ? t('lab.compare.better', { name: areas.difference > 0 ? first : second, difference, p })
        : t('lab.compare.same', { difference, p });
  const change = swap.swapIn.bads - swap.swapOut.bads;
  const rate = (cell: { rows: number; bads: number }) => share(cell.rows === 0 ? null : cell.bads / cell.rows);
  const cells = [
    { key: 'bothAccept', cell: swap.bothAccept },
    { key: 'swapIn', cell: swap.swapIn },
    { key: 'swapOut', cell: swap.swapOut },
    { key: 'bothRefuse', cell: swap.bothRefuse },
  ] as const;
  return (
    <div className="x-cards x-lab-cards">
      <Card
        className="x-span-12 x-lab-finding"
        title={title}
        caption={t('lab.compare.onRows', { rows: formatNumber(data.rows), bads: formatNumber(data.bads) })}
      >
        {data.enough && areas && (
          <div className="x-lab-areas">
            {[
              { name: first, area: areas.first },
              { name: second, area: areas.second },
            ].map((each) => (
              <div key={each.name}>
                <span>{each.name}</span>
                <i>
                  <b style={{ width: `${Math.max(0, (each.area - 0.5) * 200)}%` }} />
                </i>
                <span className="x-num">{figure(each.area)}</span>
              </div>
            ))}
          </div>
        )}
      </Card>
      <RocCard
        span={6}
        title={t('lab.compare.areas')}
        caption="ROC"
        lines={[
          { name: first, points: data.curves[0] ?? [] },
          { name: second, points: data.curves[1] ?? [] },
        ]}
      />
      <Card
        className="x-span-6"
        title={t('lab.compare.swap', { share: share(data.acceptShare, 0), name: first })}
        caption={t('lab.compare.swapCaption')}
      >
        <div className="x-lab-swap">
          {cells.map(({ key, cell }) => (
            <div key={key} className={`x-lab-swap-${key}`}>
              <span>{t(`lab.compare.${key}`)}</span>
              <strong className="x-num">{formatNumber(cell.rows)}</strong>
              <small>{t('lab.compare.badShare', { bads: formatNumber(cell.bads), share: rate(cell) })}</small>
            </div>
          ))}
        </div>
        <p>
          {t('lab.compare.verdict', {
            in: rate(swap.swapIn),
            out: rate(swap.swapOut),
            change:
              change === 0
                ? t('lab.compare.equal')
                : t(change < 0 ? 'lab.compare.fewer' : 'lab.compare.more', { count: Math.abs(change) }),
          })}
        </p>
      </Card>
    </div>
  );
}
