// The ledger's columns: parts of exposure tied to the bar by their swatches, utilisation under its limit, ageing. Totals are of the filter.
import { ratioPpm } from '#base/ratio.ts';
import { Swatch } from '#web/kit/bars.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { toMoney } from '#web/kit/figures.ts';
import type { Reading } from '#web/kit/reading.tsx';
import { DayText, GradeTag, MissingText, MoneyText, RiskMark } from '#web/kit/text.tsx';
import type { TokenName } from '#web/theme/tokens.ts';
import type { LedgerLine, LedgerTotal } from './ledger-query.ts';
import { ageingColumn, footOf, oldestColumn, utilisationColumns } from './shared-columns.tsx';

type Part = 'open' | 'delivered' | 'reserved' | 'bills';
export const LEDGER_PARTS: readonly {
  readonly key: Part;
  readonly word: 'receivables' | 'delivered' | 'reserved' | 'bills';
  readonly fill: TokenName;
}[] = [
  { key: 'open', word: 'receivables', fill: 'part1' },
  { key: 'delivered', word: 'delivered', fill: 'part2' },
  { key: 'reserved', word: 'reserved', fill: 'part3' },
  { key: 'bills', word: 'bills', fill: 'part4' },
];

/** Utilisation of a total: of all limits together, by those who are limited; what an unlimited customer owes uses none of them. */
function totalUtilisation(total: LedgerTotal): number | null {
  const limit = toMoney(total.limit)?.minor ?? 0n;
  return ratioPpm(limit - (toMoney(total.available)?.minor ?? 0n), limit);
}

export function ledgerColumns(
  reading: Reading,
  totals: readonly LedgerTotal[],
  buckets: readonly string[],
): readonly Column<LedgerLine>[] {
  const { t } = reading;
  const several = totals.length > 1;
  const foot = footOf(totals);
  const noLimit = (line: LedgerLine) =>
    line.limitExpiredOn ? t('ledger.limitExpired', { on: line.limitExpiredOn }) : t('kit.noLimit');
  return [
    {
      key: 'name',
      label: t('glossary.customer'),
      fixed: true,
      sort: 'name',
      phone: 'title',
      render: (line) => (
        <span className="x-ledger-name" data-content>
          <span title={line.customer.name}>{line.customer.name}</span>
          {line.frozen && <RiskMark step={4} word={<small>{t('ledger.frozen')}</small>} />}
        </span>
      ),
      ...foot((total) =>
        several
          ? t('ledger.perCurrency', { currency: total.currency, count: total.customers })
          : t('kit.totalOf', { count: total.customers }),
      ),
    },
    {
      key: 'grade',
      label: t('glossary.grade'),
      sort: 'grade',
      width: 58,
      phone: 'title',
      render: (line) => <GradeTag grade={line.grade} missing={t('customer.notRated')} />,
    },
    ...(several ? [{ key: 'currency', label: t('ledger.currency'), render: (line: LedgerLine) => line.currency }] : []),
    {
      key: 'limit',
      label: t('glossary.limit'),
      align: 'end',
      sort: 'limit',
      phone: 'line',
      render: (line) =>
        line.limitMode === 'unlimited' ? t('kit.unlimited') : <MoneyText value={line.limit} missing={noLimit(line)} />,
      ...foot((total) => <MoneyText value={total.limit} />),
    },
    ...LEDGER_PARTS.map(
      ({ key, word, fill }): Column<LedgerLine> => ({
        key,
        label: t(`glossary.${word}`),
        head: (
          <>
            <Swatch fill={fill} /> {t(`glossary.${word}`)}
          </>
        ),
        align: 'end',
        sort: key,
        render: (line) => <MoneyText value={line[key]} />,
        ...foot((total) => <MoneyText value={total[key]} />),
      }),
    ),
    {
      key: 'exposure',
      label: t('glossary.exposure'),
      align: 'end',
      sort: 'exposure',
      phone: 'line',
      render: (line) => <MoneyText value={line.exposure} strong />,
      ...foot((total) => <MoneyText value={total.exposure} />),
    },
    {
      key: 'available',
      label: t('glossary.available'),
      align: 'end',
      sort: 'available',
      phone: 'line',
      render: (line) =>
        line.limitMode === 'amount' ? (
          <MoneyText value={line.available} risk={line.available?.amount.startsWith('-') ? 4 : undefined} />
        ) : (
          <MissingText why={line.limitMode === 'unlimited' ? t('kit.unlimited') : noLimit(line)} />
        ),
      ...foot((total) => <MoneyText value={total.available} />),
    },
    ...utilisationColumns<LedgerLine, LedgerTotal>(
      reading,
      (line) => (line.limitMode === 'unlimited' ? t('kit.unlimited') : noLimit(line)),
      [96, 58],
      foot,
      totalUtilisation,
    ),
    {
      key: 'overdue',
      label: t('glossary.overdue'),
      align: 'end',
      sort: 'overdue',
      phone: 'value',
      render: (line) => <MoneyText value={line.overdue} />,
      ...foot((total) => <MoneyText value={total.overdue} />),
    },
    oldestColumn(reading, 64),
    ageingColumn(reading, buckets, 96, foot),
    { key: 'code', label: t('ledger.code'), optional: true, sort: 'code', render: (line) => line.customer.code },
    {
      key: 'owner',
      label: t('glossary.salesperson'),
      optional: true,
      sort: 'owner',
      render: (line) => line.customer.owner ?? <MissingText />,
    },
    { key: 'group', label: t('glossary.group'), optional: true, render: (line) => line.customer.group ?? <MissingText /> },
    {
      key: 'unapplied',
      label: t('glossary.unapplied'),
      align: 'end',
      optional: true,
      sort: 'unapplied',
      render: (line) => <MoneyText value={line.unapplied} />,
      ...foot((total) => <MoneyText value={total.unapplied} />),
    },
    {
      key: 'termsDays',
      label: t('glossary.terms'),
      align: 'end',
      optional: true,
      sort: 'termsDays',
      render: (line) => line.termsDays ?? <MissingText why={t('customer.noTerms')} />,
    },
    {
      key: 'lastPaidOn',
      label: t('ledger.lastPaid'),
      align: 'end',
      optional: true,
      sort: 'lastPaidOn',
      render: (line) => <DayText on={line.lastPaidOn} />,
    },
    {
      key: 'disputed',
      label: t('settlements.columns.disputed'),
      align: 'end',
      optional: true,
      sort: 'disputed',
      render: (line) => <MoneyText value={line.disputed} />,
    },
  ];
}
