// The tab 财务 of a customer: his statements, his bank account, his invoices and taxes, and what all of it says as indicators.
import { Segmented } from 'antd';
import { CustomerValues } from '#rooms/indicators/screens/customer-values.tsx';
import { useListState } from '#web/kit/list-state.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';
import { BankPart } from './bank-part.tsx';
import { StatementsPart } from './statements-part.tsx';
import { VatPart } from './vat-part.tsx';
import './statements.css';

const PARTS = ['statements', 'bank', 'vat', 'indicators'] as const;

export function StatementsTab({ code }: { code: string }) {
  const { t } = useReading();
  const [state, setState] = useListState();
  const mayRatings = useMay('ratings.read');
  const parts = PARTS.filter((each) => each !== 'indicators' || mayRatings);
  const part = parts.find((each) => each === state.filters['part']) ?? 'statements';
  const currency = state.filters['currency'];
  return (
    <>
      <div className="x-statement-parts">
        <Segmented
          aria-label={t('flows.parts')}
          value={part}
          onChange={(next) =>
            setState({
              ...state,
              filters: { ...(currency ? { currency } : {}), ...(next === 'statements' ? {} : { part: next }) },
            })
          }
          options={parts.map((each) => ({ value: each, label: t(`flows.part.${each}`) }))}
        />
      </div>
      {part === 'statements' && <StatementsPart code={code} />}
      {part === 'bank' && <BankPart code={code} />}
      {part === 'vat' && <VatPart code={code} />}
      {part === 'indicators' && <CustomerValues code={code} />}
    </>
  );
}
