// The tab 档案 of a customer: how complete, what is known and by whom, papers, contacts, external records, what was asked for.
import { useState } from 'react';
import { useOperation } from '#web/api.ts';
import { ChartCard } from '#web/kit/card.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { file } from '../contract.ts';
import { AskModal } from './ask.tsx';
import { CompletenessCard } from './completeness.tsx';
import { ContactsCard } from './contacts-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { EnterFacts, UploadPaper } from './file-forms.tsx';
import type { FieldItem, FileAnswer } from './names.ts';
import { PapersCard, RecordsCard } from './papers-card.tsx';
import { RequestsOf } from './requests-list.tsx';
import './dossiers.css';

export function FileTab({ code }: { code: string }) {
  const { then } = useAsOf();
  const asked = useOperation(file, { customer: code, ...then });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data)
    return (
      <div className="x-cards">
        <div className="x-span-12">
          <LoadingCard lines={2} />
        </div>
        <div className="x-span-8">
          <LoadingCard lines={10} />
        </div>
        <div className="x-span-4">
          <LoadingCard lines={6} />
        </div>
      </div>
    );
  return <Loaded data={asked.data} />;
}

function Loaded({ data }: { data: FileAnswer }) {
  const mayAsk = useMay('files.verify');
  const mayWrite = useMay('files.write');
  const [entering, setEntering] = useState<readonly FieldItem[] | null>(null);
  const [uploading, setUploading] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const { code } = data.customer;
  const onItem = (item: string) => {
    const [kind, key = ''] = item.split(':');
    if (!mayWrite) return;
    if (kind === 'paper') setUploading(key);
    else setEntering(data.fields.filter((each) => each.key === key));
  };
  return (
    <div className="x-cards">
      <CompletenessCard data={data} onItem={onItem} onAsk={mayAsk ? () => setAsking(true) : undefined} />
      <FactsCard data={data} onEnter={setEntering} />
      <PapersCard data={data} onUpload={setUploading} />
      {data.openRequests > 0 && <RequestsOf code={code} />}
      <ContactsCard code={code} contacts={data.contacts} />
      <RecordsCard data={data} />
      {data.vat.length > 0 && <VatCard data={data} />}
      {entering && <EnterFacts code={code} fields={entering} onClose={() => setEntering(null)} />}
      {uploading !== null && <UploadPaper code={code} kind={uploading} onClose={() => setUploading(null)} />}
      {asking && <AskModal data={data} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** Sales and purchases month by month, as the customer's own invoices say. */
function VatCard({ data }: { data: FileAnswer }) {
  const { t, unit } = useReading();
  const months = [...new Set(data.vat.map((each) => each.monthOn))];
  const of = (month: string, direction: 'out' | 'in') =>
    data.vat.find((each) => each.monthOn === month && each.direction === direction)?.net;
  const size = (month: string, direction: 'out' | 'in') => Math.max(0, Number(of(month, direction)?.amount ?? 0));
  const top = Math.max(1, ...months.flatMap((month) => [size(month, 'out'), size(month, 'in')]));
  const currency = data.vat[0]?.net.currency ?? 'CNY';
  return (
    <ChartCard
      className="x-span-12"
      title={t('dossiers.vat.title')}
      caption={t('dossiers.vat.unit', { unit: unit(currency) })}
      twin={{
        columns: [t('dossiers.vat.month'), t('dossiers.vat.out'), t('dossiers.vat.in')],
        rows: months.map((month) => [
          month.slice(0, 7),
          <MoneyText key="out" value={of(month, 'out')} />,
          <MoneyText key="in" value={of(month, 'in')} />,
        ]),
      }}
    >
      <div className="x-vat-months" role="img" aria-label={t('dossiers.vat.title')}>
        {months.map((month) => (
          <div key={month} title={month.slice(0, 7)}>
            <i className="x-vat-out" style={{ height: `${(size(month, 'out') / top) * 100}%` }} />
            <i className="x-vat-in" style={{ height: `${(size(month, 'in') / top) * 100}%` }} />
          </div>
        ))}
      </div>
    </ChartCard>
  );
}
