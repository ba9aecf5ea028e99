// A dense table worked by keyboard: one focused row, sorting by the server, totals of the whole filter at its foot. On a phone, rows become cards.
import { Checkbox } from 'antd';
import type { ReactNode } from 'react';
import { memo, type RefObject, useEffect, useRef } from 'react';
import { usePhone } from '#web/theme/provider.tsx';
import { useReading } from './reading.tsx';

export type Column<Row> = {
  readonly key: string;
  /** Plain words, for the column chooser, cards and screen readers. */
  readonly label: string;
  /** What stands in the heading where more than the label is wanted: a swatch, a unit. */
  readonly head?: ReactNode;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'start' | 'end';
  readonly width?: number;
  /** The name the server sorts by. */
  readonly sort?: string;
  /** At the foot: the total of the whole filter, not of the rows in sight. */
  readonly total?: ReactNode;
  /** Cannot be hidden. */
  readonly fixed?: boolean;
  /** Hidden until chosen. */
  readonly optional?: boolean;
  /** Where it goes on a phone's card; left out of the card unless said. */
  readonly phone?: 'title' | 'value' | 'line' | 'bar';
};

export type Sort = { readonly by: string; readonly descending: boolean };

export type DataTableProps<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly caption: string;
  readonly focused?: string | null;
  readonly onFocus?: (key: string) => void;
  readonly onOpen?: (row: Row) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (key: string, on: boolean) => void;
  readonly onSelectAll?: (on: boolean) => void;
  readonly sort?: Sort | null;
  readonly onSort?: (sort: Sort) => void;
  /** Grows under the focused row: keys and what they do. */
  readonly focusedExtra?: (row: Row) => ReactNode;
};

export function DataTable<Row>(props: DataTableProps<Row>) {
  const phone = usePhone();
  return phone ? <Cards {...props} /> : <Grid {...props} />;
}

function Grid<Row>({
  columns,
  rows,
  rowKey,
  caption,
  focused,
  onFocus,
  onOpen,
  selected,
  onSelect,
  onSelectAll,
  sort,
  onSort,
  focusedExtra,
}: DataTableProps<Row>) {
  const { t } = useReading();
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (focused === null || focused === undefined) return;
    body.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [focused]);
  const acts = useRef<RowActs>({});
  useEffect(() => {
    acts.current = { onFocus, onOpen: onOpen as RowActs['onOpen'], onSelect };
  });
  const withTotals = columns.some((each) => each.total !== undefined);
  return (
    <table className="x-grid" aria-label={caption}>
      <colgroup>
        {onSelect && <col style={{ width: 36 }} />}
        {columns.map((each) => (
          <col key={each.key} style={each.width ? { width: each.width } : undefined} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {onSelect && (
            <th className="x-pick">
              <Checkbox
                checked={rows.length > 0 && selected?.size === rows.length}
                indeterminate={(selected?.size ?? 0) > 0 && (selected?.size ?? 0) < rows.length}
                onChange={(event) => onSelectAll?.(event.target.checked)}
                aria-label={t('kit.all')}
              />
            </th>
          )}
          {columns.map((each) => (
            <th
              key={each.key}
              scope="col"
              className={each.align === 'end' ? 'x-end' : undefined}
              aria-sort={sort && each.sort === sort.by ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {each.sort && onSort ? (
                <button
                  type="button"
                  onClick={() =>
                    onSort({ by: each.sort ?? each.key, descending: sort?.by === each.sort ? !sort?.descending : true })
                  }
                >
                  {each.head ?? each.label}
                  {sort?.by === each.sort && <i className="x-sort">{sort?.descending ? '↓' : '↑'}</i>}
                </button>
              ) : (
                (each.head ?? each.label)
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => {
          const key = rowKey(row);
          const here = key === focused;
          return (
            <GridRow
              key={key}
              name={key}
              row={row}
              columns={columns as readonly Column<unknown>[]}
              here={here}
              selected={onSelect ? (selected?.has(key) ?? false) : undefined}
              acts={acts}
              extra={here ? focusedExtra?.(row) : undefined}
            />
          );
        })}
      </tbody>
      {withTotals && rows.length > 0 && (
        <tfoot>
          <tr>
            {onSelect && <td />}
            {columns.map((each) => (
              <td key={each.key} className={each.align === 'end' ? 'x-end' : undefined}>
                {each.total}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

type RowActs = {
  readonly onFocus?: ((key: string) => void) | undefined;
  readonly onOpen?: ((row: unknown) => void) | undefined;
  readonly onSelect?: ((key: string, on: boolean) => void) | undefined;
};

/** Drawn again only when it changes: J through two hundred rows moves one mark, not two hundred rows. */
const GridRow = memo(function GridRow({
  name,
  row,
  columns,
  here,
  selected,
  acts,
  extra,
}: {
  name: string;
  row: unknown;
  columns: readonly Column<unknown>[];
  here: boolean;
  /** Undefined where rows cannot be chosen. */
  selected: boolean | undefined;
  /** What is done with a row, always the newest: a new function each time would draw every row again. */
  acts: RefObject<RowActs>;
  extra: ReactNode;
}) {
  const { t } = useReading();
  return (
    <tr
      aria-current={here ? 'true' : undefined}
      aria-selected={selected}
      onClick={() => acts.current.onFocus?.(name)}
      onDoubleClick={() => acts.current.onOpen?.(row)}
    >
      {selected !== undefined && (
        <td className="x-pick" onClick={(event) => event.stopPropagation()} onKeyDown={undefined}>
          <Checkbox
            checked={selected}
            onChange={(event) => acts.current.onSelect?.(name, event.target.checked)}
            aria-label={t('kit.selectRow')}
          />
        </td>
      )}
      {columns.map((each, at) => (
        <td key={each.key} className={each.align === 'end' ? 'x-end' : undefined}>
          {each.render(row)}
          {at === 0 && extra}
        </td>
      ))}
    </tr>
  );
});

function Cards<Row>({ columns, rows, rowKey, caption, focused, onFocus, onOpen }: DataTableProps<Row>) {
  const of = (place: Column<Row>['phone']) => columns.filter((each) => each.phone === place);
  // A card that opens nothing may hold buttons of its own, which stand in no other button.
  const pressed = onFocus !== undefined || onOpen !== undefined;
  const Body = pressed ? 'button' : 'div';
  return (
    <ul className="x-rowcards" aria-label={caption}>
      {rows.map((row) => {
        const key = rowKey(row);
        return (
          <li key={key} aria-current={key === focused ? 'true' : undefined}>
            <Body
              {...(pressed && {
                type: 'button',
                onClick: () => {
                  onFocus?.(key);
                  onOpen?.(row);
                },
              })}
            >
              <span className="x-rowcard-head">
                <span className="x-rowcard-title">
                  {of('title').map((each) => (
                    <span key={each.key}>{each.render(row)}</span>
                  ))}
                </span>
                {of('value').map((each) => (
                  <span key={each.key} className="x-rowcard-value">
                    {each.render(row)}
                  </span>
                ))}
              </span>
              {of('bar').map((each) => (
                <span key={each.key} className="x-rowcard-bar">
                  {each.render(row)}
                </span>
              ))}
              <span className="x-rowcard-lines">
                {of('line').map((each) => {
                  const said = each.render(row);
                  // What there is nothing to say of needs no name.
                  return said === null || said === '' ? null : (
                    <span key={each.key}>
                      <em>{each.label}</em> {said}
                    </span>
                  );
                })}
              </span>
            </Body>
          </li>
        );
      })}
    </ul>
  );
}
