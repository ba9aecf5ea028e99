// An own indicator: written as a small sum of others, tried on real customers while one writes, kept when it reads.
import { Button, Input, Modal, Segmented, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { EntryUnit } from '#engine/indicator-reading.ts';
import type { OutputOf } from '#platform/operation.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MissingText } from '#web/kit/text.tsx';
import { missingText } from '#web/words/reason-text.ts';
import { check, type list, retire, save } from '../contract.ts';
import { SpreadBars } from './spread.tsx';
import { useValueText } from './value-text.ts';

type Row = OutputOf<typeof list>['indicators'][number];
const SAFER = ['higher', 'lower', 'none'] as const;
const BUILDING = ['+', '−', '×', '÷', '30%', 'ratio(a, b)', 'max(a, b)', 'min(a, b)', 'if(a > b, c, d)', 'first(a, b)'] as const;
const TYPED: Readonly<Record<string, string>> = {
  'ratio(a, b)': 'ratio( , )',
  'max(a, b)': 'max( , )',
  'min(a, b)': 'min( , )',
  'if(a > b, c, d)': 'if( > , , )',
  'first(a, b)': 'first( , )',
};

export function EditIndicator({
  row,
  all,
  onClose,
}: {
  row: Row | null;
  all: readonly Row[];
  onClose: (saved: boolean) => void;
}) {
  const { t, lang } = useReading();
  const [zh, setZh] = useState(row?.title.zh ?? '');
  const [en, setEn] = useState(row?.title.en ?? '');
  const [safer, setSafer] = useState<Row['safer']>(row?.safer ?? 'lower');
  const [unit, setUnit] = useState<EntryUnit | undefined>(row?.unit);
  const [text, setText] = useState(row?.definition[lang] ?? '');
  const saving = useAct(save);
  const retiring = useAct(retire);
  const expression = useDeferredValue(text).trim();
  const tried = useOperation(
    check,
    { expression, ...(row ? { key: row.key } : {}), ...(unit ? { unit } : {}) },
    { enabled: expression !== '' },
  );
  const seen = expression === '' ? undefined : tried.data;
  const unitNow = seen?.unit ?? unit;
  const ready = seen?.fault === null && unitNow && zh.trim().length > 1 && en.trim().length > 1;
  const keep = () =>
    unitNow &&
    saving.mutate(
      { input: { ...(row ? { key: row.key } : {}), title: { zh: zh.trim(), en: en.trim() }, unit: unitNow, safer, expression } },
      { onSuccess: () => onClose(true) },
    );
  const add = (piece: string) => setText((before) => `${before}${before === '' || before.endsWith(' ') ? '' : ' '}${piece} `);
  return (
    <Modal
      open
      width={760}
      title={row ? t('indicators.edit') : t('indicators.add')}
      onCancel={() => onClose(false)}
      footer={
        <>
          {row && !row.own?.retired && (
            <Button
              danger
              loading={retiring.isPending}
              onClick={() =>
                retiring.mutate(
                  { input: { key: row.key, reason: t('indicators.retireReason') } },
                  { onSuccess: () => onClose(true) },
                )
              }
            >
              {t('indicators.retire')}
            </Button>
          )}
          <Button type="primary" disabled={!ready} loading={saving.isPending} onClick={keep}>
            {row ? t('indicators.saveNew', { version: (row.own?.version ?? 0) + 1 }) : t('indicators.save')}
          </Button>
        </>
      }
    >
      <div className="x-indicator-form">
        <div className="x-indicator-titles">
          <Input
            value={zh}
            onChange={(event) => setZh(event.target.value)}
            placeholder={t('indicators.titleZh')}
            aria-label={t('indicators.nameZh')}
            data-content
            maxLength={60}
          />
          <Input
            value={en}
            onChange={(event) => setEn(event.target.value)}
            placeholder={t('indicators.titleEn')}
            aria-label={t('indicators.nameEn')}
            data-content
            maxLength={80}
          />
        </div>
        <Select
          showSearch
          value={null}
          optionFilterProp="label"
          placeholder={t('indicators.insert')}
          aria-label={t('indicators.insert')}
          onChange={(key: string | null) => {
            const chosen = all.find((each) => each.key === key);
            if (chosen) add(`[${chosen.title[lang]}]`);
          }}
          options={all
            .filter((each) => each.key !== row?.key && !each.own?.retired)
            .map((each) => ({ value: each.key, label: each.title[lang] }))}
        />
        <Input.TextArea
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={500}
          aria-label={t('indicators.expression')}
          placeholder={t('indicators.example')}
          status={seen?.fault ? 'error' : ''}
        />
        <div className="x-indicator-pieces">
          {BUILDING.map((piece) => (
            <button key={piece} type="button" onClick={() => add(TYPED[piece] ?? piece)}>
              {piece}
            </button>
          ))}
        </div>
        <p className="x-quiet">{t('indicators.help')}</p>
        {seen?.fault && <p className="x-indicator-fault">{faultText(seen.fault, t)}</p>}
        <div className="x-indicator-choices">
          {seen && seen.units.length > 1 && (
            <Segmented
              value={unitNow ?? ''}
              onChange={(value) => setUnit(value as EntryUnit)}
              options={seen.units.map((each) => ({ value: each, label: t(`indicators.shownAs.${each}`) }))}
            />
          )}
          <Segmented
            value={safer}
            onChange={(value) => setSafer(value)}
            options={SAFER.map((each) => ({ value: each, label: t(`indicators.saferIs.${each}`) }))}
          />
        </div>
        {seen?.fault === null && <Tried seen={seen} />}
        <Refusal error={tried.error ?? saving.error ?? retiring.error} />
      </div>
    </Modal>
  );
}

type Seen = OutputOf<typeof check>;
type T = ReturnType<typeof useReading>['t'];

function faultText(fault: NonNullable<Seen['fault']>, t: T): string {
  const facts = Object.fromEntries(
    Object.entries(fault.facts).map(([key, value]) => [
      key,
      DIMENSIONS.has(String(value)) ? t(`indicators.dimension.${String(value) as 'days'}`) : String(value),
    ]),
  );
  return t(`indicators.fault.${fault.code as 'name_unknown'}`, facts as { name: string });
}
const DIMENSIONS = new Set(['number', 'days', 'months', 'money', 'condition']);

/** What it gives on customers of ours, with the figures it was made of. */
function Tried({ seen }: { seen: Seen }) {
  const { t, lang } = useReading();
  const valueText = useValueText();
  const unit = seen.unit!;
  return (
    <div className="x-indicator-tried">
      <div>
        <b>{t('indicators.tried', { known: seen.distribution?.known ?? 0, customers: seen.customers })}</b>
        {seen.distribution && <SpreadBars spread={seen.distribution} height={36} />}
      </div>
      <ul>
        {seen.examples.map((each) => (
          <li key={each.customer}>
            <span>{each.name}</span>
            <small>
              {each.parts
                .map((part) => `${part.title[lang]} ${part.value === null ? '—' : valueText(part.value, part.unit)}`)
                .join(' · ')}
            </small>
            <b className="x-num">
              {each.value === null ? (
                <MissingText why={each.missing ? missingText(each.missing, t) : undefined} />
              ) : (
                valueText(each.value, unit)
              )}
            </b>
          </li>
        ))}
      </ul>
    </div>
  );
}
