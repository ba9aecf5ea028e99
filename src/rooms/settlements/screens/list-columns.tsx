// Columns that the lists of settlements have in common: whose it is, and how much.
import type { WireMoney } from '#base/money.ts';
import type { Column } from '#web/kit/data-table.tsx';
import type { Reading } from '#web/kit/reading.tsx';
import { MoneyText } from '#web/kit/text.tsx';

export function customerColumn<Row extends { readonly customer: { readonly name: string } }>({ t }: Reading): Column<Row> {
  return {
    key: 'customer',
    label: t('settlements.columns.customer'),
    fixed: true,
    phone: 'title',
    render: (row) => (
      <span className="x-receipt-name" title={row.customer.name} data-content>
        {row.customer.name}
      </span>
    ),
  };
}

export function amountColumn<Row extends { readonly amount: WireMoney }>({ t, unit }: Reading): Column<Row> {
  return {
    key: 'amount',
    label: t('settlements.columns.amount'),
    head: `${t('settlements.columns.amount')} ${unit()}`,
    align: 'end',
    fixed: true,
    phone: 'value',
    render: (row) => <MoneyText value={row.amount} strong />,
  };
}
