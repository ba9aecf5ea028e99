// Suspected duplicates: each pair side by side with what speaks for and against, decided by a person; below, what was merged.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { addDays } from '#base/date.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { usePages } from '#web/paging.ts';
import { useMay } from '#web/shell/session.tsx';
import { decidePair, duplicates, lookForDuplicates } from '../contract.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { MergeHistory } from './merge-history.tsx';
import { PairTable } from './pair-table.tsx';
import { CustomerParts } from './parts.tsx';
import './duplicates.css';

export type Pair = OutputOf<typeof duplicates>['pairs'][number];
const VIEWS = ['open', 'later', 'different', 'merged'] as const;
const LATER_DAYS = 30;

export function DuplicatesPage() {
  const may = useMay('customers.write');
  return (
    <div className="x-under-tabs">
      <CustomerParts here="duplicates" />
      {may ? <Pairs /> : <NoPermission />}
    </div>
  );
}

function Pairs() {
  const { t } = useReading();
  const [state, setState] = useListState();
  const view = VIEWS.find((each) => each === state.view) ?? 'open';
  const asked = usePages(duplicates, { state: view, limit: 20 });
  const looking = useAct(lookForDuplicates);
  const pairs = asked.pages?.flatMap((page) => page.pairs);
  const [at, setAt] = useState<string | null>(null);
  const step = (by: number) => {
    const now = pairs?.findIndex((each) => each.id === at) ?? -1;
    const next = pairs?.[Math.max(0, Math.min(pairs.length - 1, now + by))];
    if (!next) return;
    setAt(next.id);
    window.document.getElementById(`pair-${next.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([
    { key: 'j', label: t('shell.keys.down'), run: () => step(1) },
    { key: 'k', label: t('shell.keys.up'), run: () => step(-1) },
  ]);
  const look = (
    <Button loading={looking.isPending} onClick={() => looking.mutate({ input: {} })}>
      {t('identity.dup.look')}
    </Button>
  );
  return (
    <div className="x-duplicates">
      <div className="x-list-bar">
        <div className="x-views" role="tablist">
          {VIEWS.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={view === each}
              onClick={() => setState({ ...state, view: each })}
            >
              {t(`identity.dup.views.${each}`)}{' '}
              {each === 'open' && asked.first && <span className="x-count">{asked.first.open}</span>}
            </button>
          ))}
        </div>
        <div className="x-list-tools">
          {looking.data && <span className="x-caption">{t('identity.dup.looked', looking.data)}</span>}
          {look}
        </div>
      </div>
      <Refusal error={looking.error} />
      {asked.error ? (
        <ErrorState error={asked.error} retry={asked.retry} />
      ) : pairs === undefined ? (
        <LoadingCard lines={8} />
      ) : pairs.length === 0 ? (
        <Empty title={t('identity.dup.none')}>{t('identity.dup.noneHelp')}</Empty>
      ) : (
        pairs.map((pair) => <PairCard key={pair.id} pair={pair} here={pair.id === at} />)
      )}
      {asked.onMore && (
        <Button type="link" onClick={asked.onMore} loading={asked.loadingMore}>
          {t('kit.loadMore')}
        </Button>
      )}
      {view === 'merged' && <MergeHistory />}
    </div>
  );
}

function PairCard({ pair, here }: { pair: Pair; here: boolean }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const [merging, setMerging] = useState(false);
  const [differing, setDiffering] = useState(false);
  const deciding = useAct(decidePair);
  const undecided = pair.state === 'open' || pair.state === 'later';
  const later = () =>
    deciding.mutate({ input: { id: pair.id, decision: 'later', until: addDays(today, LATER_DAYS), version: pair.version } });
  const acting = here && undecided && !merging && !differing;
  useKeys(
    acting
      ? [
          { key: 'm', label: t('identity.dup.merge'), run: () => setMerging(true) },
          { key: 'd', label: t('identity.dup.differ'), run: () => setDiffering(true) },
          { key: 'l', label: t('identity.dup.later'), run: later },
        ]
      : [],
  );
  const notes = [
    pair.decidedBy && pair.reason ? t('identity.dup.decidedBy', { by: pair.decidedBy, reason: pair.reason }) : null,
    pair.state === 'later' && pair.laterUntil ? t('identity.dup.until', { on: pair.laterUntil }) : null,
  ].filter((each) => each !== null);
  return (
    <div id={`pair-${pair.id}`} className={here ? 'x-pair-here' : undefined}>
      <Card
        title={
          <RiskMark
            step={pair.verdict === 'same' ? 3 : 2}
            word={t(pair.verdict === 'same' ? 'identity.dup.sure' : 'identity.dup.ask')}
          />
        }
        caption={t('identity.dup.score', { share: formatPercent(pair.scorePpm, 0) })}
      >
        <PairTable pair={pair} />
        {notes.length > 0 && <p className="x-quiet">{notes.join(' · ')}</p>}
        {undecided && (
          <p className="x-pair-acts">
            <Button type="primary" onClick={() => setMerging(true)}>
              {t('identity.dup.merge')} {here && <KeyCaps keys="m" />}
            </Button>
            <Button onClick={() => setDiffering(true)}>
              {t('identity.dup.differ')} {here && <KeyCaps keys="d" />}
            </Button>
            <Button onClick={later} loading={deciding.isPending}>
              {t('identity.dup.later')} {here && <KeyCaps keys="l" />}
            </Button>
          </p>
        )}
        <Refusal error={deciding.error} />
        {merging && <MergeDialog pair={pair} onClose={() => setMerging(false)} />}
        {differing && <Differ pair={pair} onClose={() => setDiffering(false)} />}
      </Card>
    </div>
  );
}

function Differ({ pair, onClose }: { pair: Pair; onClose: () => void }) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  const deciding = useAct(decidePair);
  const ready = reason.trim().length >= 2;
  const run = () => {
    if (!ready) return;
    deciding.mutate(
      { input: { id: pair.id, decision: 'different', reason: reason.trim(), version: pair.version } },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('identity.dup.differTitle', { a: pair.a.name, b: pair.b.name })}</span>}
      footer={
        <Button type="primary" disabled={!ready} loading={deciding.isPending} onClick={run}>
          {t('identity.dup.differ')}
        </Button>
      }
    >
      <p className="x-quiet">{t('identity.dup.differHelp')}</p>
      <Input.TextArea
        autoFocus
        className="x-gap-top"
        value={reason}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 4 }}
        aria-label={t('kit.reasonPlaceholder')}
        placeholder={t('kit.reasonPlaceholder')}
        onChange={(event) => setReason(event.target.value)}
      />
      <Refusal error={deciding.error} />
    </Modal>
  );
}
