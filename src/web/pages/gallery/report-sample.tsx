// ReportPage, ImportWizard and the states.
import { Button } from 'antd';
import { ApiProblem } from '#web/api.ts';
import { Sparkline } from '#web/kit/bars.tsx';
import { Card, ChartCard } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { ImportWizard } from '#web/kit/import-wizard.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { FigureCell, ReportPage } from '#web/kit/report-page.tsx';
import { Empty, ErrorState, LoadingRows, NoPermission, Progress, Stale } from '#web/kit/states.tsx';
import { MoneyText, RiskMark } from '#web/kit/text.tsx';
import { Changes } from '#web/kit/timeline.tsx';
import { Waterfall } from '#web/kit/waterfall.tsx';
import { wan } from './samples.ts';

const values = Array.from({ length: 30 }, (_, at) => 100 + at * 2 + 9 * Math.sin(at));

export function ReportSample() {
  const { t, unit, money } = useReading();
  const cell = (label: string, value: number) => (
    <FigureCell
      label={label}
      value={<MoneyText value={wan(value)} decimals={1} />}
      unit={unit()}
      change={money(wan(32.3), { sign: 'always', decimals: 1 })}
      compared={t('kit.yesterday')}
      spark={<Sparkline values={values} label={label} />}
    />
  );
  return (
    <ReportPage
      title={`16 ${t('glossary.hold')}`}
      caption={unit()}
      figures={
        <>
          {cell(t('glossary.exposure'), 18426.5)}
          {cell(t('glossary.overdue'), 1932.8)}
          <FigureCell
            label={t('glossary.utilisation')}
            value={formatPercent(714_000)}
            spark={<Sparkline values={values} label="" />}
          />
          <FigureCell label={t('glossary.dso')} value="58.3" spark={<Sparkline values={values} label="" />} />
        </>
      }
    >
      <div className="x-cards">
        <Card className="x-span-8" title={t('shell.nav.workbench')}>
          <RiskMark step={1} /> <RiskMark step={2} /> <RiskMark step={3} /> <RiskMark step={4} />
        </Card>
        <div className="x-span-4" style={{ display: 'grid', gap: 10 }}>
          <ChartCard
            title={`${t('glossary.exposure')} ${money(wan(32.3), { sign: 'always' })}`}
            twin={{ columns: ['', unit()], rows: [['1', '2']] }}
          >
            <Waterfall
              label=""
              height={150}
              steps={[
                { key: 'a', label: t('kit.yesterday'), value: wan(18394.2), kind: 'total' },
                { key: 'b', label: t('glossary.invoice'), value: wan(412.9), kind: 'part', fill: 'part2' },
                { key: 'c', label: t('glossary.receipt'), value: wan(-312.6), kind: 'part', fill: 'part4' },
                { key: 'd', label: t('glossary.order'), value: wan(-68), kind: 'part', fill: 'part4' },
                { key: 'e', label: t('kit.today'), value: wan(18426.5), kind: 'total' },
              ]}
            />
          </ChartCard>
          <Card title={t('kit.timeline')} flush>
            <Changes
              entries={[
                { key: '1', at: '08:52', title: '回款 312.60 万，12 户', detail: '2 张冻结订单已自动放行，合计 58.20 万' },
                { key: '2', at: '08:40', title: '台账更新，186 张发票', detail: '与 ERP 总额差 0.00' },
              ]}
            />
          </Card>
        </div>
      </div>
    </ReportPage>
  );
}

export function WizardSample() {
  const { t } = useReading();
  return (
    <ImportWizard
      title={t('shell.nav.import')}
      caption="ibm.csv"
      at={2}
      onStep={() => {}}
      steps={['1', '2', '3', '4', '5'].map((key) => ({ key, label: t('glossary.document') }))}
      actions={<Button type="primary">{t('kit.filterApply')}</Button>}
    >
      <Card>
        <Progress title={t('kit.loading')} done={1234} total={2466} note="ibm.csv" />
      </Card>
    </ImportWizard>
  );
}

export function StatesSample() {
  const { t } = useReading();
  return (
    <div>
      <Stale at="2026-11-21 08:40" refresh={() => {}} />
      <div className="x-cards">
        <Card className="x-span-6">
          <Empty title={t('kit.queueDone')} action={<Button type="primary">{t('shell.nav.import')}</Button>}>
            {t('kit.queueDoneHelp')}
          </Empty>
        </Card>
        <Card className="x-span-6">
          <ErrorState error={new ApiProblem(500, { id: '0199a3c2' })} retry={() => {}} kept />
        </Card>
        <Card className="x-span-6">
          <NoPermission roles={['credit-manager', 'approver']} />
        </Card>
        <Card className="x-span-6" flush>
          <LoadingRows rows={6} />
        </Card>
      </div>
    </div>
  );
}
