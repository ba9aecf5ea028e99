// What the bank's and the tax office's lists share on the page: figures at a glance, who stands on the other side, files with their withdrawal.
import { Button, Input, Modal, Tooltip } from 'antd';
import { useState } from 'react';
import type { EntryUnit } from '#engine/indicator-reading.ts';
import type { InputOf } from '#platform/operation.ts';
import { useValueText } from '#rooms/indicators/screens/value-text.ts';
import { useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { Figure, MissingText, MoneyText, PercentText } from '#web/kit/text.tsx';
import { css } from '#web/theme/tokens.ts';
import { missingText } from '#web/words/reason-text.ts';
import type { withdrawBank, withdrawVat } from '../contract.ts';

export type FlowReading = {
  readonly key: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly unit: EntryUnit;
  readonly value: number | null;
  readonly missing: string | null;
};
type Money = { readonly amount: string; readonly currency: string };

/** The words after the colon: 流水：日均余额 → 日均余额. Two sources beside one another keep theirs. */
const shortTitle = (title: string): string => title.replace(/^(?:流水|税票|Bank|VAT list)[:：]\s*/, '');

/** The readings named, in that order, each with why it is missing. */
export function FlowFigures({
  readings,
  keys,
  currency,
}: {
  readings: readonly FlowReading[];
  keys: readonly string[];
  currency: string;
}) {
  const { t, lang } = useReading();
  const valueText = useValueText(currency);
  return (
    <div className="x-span-12 x-flow-figures">
      {keys.flatMap((key) => {
        const reading = readings.find((each) => each.key === key);
        if (!reading) return [];
        return [
          <Figure key={key} label={shortTitle(reading.title[lang])}>
            {reading.value === null ? (
              <MissingText why={reading.missing ? missingText(reading.missing, t) : undefined} />
            ) : (
              <span className="x-num">{valueText(reading.value, reading.unit)}</span>
            )}
          </Figure>,
        ];
      })}
    </div>
  );
}

export type Partner = { readonly name: string; readonly amount: Money; readonly lines: number; readonly sharePpm: number | null };

/** Who stands on the other side, longest bar first; the title says how much hangs on the largest. */
export function PartnersCard({
  className,
  title,
  none,
  partners,
}: {
  className: string;
  /** With the share of the largest. */
  title: (share: string) => string;
  none: string;
  partners: readonly Partner[];
}) {
  const { t, unit } = useReading();
  const [first] = partners;
  const currency = first?.amount.currency ?? 'CNY';
  const most = Number(first?.amount.amount ?? 1) || 1;
  return (
    <Card
      className={className}
      title={first?.sharePpm == null ? none : title(`${Math.round(first.sharePpm / 10_000)}%`)}
      caption={first && unit(currency)}
    >
      {first ? (
        <ul className="x-flow-partners">
          {partners.map((each) => (
            <li key={each.name}>
              <Tooltip title={t('flows.lines', { count: each.lines })}>
                <span data-content>{each.name}</span>
              </Tooltip>
              <span className="x-end">
                <MoneyText value={each.amount} />
              </span>
              <span className="x-end x-aside">
                <PercentText ppm={each.sharePpm} decimals={0} />
              </span>
              <i style={{ width: `${(Number(each.amount.amount) / most) * 100}%`, background: css('part3') }} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="x-quiet">{t('flows.nobody')}</p>
      )}
    </Card>
  );
}

export type FlowFile = {
  readonly id: string;
  readonly fileName: string;
  readonly firstOn: string;
  readonly lastOn: string;
  readonly lines: number;
  readonly by: string;
  readonly account?: string;
};

/** The files that were handed in; whoever may write withdraws one as a whole, with a reason. */
export function FilesCard<Op extends typeof withdrawBank | typeof withdrawVat>({
  files,
  withdraw,
  mayWrite,
}: {
  files: readonly FlowFile[];
  withdraw: Op;
  mayWrite: boolean;
}) {
  const { t } = useReading();
  const acting = useAct(withdraw);
  const [leaving, setLeaving] = useState<FlowFile | null>(null);
  if (files.length === 0) return null;
  const close = () => {
    setLeaving(null);
    acting.reset();
  };
  return (
    <Card className="x-span-12" title={t('flows.files', { count: files.length })} flush>
      <ul className="x-flow-files">
        {files.map((each) => (
          <li key={each.id}>
            <b data-content>{each.fileName}</b>
            <span className="x-num">
              {each.firstOn} – {each.lastOn}
            </span>
            <small className="x-quiet" data-content>
              {each.account && <span>{t('flows.account', { account: each.account })} · </span>}
              {t('flows.fileBy', { count: each.lines, by: each.by })}
            </small>
            {mayWrite && (
              <Button size="small" type="text" onClick={() => setLeaving(each)}>
                {t('flows.withdraw')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <WithdrawDialog
          title={t('flows.withdrawTitle', { file: leaving.fileName })}
          label={t('flows.withdrawDo', { count: leaving.lines })}
          acting={acting}
          onWithdraw={(reason) => acting.mutate({ input: { id: leaving.id, reason } as InputOf<Op> }, { onSuccess: close })}
          onClose={close}
        />
      )}
    </Card>
  );
}

/** Why something handed in is taken back. `label`: what the button will do. */
export function WithdrawDialog({
  title,
  label,
  acting,
  onWithdraw,
  onClose,
}: {
  title: string;
  label: string;
  acting: { readonly isPending: boolean; readonly error: Error | null };
  onWithdraw: (reason: string) => void;
  onClose: () => void;
}) {
  const { t } = useReading();
  const [reason, setReason] = useState('');
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      footer={
        <Button
          danger
          type="primary"
          disabled={reason.trim().length < 2}
          loading={acting.isPending}
          onClick={() => onWithdraw(reason.trim())}
        >
          {label}
        </Button>
      }
    >
      <Input.TextArea
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={t('flows.withdrawWhy')}
        aria-label={t('flows.withdrawWhy')}
        maxLength={200}
        autoSize={{ minRows: 2 }}
      />
      <Refusal error={acting.error} />
    </Modal>
  );
}

/** Rows that could not be read: the first few, and how many there are. */
export function RefusedRows({
  rows,
  count,
}: {
  rows: readonly { key: string; where: string; value: string; message: string }[];
  count: number;
}) {
  const { t } = useReading();
  if (count === 0) return null;
  return (
    <div className="x-statement-note">
      <b>{t('flows.refused', { count })}</b>
      {rows.slice(0, 6).map((each) => (
        <small key={each.key}>
          {each.where} · {each.message} {each.value && <b data-content>{each.value}</b>}
        </small>
      ))}
    </div>
  );
}
