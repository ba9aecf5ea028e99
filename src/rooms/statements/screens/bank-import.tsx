// Taking in a bank statement: pick the export, see what it holds, answer what it does not say, then record.
import { Button, Checkbox, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { PickFile } from '#rooms/dossiers/screens/file-forms.tsx';
import { useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { Figure, MoneyText, RiskMark } from '#web/kit/text.tsx';
import { importBank, previewBank } from '../contract.ts';
import { RefusedRows } from './flow-cards.tsx';

export const TABLE_FILES = '.xlsx,.xlsm,.csv,.txt,.tsv';
const ORDERS = ['ymd', 'dmy', 'mdy'] as const;
const KNOWN_CODES = new Set(['date_missing', 'amount_missing', 'direction_unread']);

export function ImportBank({ code, onClose }: { code: string; onClose: () => void }) {
  const { t, unit } = useReading();
  const looking = useAct(previewBank);
  const taking = useAct(importBank);
  const [file, setFile] = useState<File | null>(null);
  const [account, setAccount] = useState('');
  const [order, setOrder] = useState<(typeof ORDERS)[number] | null>(null);
  const [goodRowsOnly, setGoodRowsOnly] = useState(false);
  const said = (given: string, days: typeof order) => ({
    customer: code,
    ...(given.trim() === '' ? {} : { account: given.trim() }),
    ...(days ? { dateOrder: days } : {}),
  });
  const look = (picked: File, given = account, days = order) => looking.mutate({ input: said(given, days), file: picked });
  const read = looking.data;
  const asks = (id: string) => read?.questions.some((each) => each.id === id) ?? false;
  const sample = read?.questions.find((each) => each.id === 'date-order')?.sample;
  const ready = read !== undefined && read.questions.length === 0 && read.lines > 0 && (read.refusedCount === 0 || goodRowsOnly);
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('flows.bank.import')}
      width={640}
      footer={
        <Button
          type="primary"
          disabled={!ready || looking.isPending}
          loading={taking.isPending}
          onClick={() =>
            file && taking.mutate({ input: { ...said(account, order), goodRowsOnly }, file }, { onSuccess: onClose })
          }
        >
          {t('flows.bank.do', { count: read?.lines ?? 0 })}
        </Button>
      }
    >
      <div className="x-file-form">
        <PickFile
          file={file}
          accept={TABLE_FILES}
          help={t('flows.bank.help')}
          onFile={(picked) => {
            setFile(picked);
            setGoodRowsOnly(false);
            look(picked);
          }}
        />
        {(asks('account') || account !== '') && (
          <label>
            <span>{t('flows.bank.askAccount')}</span>
            <Input
              value={account}
              maxLength={60}
              onChange={(event) => setAccount(event.target.value)}
              onBlur={() => file && account.trim() !== '' && look(file)}
              onPressEnter={() => file && account.trim() !== '' && look(file)}
            />
          </label>
        )}
        {(asks('date-order') || order !== null) && (
          <div>
            <span>
              {t('flows.bank.askOrder')} <small className="x-quiet x-num">{sample}</small>
            </span>
            <Segmented
              value={order ?? ''}
              options={ORDERS.map((each) => ({ value: each, label: t(`flows.bank.order.${each}`) }))}
              onChange={(next) => {
                setOrder(next as (typeof ORDERS)[number]);
                if (file) look(file, account, next as (typeof ORDERS)[number]);
              }}
            />
          </div>
        )}
        {read && read.questions.length === 0 && (
          <>
            <div className="x-flow-figures">
              <Figure label={t('flows.bank.account')}>
                <span data-content>{read.account}</span>
              </Figure>
              <Figure label={t('flows.days')}>
                <span className="x-num">
                  {read.firstOn} – {read.lastOn}
                </span>
              </Figure>
              <Figure label={`${t('flows.bank.inAll')} · ${unit(read.currency ?? 'CNY')}`}>
                <MoneyText value={read.inflow} />
              </Figure>
              <Figure label={`${t('flows.bank.outAll')} · ${unit(read.currency ?? 'CNY')}`}>
                <MoneyText value={read.outflow} />
              </Figure>
            </div>
            {read.offBalance > 0 && (
              <p>
                <RiskMark step={3} word={t('flows.bank.offBalance', { count: read.offBalance })} />
              </p>
            )}
            <RefusedRows
              count={read.refusedCount}
              rows={read.refused.map((each) => ({
                key: `${each.row} ${each.column}`,
                where: t('flows.row', { row: each.row }),
                value: each.value,
                message: t(`flows.bank.bad.${KNOWN_CODES.has(each.code) ? (each.code as 'date_missing') : 'other'}`),
              }))}
            />
            {read.refusedCount > 0 && read.lines > 0 && (
              <Checkbox checked={goodRowsOnly} onChange={(event) => setGoodRowsOnly(event.target.checked)}>
                {t('flows.goodRows', { count: read.lines })}
              </Checkbox>
            )}
          </>
        )}
        <Refusal error={looking.error ?? taking.error} />
      </div>
    </Modal>
  );
}
