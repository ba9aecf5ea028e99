// Acting on bills: what it needs to be told, and in numbers what it does to the exposure before anybody confirms.
import { Button, Form, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { formatMinor, parseMinor, sumMinor } from '#base/money.ts';
import { ACT_RULES, BILL_RULES, type BillAct, discountInterest, riskOf, standingAfter } from '#engine/bills.ts';
import type { InputOf } from '#platform/operation.ts';
import { useAct } from '#web/api.ts';
import { AmountInput } from '#web/kit/amount-input.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { KeyCaps, useKeys } from '#web/kit/keys.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { typedAmount, typedMinor } from '#web/kit/typed-amount.ts';
import { act as doAct, PLAIN_ACTS, passPart } from '../contract.ts';
import { type BillRow, mayDo } from './bill-row.tsx';
import { Warnings } from './warnings.tsx';

/** The acts that a key stands for; the others are in the drawer of one bill. */
const BULK: readonly (readonly [BillAct, string])[] = [
  ['endorse', 'e'],
  ['discount', 't'],
  ['present', 'p'],
  ['honour', 'h'],
  ['dishonour', 'd'],
];

/** Buttons for what may be done with every one of the ticked bills. */
export function BulkActs({
  bills,
  today,
  onAct,
}: {
  bills: readonly BillRow[];
  today: string;
  onAct: (act: BillAct, bills: readonly BillRow[]) => void;
}) {
  const { t } = useReading();
  const common = BULK.filter(([act]) => bills.length > 0 && bills.every((bill) => mayDo(bill, today).includes(act)));
  useKeys(common.map(([act, key]) => ({ key, label: t(`bills.act.${act}`), run: () => onAct(act, bills) })));
  if (common.length === 0) return <span className="x-caption">{t('bills.acting.noneCommon')}</span>;
  return (
    <>
      {common.map(([act, key]) => (
        <Button key={act} size="small" onClick={() => onAct(act, bills)}>
          {t(`bills.act.${act}`)} <KeyCaps keys={key} />
        </Button>
      ))}
    </>
  );
}

type Told = { recourse: boolean | null; currency: string };

/** What an act does to the exposure of the customers, in minor units; as the engine of the server will count it. */
function effectOf(act: BillAct, bills: readonly BillRow[], on: string, told: Told, partMinor: bigint | null) {
  let movedMinor = 0n;
  let backMinor = 0n;
  for (const bill of bills) {
    const wholeMinor = parseMinor(bill.amount.amount, told.currency);
    const amountMinor = partMinor ?? wholeMinor;
    const facts = { type: bill.type, amountMinor };
    // Of a part only what is passed on stops counting.
    const countedMinor = (parseMinor(bill.counted.amount, told.currency) * amountMinor) / (wholeMinor || 1n);
    const before = { state: bill.state, on: bill.stateOn, recourse: bill.recourse };
    const after = riskOf(facts, standingAfter(before, { act, on, recourse: told.recourse }), BILL_RULES);
    const wasOpen = riskOf(facts, before, BILL_RULES).openMinor;
    movedMinor += after.billsMinor + after.openMinor - wasOpen - countedMinor;
    if (wasOpen === 0n) backMinor += after.openMinor;
  }
  return { movedMinor, backMinor };
}

export function Acting({ act, bills, onDone }: { act: BillAct; bills: readonly BillRow[]; onDone: () => void }) {
  const { t, money, unit } = useReading();
  const { today } = useAsOf();
  const rule = ACT_RULES[act];
  const [on, setOn] = useState(today);
  const [counterparty, setCounterparty] = useState('');
  const [recourse, setRecourse] = useState<boolean | null>(null);
  const [rate, setRate] = useState('');
  const [fee, setFee] = useState('');
  const [note, setNote] = useState('');
  const [part, setPart] = useState(bills.length === 1 ? (bills[0]?.amount.amount ?? '') : '');
  const doing = useAct(doAct);
  const passing = useAct(passPart);
  const busy = doing.isPending || passing.isPending;
  const currency = bills[0]?.amount.currency ?? 'CNY';
  const one = bills.every((bill) => bill.amount.currency === currency);
  const amountMinor = one ? sumMinor(bills.map((bill) => parseMinor(bill.amount.amount, currency))) : 0n;
  const held = (minor: bigint) => `${money({ minor: minor < 0n ? -minor : minor, currency })} ${unit(currency)}`;

  // 部分背书: one bill of which less than all goes on.
  const mayPart = bills.length === 1 && rule.counterparty === true;
  const partWritten = mayPart ? typedMinor(part, currency) : null;
  const partRight = !mayPart || (partWritten !== null && partWritten > 0n && partWritten <= amountMinor);
  const partMinor = partRight && partWritten !== null && partWritten < amountMinor ? partWritten : null;
  const { movedMinor, backMinor } = effectOf(act, bills, on, { recourse, currency }, partMinor);
  const unsaid = rule.passesOn === true && recourse === null;
  const effect = unsaid
    ? t('bills.acting.sayRecourse')
    : movedMinor === 0n
      ? t('bills.acting.same')
      : movedMinor < 0n
        ? t('bills.acting.down', { amount: held(movedMinor) })
        : t('bills.acting.up', { amount: held(movedMinor) });
  const ratePpm = /^\d{1,2}(\.\d{1,4})?$/.test(rate) ? Math.round(Number(rate) * 10_000) : null;
  const interestMinor =
    ratePpm === null
      ? null
      : sumMinor(
          bills.map((bill) => discountInterest(partMinor ?? parseMinor(bill.amount.amount, currency), ratePpm, on, bill.dueOn)),
        );
  const plainFee = typedAmount(fee, currency, 0n);
  const feeRight = fee.trim() === '' || plainFee !== null;
  const ready =
    (!rule.counterparty || counterparty.trim() !== '') && (!rule.passesOn || recourse !== null) && feeRight && partRight && !busy;

  const plain = PLAIN_ACTS.find((each) => each === act);
  const send = () => {
    if (!ready || !plain) return;
    const input = {
      on,
      ...(rule.counterparty ? { counterparty: counterparty.trim() } : {}),
      ...(rule.passesOn && recourse !== null ? { recourse } : {}),
      ...(act === 'discount' && ratePpm !== null && fee.trim() === '' ? { annualRatePpm: ratePpm } : {}),
      ...(bills.length === 1 && plainFee !== null ? { fee: { amount: plainFee, currency } } : {}),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    const done = (answer: { warnings: readonly unknown[] }) => {
      if (answer.warnings.length === 0) onDone();
    };
    if (partMinor !== null) {
      const amount = { amount: formatMinor(partMinor, currency), currency };
      const wanted = { id: bills[0]!.id, act: plain, amount, ...input } as InputOf<typeof passPart>;
      passing.mutate({ input: wanted }, { onSuccess: done });
      return;
    }
    const wanted = { bills: bills.map((bill) => bill.id), act: plain, ...input } as InputOf<typeof doAct>;
    doing.mutate({ input: wanted }, { onSuccess: done });
  };
  const answered = doing.data ?? passing.data;
  if (answered) {
    return (
      <Modal
        open
        onCancel={onDone}
        footer={<Button onClick={onDone}>{t('shell.keys.close')}</Button>}
        title={t(`bills.act.${act}`)}
      >
        <Warnings warnings={answered.warnings} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      onCancel={onDone}
      title={t(bills.length === 1 ? 'bills.acting.titleOne' : 'bills.acting.title', {
        act: t(`bills.act.${act}`),
        count: bills.length,
        amount: held(partMinor ?? amountMinor),
      })}
      footer={
        <Button type="primary" danger={act === 'dishonour'} disabled={!ready} loading={busy} onClick={send}>
          {unsaid ? t(`bills.act.${act}`) : t('bills.acting.do', { act: t(`bills.act.${act}`), count: bills.length, effect })}
        </Button>
      }
    >
      <Form layout="vertical" className="x-bill-form" onFinish={send}>
        <Form.Item label={t('bills.acting.on')} htmlFor="bill-on">
          <DayField id="bill-on" keep value={on} max={today} onChange={setOn} />
        </Form.Item>
        {mayPart && (
          <Form.Item
            label={t('bills.acting.part', { currency })}
            htmlFor="bill-part"
            {...(partRight
              ? partMinor === null
                ? {}
                : { help: t('bills.acting.partRest', { amount: formatMinor(amountMinor - partMinor, currency) }) }
              : { validateStatus: 'error' as const, help: t('bills.acting.partWrong') })}
          >
            <Input id="bill-part" inputMode="decimal" value={part} onChange={(event) => setPart(event.target.value)} />
          </Form.Item>
        )}
        {rule.counterparty && (
          <Form.Item label={t(`bills.acting.to.${act as 'endorse'}`)} htmlFor="bill-to">
            <Input
              id="bill-to"
              autoFocus
              maxLength={200}
              value={counterparty}
              onChange={(event) => setCounterparty(event.target.value)}
            />
          </Form.Item>
        )}
        {rule.passesOn && (
          <Form.Item label={t('bills.acting.recourse')} {...(recourse === true ? { help: t('bills.acting.stays') } : {})}>
            <Segmented
              value={recourse === null ? '' : String(recourse)}
              onChange={(value) => setRecourse(value === 'true')}
              options={[
                { value: 'true', label: t('bills.withRecourse') },
                { value: 'false', label: t('bills.withoutRecourse') },
              ]}
            />
          </Form.Item>
        )}
        {act === 'discount' && (
          <div className="x-form-row">
            <Form.Item label={t('kit.optional', { label: t('bills.acting.rate') })} htmlFor="bill-rate">
              <Input id="bill-rate" inputMode="decimal" value={rate} onChange={(event) => setRate(event.target.value)} />
            </Form.Item>
            {bills.length === 1 && (
              <Form.Item label={t('kit.optional', { label: t('bills.acting.fee', { unit: currency }) })} htmlFor="bill-fee">
                <AmountInput id="bill-fee" bare currency={currency} value={fee} onChange={setFee} />
              </Form.Item>
            )}
          </div>
        )}
        {interestMinor !== null && fee.trim() === '' && (
          <p className="x-quiet">
            {t('bills.acting.interest', {
              amount: `${formatMinor(interestMinor, currency)} ${currency}`,
              net: `${formatMinor((partMinor ?? amountMinor) - interestMinor, currency)} ${currency}`,
            })}
          </p>
        )}
        <Form.Item label={t('kit.optional', { label: t('bills.acting.note') })} htmlFor="bill-note">
          <Input.TextArea
            id="bill-note"
            value={note}
            maxLength={500}
            autoSize={{ minRows: 1, maxRows: 4 }}
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
      </Form>
      <p className="x-bill-effect">
        <strong>{effect}</strong>
        {backMinor > 0n && <span>{t('bills.acting.back', { amount: held(backMinor) })}</span>}
      </p>
      <Refusal error={doing.error ?? passing.error} />
    </Modal>
  );
}
