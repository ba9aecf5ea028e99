// Keying in a statement: the lines of one form in the unit of the form; sums that do not hold are told while they are typed.
import { Button, Checkbox, Input, Modal, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { wireMoney } from '#base/money.ts';
import { articulate } from '#engine/statements/articulation.ts';
import { LINES, STATEMENT_KINDS } from '#engine/statements/lines.ts';
import { keyedAmounts } from '#engine/statements/reading.ts';
import { OPINIONS, SCOPES, UNITS } from '#engine/statements/sheet-said.ts';
import { CHECK_NAMES } from '#engine/statements/words.ts';
import { useAct } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { useSession } from '#web/shell/session.tsx';
import { enter } from '../contract.ts';

/** The lines ratios need stand at once; all others on asking. */
const FIRST: ReadonlySet<string> = new Set(
  `cash notes_receivable accounts_receivable prepayments other_receivables inventories current_assets fixed_assets noncurrent_assets total_assets short_loans
  notes_payable accounts_payable contract_liabilities current_liabilities long_loans noncurrent_liabilities total_liabilities paid_in_capital
  surplus_reserve retained_earnings total_equity revenue cost taxes_surcharges selling_expense admin_expense rd_expense finance_expense
  interest_expense operating_profit profit_before_tax income_tax net_profit sales_received operating_inflow operating_outflow operating_cash
  investing_cash financing_cash cash_change opening_cash closing_cash`.split(/\s+/),
);

const filledIn = (typed: Readonly<Record<string, string>>): (readonly [string, string])[] =>
  Object.entries(typed)
    .map(([line, text]) => [line, text.replaceAll(/[,，\s]/g, '')] as const)
    .filter(([, text]) => text !== '');
type KeyedUnit = (typeof UNITS)[number];
/** Down to the fen: 1.23 yuan, 1.234567 ten thousand. */
const DECIMALS: Readonly<Record<KeyedUnit, RegExp>> = {
  yuan: /^-?\d{1,14}(\.\d{1,2})?$/,
  thousand: /^-?\d{1,11}(\.\d{1,5})?$/,
  'ten-thousand': /^-?\d{1,10}(\.\d{1,6})?$/,
  million: /^-?\d{1,8}(\.\d{1,8})?$/,
  'hundred-million': /^-?\d{1,6}(\.\d{1,10})?$/,
};
const notAmounts = (given: readonly (readonly [string, string])[], unit: KeyedUnit): string[] =>
  given.filter(([, text]) => !DECIMALS[unit].test(text)).map(([line]) => line);

export function EnterStatement({ code, onClose }: { code: string; onClose: () => void }) {
  const { t, lang } = useReading();
  const acting = useAct(enter);
  const [kind, setKind] = useState<(typeof STATEMENT_KINDS)[number]>('balance');
  const [endsOn, setEndsOn] = useState('');
  const [scope, setScope] = useState<(typeof SCOPES)[number]>('parent');
  const [opinion, setOpinion] = useState<(typeof OPINIONS)[number] | ''>('');
  const [unit, setUnit] = useState<KeyedUnit>('yuan');
  const [all, setAll] = useState(false);
  const [amounts, setAmounts] = useState<Record<string, string>>({});
  const [withBeside, setWithBeside] = useState(false);
  const [beside, setBeside] = useState<Record<string, string>>({});
  // Who turns to the next statement of the paper keeps what he has typed of this one.
  const statementOf = (key: string) => LINES.find((line) => line.key === key)?.statement;
  const own = (typed: Record<string, string>) =>
    Object.fromEntries(Object.entries(typed).filter(([key]) => statementOf(key) === kind));
  const given = filledIn(own(amounts));
  const before = withBeside ? filledIn(own(beside)) : [];
  const bad = [...notAmounts(given, unit), ...notAmounts(before, unit).map((line) => `${line} before`)];
  const off = useSumsOff({ kind, endsOn, unit, amounts: own(amounts) });
  const lines = LINES.filter((line) => line.statement === kind && !line.key.endsWith('_eps') && (all || FIRST.has(line.key)));
  const run = () =>
    acting.mutate(
      {
        input: {
          customer: code,
          kind,
          endsOn,
          scope,
          unit,
          ...(opinion ? { opinion } : {}),
          amounts: Object.fromEntries(given),
          ...(before.length > 0 ? { beside: Object.fromEntries(before) } : {}),
        },
      },
      {
        onSuccess: (done) => {
          if (done.checks.length > 0) return;
          const rest = filledIn(amounts).filter(([key]) => statementOf(key) !== kind);
          const next = rest.map(([key]) => statementOf(key)).find((each) => each !== undefined);
          if (next === undefined) onClose();
          else {
            setAmounts(Object.fromEntries(rest));
            setKind(next);
          }
        },
      },
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('statements.act.enter')}
      width={620}
      style={{ top: 16 }}
      footer={
        <div className="x-statement-foot">
          {off.length > 0 && !acting.data && (
            <div className="x-statement-note" role="status">
              <b>{t('statements.enter.offNow')}</b>
              {off.map((check) => (
                <small key={check.key}>
                  {check.name[lang]} <MoneyText value={check.difference} withUnit />
                </small>
              ))}
            </div>
          )}
          <Button
            type="primary"
            disabled={endsOn === '' || given.length === 0 || bad.length > 0}
            loading={acting.isPending}
            onClick={run}
          >
            {t('statements.enter.do', { count: given.length })}
          </Button>
        </div>
      }
    >
      <div className="x-file-form">
        <Segmented
          value={kind}
          onChange={setKind}
          options={STATEMENT_KINDS.map((each) => ({ value: each, label: t(`statements.kind.${each}`) }))}
        />
        <div className="x-statement-about">
          <label>
            <span>{t('statements.enter.endsOn')}</span>
            <DayField value={endsOn} onChange={setEndsOn} />
          </label>
          <label>
            <span>{t('statements.enter.scope')}</span>
            <Select
              value={scope}
              onChange={setScope}
              options={SCOPES.map((each) => ({ value: each, label: t(`statements.scope.${each}`) }))}
            />
          </label>
          <label>
            <span>{t('statements.enter.opinion')}</span>
            <Select
              value={opinion}
              onChange={setOpinion}
              options={['' as const, ...OPINIONS].map((each) => ({
                value: each,
                label: t(`statements.opinion.${each || 'unknown'}`),
              }))}
            />
          </label>
        </div>
        <div className="x-statement-unit">
          <span>{t('statements.enter.unit')}</span>
          <Segmented
            size="small"
            aria-label={t('statements.enter.unit')}
            value={unit}
            onChange={setUnit}
            options={UNITS.map((each) => ({ value: each, label: t(`statements.option.${each}`) }))}
          />
          <small className="x-quiet">{t('statements.enter.help')}</small>
        </div>
        <Checkbox checked={withBeside} onChange={(event) => setWithBeside(event.target.checked)}>
          {t('statements.enter.beside')}
        </Checkbox>
        <div className={withBeside ? 'x-statement-keyed x-statement-keyed-both' : 'x-statement-keyed'}>
          {withBeside && (
            <div className="x-statement-keyed-head">
              <span />
              <small>{t('statements.enter.now')}</small>
              <small>{t('statements.enter.before')}</small>
            </div>
          )}
          {lines.map((line) => (
            <label key={line.key} className={`x-statement-depth-${line.depth}`}>
              <span>{line[lang]}</span>
              <Input
                inputMode="decimal"
                value={amounts[line.key] ?? ''}
                status={bad.includes(line.key) ? 'error' : ''}
                onChange={(event) => {
                  // What was said of the form as it was recorded is not said of what is typed now.
                  acting.reset();
                  setAmounts({ ...amounts, [line.key]: event.target.value });
                }}
              />
              {withBeside && (
                <Input
                  inputMode="decimal"
                  aria-label={`${line[lang]} ${t('statements.enter.before')}`}
                  value={beside[line.key] ?? ''}
                  status={bad.includes(`${line.key} before`) ? 'error' : ''}
                  onChange={(event) => setBeside({ ...beside, [line.key]: event.target.value })}
                />
              )}
            </label>
          ))}
        </div>
        {!all && (
          <button type="button" className="x-link" onClick={() => setAll(true)}>
            {t('statements.enter.all')}
          </button>
        )}
        {acting.data && acting.data.checks.length > 0 && (
          <div className="x-statement-note">
            <b>{t('statements.enter.off')}</b>
            {acting.data.checks.map((check) => (
              <small key={check.key}>
                {check.name[lang]}: {check.difference}
              </small>
            ))}
          </div>
        )}
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

/** Sums of what is typed so far that do not hold, with the difference; a sum that is not typed yet is not wrong. */
function useSumsOff({
  kind,
  endsOn,
  unit,
  amounts,
}: {
  kind: (typeof STATEMENT_KINDS)[number];
  endsOn: string;
  unit: KeyedUnit;
  amounts: Readonly<Record<string, string>>;
}) {
  const currency = useSession()?.currency ?? 'CNY';
  return useMemo(() => {
    const readable = filledIn(amounts).filter(([, text]) => DECIMALS[unit].test(text));
    const keyed = keyedAmounts(Object.fromEntries(readable), unit, currency);
    const form = { balance: null, income: null, cash: null, [kind]: keyed.amounts };
    const now = { endsOn, months: 12, roundingMinor: keyed.roundingMinor, ...form };
    return articulate({ now, opening: null, yearBefore: null }).flatMap((check) =>
      check.state === 'failed' && check.differenceMinor !== null
        ? [
            {
              key: check.key,
              name: CHECK_NAMES[check.key] ?? { zh: check.key, en: check.key },
              difference: wireMoney(check.differenceMinor, currency),
            },
          ]
        : [],
    );
  }, [kind, endsOn, unit, amounts, currency]);
}
