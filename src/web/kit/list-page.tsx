// ListPage: views, filters in the URL, chosen columns, server sort, totals of the whole filter, preview beside, everything by keyboard.
import { DownloadOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Drawer, Popover, Segmented } from 'antd';
import type { ReactNode } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { usePreference } from '#web/preferences.ts';
import { usePhone } from '#web/theme/provider.tsx';
import type { Column, Sort } from './data-table.tsx';
import { DataTable } from './data-table.tsx';
import type { FilterField } from './filters.tsx';
import { FilterChips } from './filters.tsx';
import { useChosenInSight } from './in-sight.ts';
import { KeyCaps, useEarlyKeys, useKeys } from './keys.tsx';
import type { ListState } from './list-state.ts';
import { useReading } from './reading.tsx';
import { SavedViews } from './saved-views.tsx';
import { Empty, ErrorState, LoadingRows } from './states.tsx';

export type ListView = { readonly key: string; readonly label: string; readonly count?: number | undefined };

export type ListPageProps<Row> = {
  /** Names the list; the chosen columns are remembered under it. */
  readonly name: string;
  readonly title: string;
  readonly state: ListState;
  readonly onState: (state: ListState) => void;
  readonly views?: readonly ListView[];
  /** By customer, by group…: another cut of the same filter, written to the filter `pivot`. */
  readonly pivots?: readonly { readonly value: string; readonly label: string }[];
  readonly fields: readonly FilterField[];
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  /** Rows of the whole filter. */
  readonly total?: number | undefined;
  readonly error?: unknown;
  readonly retry?: () => void;
  readonly onMore?: (() => void) | undefined;
  readonly loadingMore?: boolean;
  readonly defaultSort?: Sort;
  /** What sorts the list, in words; with the unit of its amounts. */
  readonly aside?: ReactNode;
  readonly legend?: ReactNode;
  readonly empty?: ReactNode;
  readonly preview?: (row: Row) => ReactNode;
  /** Where rows are worked through beside the list: the preview stands open and the next row follows a row that is done. */
  readonly worked?: boolean;
  readonly onOpen?: (row: Row) => void;
  /** Which row the keyboard stands on; for acts of the page on it. */
  readonly onFocused?: (row: Row | null) => void;
  readonly onExport?: () => void;
  readonly exporting?: boolean;
  readonly selectable?: boolean;
  /** What can be done with the selected rows; `done` lets go of them, so that the next key does not hit them again. */
  readonly bulk?: (keys: ReadonlySet<string>, done: () => void) => ReactNode;
  /** Keys of what can be done, so that those pressed before the rows are there are not lost. */
  readonly bulkKeys?: readonly string[];
  readonly actions?: ReactNode;
};

const NONE: ReadonlySet<string> = new Set();
const EARLY = ['j', 'k', 'arrowdown', 'arrowup', ' ', 'enter', 'x', 'a'];

export function ListPage<Row>(props: ListPageProps<Row>) {
  const { name, title, state, onState, columns, rows, rowKey, fields, onOpen, preview } = props;
  const { t } = useReading();
  const phone = usePhone();
  const [focused, setFocused] = useState<string | null>(null);
  const [previewing, setPreviewing] = useState(props.worked ?? false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const [adding, setAdding] = useState(false);
  const { shown, chooser, chosen, choose } = useColumns(name, columns);

  const keys = useMemo(() => (rows ?? []).map(rowKey), [rows, rowKey]);
  const viewsRow = useChosenInSight<HTMLDivElement>(state.view);
  // What left the list is not selected any more.
  useEffect(() => {
    const here = new Set(keys);
    setSelected((was) => ([...was].every((key) => here.has(key)) ? was : new Set([...was].filter((key) => here.has(key)))));
  }, [keys]);
  const at = focused === null ? -1 : keys.indexOf(focused);
  const row = rows?.[at];
  const { onFocused } = props;
  useEffect(() => onFocused?.(row ?? null), [row, onFocused]);
  const lastAt = useRef(0);
  useEffect(() => {
    if (at >= 0) lastAt.current = at;
    else if ((props.worked || focused !== null) && !phone && keys.length > 0)
      setFocused(keys[Math.min(lastAt.current, keys.length - 1)] ?? null);
  }, [at, keys, phone, focused, props.worked]);
  const step = (by: number) => {
    const next = keys[Math.max(0, Math.min(keys.length - 1, at + by))];
    if (next !== undefined) setFocused(next);
  };
  const pick = (key: string, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(key);
    else next.delete(key);
    setSelected(next);
  };
  useKeys([
    { key: 'j', label: t('shell.keys.down'), run: () => step(1) },
    { key: 'k', label: t('shell.keys.up'), run: () => step(-1) },
    { key: 'arrowdown', label: t('shell.keys.down'), run: () => step(1), quiet: true },
    { key: 'arrowup', label: t('shell.keys.up'), run: () => step(-1), quiet: true },
    ...(preview
      ? [
          {
            key: ' ',
            label: t('shell.keys.preview'),
            run: () => {
              if (at < 0) step(1);
              setPreviewing(!previewing);
            },
          },
          ...(previewing ? [{ key: 'escape', label: t('kit.previewClose'), run: () => setPreviewing(false), quiet: true }] : []),
        ]
      : []),
    ...(onOpen ? [{ key: 'enter', label: t('shell.keys.open'), run: () => row && onOpen(row) }] : []),
    ...(props.selectable
      ? [
          { key: 'x', label: t('shell.keys.select'), run: () => focused !== null && pick(focused, !selected.has(focused)) },
          {
            key: 'a',
            label: t('shell.keys.selectAll'),
            run: () => setSelected(selected.size === keys.length ? NONE : new Set(keys)),
          },
        ]
      : []),
    { key: 'f', label: t('kit.filterAdd'), run: () => setAdding(true) },
  ]);
  useEarlyKeys([...EARLY, ...(props.bulkKeys ?? [])], rows !== undefined || Boolean(props.error));

  const sort = state.sort ?? props.defaultSort ?? null;
  const filtered = Object.keys(state.filters).length > 0;
  const side = preview && previewing && row && !phone;
  return (
    <div className={side ? `x-list x-list-split${props.worked ? ' x-list-worked' : ''}` : 'x-list'}>
      <h1 className="x-hidden">{title}</h1>
      <div className="x-list-bar">
        {props.views && props.views.length > 0 && (
          <div ref={viewsRow} className="x-views" role="tablist">
            {props.views.map((each) => {
              const on = (state.view ?? props.views?.[0]?.key) === each.key;
              return (
                <button
                  key={each.key}
                  type="button"
                  role="tab"
                  aria-selected={on}
                  onClick={() => onState({ ...state, view: each.key })}
                >
                  {each.label} {each.count !== undefined && <span className="x-count">{each.count}</span>}
                </button>
              );
            })}
          </div>
        )}
        <div className="x-list-tools">
          {props.actions}
          {props.pivots && (
            <Segmented
              size="small"
              options={props.pivots.map((each) => ({ ...each }))}
              value={state.filters['pivot'] ?? props.pivots[0]?.value ?? ''}
              onChange={(value) => onState({ ...state, filters: { ...state.filters, pivot: String(value) } })}
            />
          )}
          {!phone && (
            <SavedViews
              list={name}
              state={state}
              columns={chosen}
              onOpen={(next, columnsThen) => {
                if (columnsThen !== null) choose(columnsThen);
                onState(next);
              }}
            />
          )}
          {!phone && chooser}
          {props.onExport && (
            <Button icon={<DownloadOutlined />} onClick={props.onExport} loading={props.exporting ?? false}>
              {props.total === undefined ? t('kit.export') : t('kit.exportCount', { count: props.total })}
            </Button>
          )}
        </div>
      </div>
      <FilterChips
        fields={fields}
        values={state.filters}
        onChange={(filters) => onState({ ...state, filters })}
        adding={adding}
        onAdding={setAdding}
        aside={
          selected.size > 0 ? <SelectedBar keys={selected} bulk={props.bulk} onClear={() => setSelected(NONE)} /> : props.aside
        }
      />
      <div className="x-list-body">
        <div className="x-list-scroll">
          {props.error ? (
            <ErrorState error={props.error} {...(props.retry ? { retry: props.retry } : {})} />
          ) : rows === undefined ? (
            <LoadingRows rows={16} />
          ) : rows.length === 0 ? (
            filtered ? (
              <Empty
                title={t('kit.emptyFilter')}
                action={<Button onClick={() => onState({ ...state, filters: {} })}>{t('kit.filterClear')}</Button>}
              >
                {t('kit.emptyFilterHelp')}
              </Empty>
            ) : (
              props.empty
            )
          ) : (
            <>
              <DataTable
                columns={shown}
                rows={rows}
                rowKey={rowKey}
                caption={title}
                focused={focused}
                onFocus={setFocused}
                {...(onOpen ? { onOpen } : {})}
                sort={sort}
                onSort={(next) => onState({ ...state, sort: next })}
                {...(props.selectable
                  ? {
                      selected,
                      onSelect: pick,
                      onSelectAll: (on: boolean) => setSelected(on ? new Set(keys) : NONE),
                    }
                  : {})}
              />
              {props.onMore && (
                <div className="x-list-more">
                  <Button type="link" onClick={props.onMore} loading={props.loadingMore ?? false}>
                    {t('kit.loadMore')}
                  </Button>
                  {props.total !== undefined && <span>{t('kit.shown', { shown: rows.length, total: props.total })}</span>}
                </div>
              )}
            </>
          )}
        </div>
        {props.legend && <div className="x-list-legend">{props.legend}</div>}
      </div>
      {side && (
        <aside className="x-list-preview" aria-label={t('kit.preview')}>
          {preview(row)}
          <footer>
            <KeyCaps keys=" " /> {t('kit.previewClose')} <KeyCaps keys="j" /> <KeyCaps keys="k" /> {t('shell.keys.down')}
          </footer>
        </aside>
      )}
      {preview && phone && !onOpen && (
        <Drawer open={row !== undefined} onClose={() => setFocused(null)} placement="bottom" size="large">
          {row && preview(row)}
        </Drawer>
      )}
    </div>
  );
}

function SelectedBar({
  keys,
  bulk,
  onClear,
}: {
  keys: ReadonlySet<string>;
  bulk?: ListPageProps<never>['bulk'];
  onClear: () => void;
}) {
  const { t } = useReading();
  return (
    <span className="x-selected">
      {t('kit.selected', { count: keys.size })} {bulk?.(keys, onClear)}
      <Button size="small" type="link" onClick={onClear}>
        {t('shell.keys.close')}
      </Button>
    </span>
  );
}

/** The columns to show, remembered per list, and the button that chooses them. */
function useColumns<Row>(
  name: string,
  columns: readonly Column<Row>[],
): { shown: readonly Column<Row>[]; chooser: ReactNode; chosen: string; choose: (columns: string) => void } {
  const { t } = useReading();
  const standard = columns
    .filter((each) => !each.optional)
    .map((each) => each.key)
    .join(',');
  const [chosen, choose] = usePreference(`columns.${name}`, standard);
  const names = new Set(chosen.split(','));
  const shown = useMemo(() => {
    const wanted = new Set(chosen.split(','));
    return columns.filter((each) => each.fixed || wanted.has(each.key));
  }, [columns, chosen]);
  const chooser = (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('kit.columnsTitle')}
      content={
        <div className="x-chooser">
          {columns.map((each) => (
            <Checkbox
              key={each.key}
              checked={each.fixed || names.has(each.key)}
              disabled={each.fixed ?? false}
              onChange={(event) => {
                const next = new Set(names);
                if (event.target.checked) next.add(each.key);
                else next.delete(each.key);
                choose(
                  columns
                    .filter((one) => next.has(one.key))
                    .map((one) => one.key)
                    .join(','),
                );
              }}
            >
              {each.label}
            </Checkbox>
          ))}
          <Button size="small" type="link" onClick={() => choose(standard)}>
            {t('kit.columnsReset')}
          </Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />}>{t('kit.columns', { shown: shown.length, total: columns.length })}</Button>
    </Popover>
  );
  return { shown, chooser, chosen, choose };
}
