// A table with acts in its rows: on a phone each row is a line of its own, since a card that is one button cannot hold buttons.
import type { Column } from '#web/kit/data-table.tsx';
import { DataTable } from '#web/kit/data-table.tsx';
import { usePhone } from '#web/theme/provider.tsx';

/** The column `acts` holds the buttons of a row. */
export function RowTable<Row>({
  columns,
  rows,
  rowKey,
  caption,
}: {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  caption: string;
}) {
  if (!usePhone()) return <DataTable columns={columns} rows={rows} rowKey={rowKey} caption={caption} />;
  const of = (place: Column<Row>['phone']) => columns.filter((each) => each.phone === place && each.key !== 'acts');
  const acts = columns.find((each) => each.key === 'acts');
  return (
    <ul aria-label={caption}>
      {rows.map((row) => (
        <li key={rowKey(row)} className="x-file-line">
          <span>
            {of('title').map((each) => (
              <b key={each.key}>{each.render(row)}</b>
            ))}
          </span>
          <span>
            {of('value').map((each) => (
              <span key={each.key}>{each.render(row)}</span>
            ))}
          </span>
          <span className="x-file-lines">
            {of('line').map((each) => (
              <span key={each.key}>{each.render(row)}</span>
            ))}
          </span>
          {acts && <span className="x-file-lines">{acts.render(row)}</span>}
        </li>
      ))}
    </ul>
  );
}
