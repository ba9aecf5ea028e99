// Filter chips: what narrows the list, each opened, changed and removed in place.
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Dropdown, Input, Popover, Select } from 'antd';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useReading } from './reading.tsx';
import { Key } from './text.tsx';

export type FilterField = {
  readonly key: string;
  readonly label: string;
  readonly kind: 'choice' | 'many' | 'text' | 'number';
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Shows its chip even while it narrows nothing. */
  readonly always?: boolean;
  /** Between label and value of a number: ≥ unless said. */
  readonly relation?: '≥' | '≤' | '=';
  readonly unit?: string;
};

function told(field: FilterField, value: string, separator: string): string {
  if (field.kind === 'choice' || field.kind === 'many') {
    return value
      .split(',')
      .map((each) => field.options?.find((one) => one.value === each)?.label ?? each)
      .join(separator);
  }
  return field.unit ? `${value} ${field.unit}` : value;
}

function Editor({ field, value, onApply }: { field: FilterField; value: string; onApply: (value: string) => void }) {
  const { t } = useReading();
  const [draft, setDraft] = useState(value);
  if (field.kind === 'choice' || field.kind === 'many') {
    return (
      <Select
        autoFocus
        defaultOpen
        style={{ width: 220 }}
        {...(field.kind === 'many' ? { mode: 'multiple' as const } : {})}
        allowClear
        value={field.kind === 'many' ? (draft ? draft.split(',') : []) : draft || undefined}
        options={(field.options ?? []).map((each) => ({ ...each }))}
        onChange={(next: string | string[] | undefined) => {
          const text = Array.isArray(next) ? next.join(',') : (next ?? '');
          setDraft(text);
          onApply(text);
        }}
      />
    );
  }
  return (
    <form
      className="x-filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(draft.trim());
      }}
    >
      <Input
        autoFocus
        style={{ width: 150 }}
        inputMode={field.kind === 'number' ? 'decimal' : 'text'}
        value={draft}
        {...(field.kind === 'number' ? { prefix: field.relation ?? '≥' } : {})}
        {...(field.unit ? { suffix: field.unit } : {})}
        onChange={(event) => setDraft(event.target.value)}
      />
      <Button type="primary" htmlType="submit">
        {t('kit.filterApply')}
      </Button>
    </form>
  );
}

export type FilterChipsProps = {
  readonly fields: readonly FilterField[];
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
  /** Which chip is open; the page's F key opens the menu of conditions through it. */
  readonly adding: boolean;
  readonly onAdding: (open: boolean) => void;
  readonly aside?: ReactNode;
};

export function FilterChips({ fields, values, onChange, adding, onAdding, aside }: FilterChipsProps) {
  const { t, lang } = useReading();
  const [open, setOpen] = useState<string | null>(null);
  const separator = lang === 'zh' ? '、' : ', ';
  const shown = fields.filter((each) => each.always || (values[each.key] ?? '') !== '' || open === each.key);
  const rest = fields.filter((each) => !shown.includes(each));
  const set = (key: string, value: string) => {
    const next = { ...values };
    if (value === '') delete next[key];
    else next[key] = value;
    onChange(next);
  };
  return (
    <div className="x-filters">
      {shown.map((field) => {
        const value = values[field.key] ?? '';
        return (
          <span key={field.key} className={value ? 'x-chip x-chip-on' : 'x-chip'}>
            <Popover
              trigger="click"
              placement="bottomLeft"
              open={open === field.key}
              onOpenChange={(next) => setOpen(next ? field.key : null)}
              destroyOnHidden
              content={
                <Editor
                  field={field}
                  value={value}
                  onApply={(next) => {
                    set(field.key, next);
                    if (field.kind !== 'many') setOpen(null);
                  }}
                />
              }
            >
              <button type="button">
                {field.label}{' '}
                <b>
                  {field.kind === 'number' && value ? `${field.relation ?? '≥'} ` : ''}
                  {value ? told(field, value, separator) : t('kit.all')}
                </b>
              </button>
            </Popover>
            {value && (
              <button
                type="button"
                className="x-chip-off"
                aria-label={t('kit.filterRemove', { name: field.label })}
                onClick={() => set(field.key, '')}
              >
                <CloseOutlined />
              </button>
            )}
          </span>
        );
      })}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          open={adding}
          onOpenChange={onAdding}
          menu={{
            items: rest.map((each) => ({ key: each.key, label: each.label })),
            onClick: ({ key }) => {
              onAdding(false);
              setOpen(key);
            },
          }}
        >
          <button type="button" className="x-chip x-chip-add" title={t('kit.filterAdd')}>
            <PlusOutlined /> {t('kit.filter')} <Key>F</Key>
          </button>
        </Dropdown>
      )}
      {aside && <span className="x-filters-aside">{aside}</span>}
    </div>
  );
}
