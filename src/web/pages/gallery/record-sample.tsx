// RecordPage with the customer's pictures.
import { Button } from 'antd';
import { useState } from 'react';
import { ExposureBar } from '#web/kit/bars.tsx';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { ContributionBars } from '#web/kit/contribution-bars.tsx';
import { DelayStrip } from '#web/kit/delay-strip.tsx';
import { LimitSteps } from '#web/kit/limit-steps.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Arithmetic, RecordPage, WhyDrawer } from '#web/kit/record-page.tsx';
import { DayText, Figure, GradeTag, Key, MoneyText, RiskTag } from '#web/kit/text.tsx';
import { Timeline } from '#web/kit/timeline.tsx';
import { Waterfall } from '#web/kit/waterfall.tsx';
import { reasonName } from '#web/words/reason-text.ts';
import { dots, limitPoints, wan } from './samples.ts';

export function RecordSample() {
  const { t, money, unit, lang } = useReading();
  const [why, setWhy] = useState(false);
  const [tab, setTab] = useState('overview');
  const parts = [
    { key: 'receivables', label: t('glossary.receivables'), value: wan(612.4) },
    { key: 'delivered', label: t('glossary.delivered'), value: wan(74.6) },
    { key: 'reserved', label: t('glossary.reserved'), value: wan(58) },
    { key: 'bills', label: t('glossary.bills'), value: wan(45) },
    { key: 'unapplied', label: t('glossary.unapplied'), value: wan(-30) },
  ];
  return (
    <RecordPage
      title="宁波甬拓精密制造有限公司"
      tags={
        <>
          <GradeTag grade="BB" /> <RiskTag step={3} />
        </>
      }
      caption="91330206MA7XT0QK4L"
      actions={
        <>
          <Button>
            {t('glossary.check')} <Key>T</Key>
          </Button>
          <Button type="primary" onClick={() => setWhy(true)}>
            {t('kit.why')} <Key>W</Key>
          </Button>
        </>
      }
      figures={
        <>
          <Figure label={t('glossary.exposure')}>
            <MoneyText value={wan(760)} />
          </Figure>
          <Figure label={t('glossary.limit')}>
            <MoneyText value={wan(800)} />
          </Figure>
          <Figure label={t('glossary.available')}>
            <MoneyText value={wan(40)} risk={3} />
          </Figure>
          <Figure label={t('glossary.overdue')} aside="21.0%">
            <MoneyText value={wan(128.6)} />
          </Figure>
          <Figure label={t('glossary.terms')}>{t('kit.days', { count: 60 })}</Figure>
        </>
      }
      note={unit()}
      bar={<ExposureBar parts={parts} limit={wan(800)} permanent={wan(600)} labelled />}
      tabs={[
        { key: 'overview', label: t('glossary.exposure') },
        { key: 'documents', label: t('glossary.document'), count: 44 },
        { key: 'rating', label: t('glossary.grade') },
        { key: 'alerts', label: t('glossary.alert'), count: 2 },
      ]}
      tab={tab}
      onTab={setTab}
      side={
        <Card title={t('kit.timeline')}>
          <Timeline
            entries={[
              { key: '1', at: '11-21 06:00', title: '订单 SO-20261121-0187 冻结', detail: '86.40，三条规则未过', step: 4 },
              { key: '2', at: '11-18 15:20', title: '通话，陆 鸣 记', detail: '财务答应 11-24 付 76.40' },
              { key: '3', at: '11-05', title: '逾期占比超过 15%', detail: '预警升为橙色', step: 3 },
            ]}
          />
          <DayText on="2026-10-05" relative="due" />
        </Card>
      }
    >
      <div className="x-cards">
        <ChartCard
          className="x-span-6"
          title={`${t('glossary.available')} ${money(wan(40))}`}
          caption={t('glossary.exposure')}
          twin={{
            columns: [t('kit.part'), t('kit.amount')],
            rows: parts.map((each) => [each.label, <MoneyText key={each.key} value={each.value} />]),
          }}
        >
          <Waterfall
            label={t('glossary.exposure')}
            steps={[
              { ...parts[0], kind: 'part', fill: 'part1' } as never,
              { ...parts[1], kind: 'part', fill: 'part2' } as never,
              { ...parts[2], kind: 'part', fill: 'part3' } as never,
              { ...parts[3], kind: 'part', fill: 'part4' } as never,
              { ...parts[4], kind: 'part', fill: 'text2', hollow: true } as never,
              { key: 'exposure', label: t('glossary.exposure'), value: wan(760), kind: 'total' },
              { key: 'available', label: t('glossary.available'), value: wan(40), kind: 'room', fill: 'risk3', hollow: true },
              { key: 'limit', label: t('glossary.limit'), value: wan(800), kind: 'total', split: wan(600) },
            ]}
          />
        </ChartCard>
        <ChartCard
          className="x-span-6"
          title={t('glossary.limit')}
          twin={{
            columns: [t('kit.month'), t('glossary.exposure'), t('glossary.limit')],
            rows: limitPoints.map((each) => [each.on, money(each.exposure), money(each.limit)]),
          }}
        >
          <LimitSteps
            label={t('glossary.limit')}
            points={limitPoints}
            notes={[
              { on: '2025-11-21', at: wan(500), text: money(wan(500)) },
              { on: '2026-03-27', at: wan(600), text: money(wan(600)) },
            ]}
          />
        </ChartCard>
        <ChartCard
          className="x-span-12"
          title={t('glossary.daysLate')}
          caption={t('kit.movingAverage', { count: 10 })}
          twin={{
            columns: [t('glossary.invoice'), t('glossary.dueOn'), t('glossary.daysLate')],
            rows: dots.map((each) => [each.document, each.dueOn, each.daysLate]),
          }}
        >
          <DelayStrip dots={dots} thresholdDays={30} label={t('glossary.daysLate')} />
        </ChartCard>
        <Card className="x-span-6" title="BB 48.6" extra={t('kit.base', { value: '62.0' })}>
          <ContributionBars
            items={[
              { key: 'a', label: reasonName({ code: 'days_late_avg_12m' }, t, lang), value: '13.6', points: -14.2 },
              { key: 'b', label: reasonName({ code: 'overdue_share' }, t, lang), value: '21.0%', points: -9.6 },
              { key: 'c', label: t('reasons.name.utilisation'), value: '95.0%', points: -6.1 },
              { key: 'd', label: reasonName({ code: 'history_months' }, t, lang), value: '7', points: 6.9 },
              { key: 'e', label: reasonName({ code: 'purchase_growth_6m' }, t, lang), value: '+12.4%', points: 3 },
            ]}
          />
        </Card>
      </div>
      <WhyDrawer name={t('glossary.exposure')} open={why} onClose={() => setWhy(false)}>
        <Arithmetic
          terms={parts.map((each) => ({ label: each.label, value: money(each.value) }))}
          result={{ label: t('glossary.exposure'), value: money(wan(760)) }}
        />
      </WhyDrawer>
    </RecordPage>
  );
}
