// Two customers side by side, line by line; where they differ it shows.
import { useReading } from '#web/kit/reading.tsx';
import type { Pair } from './duplicates.tsx';

const FIELDS = [
  'code',
  'name',
  'uscc',
  'otherCodes',
  'group',
  'owner',
  'region',
  'industry',
  'termsDays',
  'exposure',
  'overdue',
  'limit',
  'lastSaleOn',
  'sinceOn',
] as const;

const MONEY: ReadonlySet<string> = new Set(['exposure', 'overdue', 'limit']);

export function PairTable({ pair }: { pair: Pair }) {
  const { t, money, lang, unit } = useReading();
  const shown = (side: Pair['a'], key: (typeof FIELDS)[number]): string => {
    switch (key) {
      case 'exposure':
      case 'overdue':
      case 'limit':
        return side[key].map((each) => money(each)).join(' ');
      case 'otherCodes':
        return side.otherCodes.join('，');
      case 'termsDays':
        return side.termsDays === null ? '' : t('kit.days', { count: side.termsDays });
      default:
        return side[key] ?? '';
    }
  };
  const rows = FIELDS.map((key) => ({ key, a: shown(pair.a, key), b: shown(pair.b, key) })).filter(
    (row) => row.a !== '' || row.b !== '',
  );
  const join = lang === 'zh' ? '，' : ', ';
  const told = (list: Pair['agrees']) =>
    list
      .map((each) => {
        const word = t(`identity.dup.code.${each.code}`);
        return each.a !== each.b && each.a !== '' && each.b !== '' && !each.code.startsWith('form')
          ? `${word} (${each.a} / ${each.b})`
          : word;
      })
      .join(join);
  return (
    <>
      <table className="x-pair" data-content>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={row.a === row.b ? 'x-pair-same' : ''}>
              <th scope="row">
                {t(`identity.dup.field.${row.key}`)} {MONEY.has(row.key) && unit()}
              </th>
              <td>{row.a || '—'}</td>
              <td>{row.b || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="x-caption" data-content>
        {pair.agrees.length > 0 && `${t('identity.dup.agrees')}: ${told(pair.agrees)}`}
        {pair.agrees.length > 0 && pair.against.length > 0 && ' · '}
        {pair.against.length > 0 && `${t('identity.dup.against')}: ${told(pair.against)}`}
      </p>
    </>
  );
}
