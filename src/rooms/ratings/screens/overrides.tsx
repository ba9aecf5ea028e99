// Grades that people moved: waiting, in force with their last day, ended; how many there are against all.
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission, Refusal } from '#web/kit/states.tsx';
import { DayText, GradeTag } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { endOverride, overrides } from '../contract.ts';
import { RatingsTabs } from './ratings-tabs.tsx';

type One = OutputOf<typeof overrides>['overrides'][number];
const STAGES = ['proposed', 'standing', 'ended'] as const;

export function OverridesPage() {
  const may = useMay('ratings.read');
  return <RatingsTabs>{may ? <Overrides /> : <NoPermission />}</RatingsTabs>;
}

function Overrides() {
  const { t } = useReading();
  const asked = useOperation(overrides, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const { overrides: all, rated, overridden, sharePpm, review, reviewAbovePpm } = asked.data;
  return (
    <div className="x-cards x-scroll">
      {rated > 0 && sharePpm !== null && (
        <p className={`x-span-12 ${review ? 'x-risk-text-3' : 'x-quiet'}`}>
          {t('ratings.over.share', { rated, count: overridden, share: formatPercent(sharePpm) })}
          {review && ` ${t('ratings.over.review', { most: formatPercent(reviewAbovePpm, 0) })}`}
        </p>
      )}
      {all.length === 0 && (
        <Card className="x-span-12">
          <Empty title={t('ratings.over.none')}>{t('ratings.over.noneHelp')}</Empty>
        </Card>
      )}
      {STAGES.map((stage) => {
        const some = all.filter((each) => each.stage === stage);
        return some.length === 0 ? null : (
          <Card key={stage} className="x-span-12" title={`${t(`ratings.over.views.${stage}`)} · ${some.length}`} flush>
            <ul className="x-items">
              {some.map((each) => (
                <Line key={each.id} one={each} />
              ))}
            </ul>
          </Card>
        );
      })}
    </div>
  );
}

function Line({ one }: { one: One }) {
  const { t } = useReading();
  const mayRun = useMay('ratings.run');
  const [reason, setReason] = useState<string | null>(null);
  const ending = useAct(endOverride);
  const label = t(one.stage === 'proposed' ? 'ratings.over.withdraw' : 'ratings.over.end');
  return (
    <li>
      <span className="x-items-head">
        <Link to="/customers/$code" params={{ code: one.customer.code }} search={{ view: 'rating' } as never}>
          {one.customer.name}
        </Link>
        {one.kind === 'override' ? (
          <span>
            <GradeTag grade={one.from} /> → <GradeTag grade={one.grade} />
          </span>
        ) : (
          <span>{t('ratings.over.supported', { name: one.supporter?.name ?? '', notches: one.notches ?? 0 })}</span>
        )}
        <span className="x-caption">
          <DayText on={one.endedOn ?? one.endsOn} relative={one.stage === 'standing' ? 'due' : 'plain'} />
        </span>
      </span>
      <span>{one.reason}</span>
      <span className="x-caption">
        {t('ratings.over.proposed', { by: one.proposedBy })}
        {one.decidedBy && one.state === 'approved' && ` · ${t('ratings.over.decided', { by: one.decidedBy })}`}
        {one.endedBy &&
          one.endedReason &&
          one.endedReason !== 'replaced' &&
          ` · ${t('ratings.over.ended', { by: one.endedBy, on: one.endedOn ?? '', reason: one.endedReason })}`}
        {one.stage === 'proposed' && one.caseId && (
          <>
            {' · '}
            <Link to="/approvals/$id" params={{ id: one.caseId }}>
              {t('ratings.over.case')}
            </Link>
          </>
        )}
      </span>
      {mayRun && one.stage !== 'ended' && (
        <span className="x-form-row">
          {reason === null ? (
            <Button size="small" type="link" onClick={() => setReason('')}>
              {label}
            </Button>
          ) : (
            <>
              <Input
                size="small"
                className="x-reason-input"
                aria-label={t('ratings.over.endReason')}
                placeholder={t('ratings.over.endReason')}
                maxLength={500}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
              <Button
                size="small"
                disabled={reason.trim().length < 2}
                loading={ending.isPending}
                onClick={() => ending.mutate({ input: { id: one.id, reason: reason.trim() } })}
              >
                {label}
              </Button>
            </>
          )}
          <Refusal error={ending.error} />
        </span>
      )}
    </li>
  );
}
