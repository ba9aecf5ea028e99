// QueuePage with a held order.
import { useState } from 'react';
import { ExposureBar } from '#web/kit/bars.tsx';
import { Card } from '#web/kit/card.tsx';
import { Clock, QueuePage } from '#web/kit/queue-page.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Reasons } from '#web/kit/reasons.tsx';
import { GradeTag, MoneyText } from '#web/kit/text.tsx';
import { reasons, wan } from './samples.ts';

export function QueueSample() {
  const { t, money, unit } = useReading();
  const [at, setAt] = useState(0);
  const bar = (order: number) => [
    { key: 'receivables', label: t('glossary.receivables'), value: wan(612.4) },
    { key: 'delivered', label: t('glossary.delivered'), value: wan(74.6) },
    { key: 'reserved', label: t('glossary.reserved'), value: wan(58 + order) },
    { key: 'bills', label: t('glossary.bills'), value: wan(15) },
  ];
  return (
    <QueuePage
      title={t('glossary.hold')}
      at={at}
      total={4}
      onMove={setAt}
      itemKey={String(at)}
      nextName="佛山顺灏电器配件"
      clock={<Clock minutesLeft={48} />}
      quickReasons={['等承诺回款', '客户已付，在途', '重点项目', '其他']}
      decisions={[
        {
          key: 'release',
          letter: 'r',
          title: `${t('glossary.release')} ${money(wan(86.4))}`,
          effect: t('kit.over', { amount: money(wan(46.4)) }),
          needsReason: true,
        },
        {
          key: 'part',
          letter: 'p',
          title: `${t('glossary.release')} ${money(wan(38.4))}`,
          effect: t('kit.available', { amount: money(wan(1.6)) }),
          needsReason: true,
        },
        {
          key: 'wait',
          letter: 'h',
          title: `${t('glossary.receipt')} ${money(wan(76.4))}`,
          effect: t('kit.available', { amount: money(wan(30)) }),
          suggested: true,
        },
        { key: 'refuse', letter: 'b', title: t('glossary.refuse'), effect: t('kit.reasonNeeded'), needsReason: true },
      ]}
      onDecide={() => setAt((at + 1) % 4)}
      side={
        <Card title={t('glossary.exposure')} extra={unit()}>
          <div style={{ display: 'grid', gap: 12 }}>
            <ExposureBar parts={bar(0)} limit={wan(800)} scaleTo={wan(900)} />
            <ExposureBar parts={bar(86.4)} limit={wan(800)} scaleTo={wan(900)} />
          </div>
        </Card>
      }
    >
      <Card>
        <span className="x-caption">SO-20261121-0187</span>
        <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'baseline' }}>
          <h1>
            宁波甬拓精密制造 <GradeTag grade="BB" />
          </h1>
          <span style={{ fontSize: 26, fontWeight: 600 }}>
            <MoneyText value={wan(86.4)} />
          </span>
        </div>
      </Card>
      <Card title={`${t('glossary.hold')}: 3`} caption={t('kit.passed', { count: 8 })} flush>
        <Reasons reasons={reasons} />
      </Card>
    </QueuePage>
  );
}
