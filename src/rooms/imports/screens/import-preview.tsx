// The third step: what would happen, row by row where it would not; one answer that saves rows; the choice and what follows from it.
import { Button, Radio } from 'antd';
import type { WireMoney } from '#base/money.ts';
import { isKind } from '#engine/import/catalogue.ts';
import { valueName } from '#engine/import/value-words.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { formatNumber, unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { zh } from '#web/words/zh.ts';
import type { ImportSession, Preview, Report } from './import-session.ts';

const REFUSED_SHOWN = 100;
const ROWS_NAMED = 8;

export function ImportPreview({ session, read, report }: { session: ImportSession; read: Preview; report: Report }) {
  return (
    <div className="x-cards x-import-cards">
      <Facts report={report} />
      <Writes report={report} />
      <Offers session={session} report={report} />
      {report.refusedCount > 0 && <Choice session={session} report={report} />}
      <RefusedRows report={report} />
      <Warnings report={report} />
      <Sample read={read} />
    </div>
  );
}

/** What will be written, in numbers: documents by kind, new customers. */
function Writes({ report }: { report: Report }) {
  const { t } = useReading();
  const lines = [
    ...(report.customersAdded > 0 ? [{ what: t('imports.change.customer'), count: report.customersAdded }] : []),
    ...Object.entries(report.changes).map(([what, count]) => ({
      what: Object.hasOwn(zh.imports.change, what) ? t(`imports.change.${what as 'invoice'}`) : what,
      count,
    })),
  ];
  const most = Math.max(1, ...lines.map((line) => line.count));
  return (
    <Card className="x-span-12" title={t(lines.length === 0 ? 'imports.writesNothing' : 'imports.writes')}>
      {lines.length > 0 && (
        <ul className="x-import-writes">
          {lines.map((line) => (
            <li key={line.what}>
              <span>{line.what}</span>
              <i style={{ width: `${(line.count / most) * 100}%` }} aria-hidden="true" />
              <b className="x-num">{formatNumber(line.count)}</b>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function ReportFigures({ report }: { report: Report }) {
  const { t, money, lang } = useReading();
  // To the cent, whatever unit is read in: this is the sum that is compared with the file's own.
  const exact = (sum: WireMoney) => (
    <>
      {money(sum, { scale: 'one' })}
      <span className="x-unit">{unitOf(sum.currency, 'one', lang)}</span>
    </>
  );
  return (
    <dl className="x-import-facts">
      <Fact
        label={t(report.applied ? 'imports.history.accepted' : 'imports.facts.accepted')}
        value={formatNumber(report.accepted)}
      />
      {report.unchanged > 0 && <Fact label={t('imports.facts.unchanged')} value={formatNumber(report.unchanged)} />}
      <Fact label={t('imports.facts.refused')} value={formatNumber(report.refusedCount)} risk={report.refusedCount > 0} />
      <Fact label={t('imports.facts.skipped')} value={formatNumber(report.skipped)} />
      {report.sums.map((each: WireMoney) => (
        <Fact key={each.currency} label={t('imports.facts.sum')} value={exact(each)} />
      ))}
    </dl>
  );
}

function Fact({ label, value, risk }: { label: string; value: React.ReactNode; risk?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={risk ? 'x-num x-risk-text-3' : 'x-num'}>{value}</dd>
    </div>
  );
}

function Facts({ report }: { report: Report }) {
  const { t } = useReading();
  const counts = { accepted: formatNumber(report.accepted), refused: formatNumber(report.refusedCount) };
  const title =
    report.accepted === 0 && report.refusedCount > 0
      ? t('imports.previewNone', counts)
      : report.refusedCount > 0
        ? t('imports.previewRefused', counts)
        : t('imports.previewTitle', counts);
  return (
    <Card className="x-span-12" title={title}>
      <ReportFigures report={report} />
    </Card>
  );
}

function Offers({ session, report }: { session: ImportSession; report: Report }) {
  const { t } = useReading();
  const offerable = Object.keys(zh.imports.offer);
  const taken = Object.keys(session.held?.answers ?? {}).filter((id) =>
    offerable.some((key) => key === id || key.startsWith(`${id}__`)),
  );
  if (report.offers.length === 0 && taken.length === 0) return null;
  const words = (id: string, value: string, count: number) => {
    const key = [`${id}__${value}`, id].find((each) => Object.hasOwn(zh.imports.offer, each));
    return key ? t(`imports.offer.${key as 'decimals'}`, { count }) : t('imports.offer.other', { id, value, count });
  };
  return (
    <Card className="x-span-12" title={t('imports.offers')}>
      <div className="x-lines x-lines-ruled">
        {report.offers.map((each) => (
          <div key={`${each.id} ${each.value}`}>
            <span>{words(each.id, each.value, each.count)}</span>
            <Button size="small" disabled={session.busy} onClick={() => void session.answer(each.id, each.value)}>
              {t('imports.offerTake')}
            </Button>
          </div>
        ))}
        {taken.map((id) => (
          <div key={id}>
            <span>{words(id, session.held?.answers[id] ?? '', 0).replace(/[，:：,].*$/, '')}</span>
            <Button size="small" type="text" disabled={session.busy} onClick={() => void session.answer(id, null)}>
              {t('imports.offerTaken')}
            </Button>
          </div>
        ))}
      </div>
    </Card>
  );
}

function Choice({ session, report }: { session: ImportSession; report: Report }) {
  const { t } = useReading();
  const counts = { accepted: formatNumber(report.accepted), refused: formatNumber(report.refusedCount) };
  const option = (value: boolean, title: string, help: string) => (
    <Radio value={value}>
      <strong>{title}</strong>
      <span className="x-block x-quiet">{help}</span>
    </Radio>
  );
  return (
    <Card className="x-span-12" title={t('imports.choice')}>
      <Radio.Group
        className="x-import-choice"
        value={session.goodRowsOnly}
        onChange={(event) => session.setGoodRowsOnly(event.target.value === true)}
      >
        {option(false, t('imports.choiceAll'), t('imports.choiceAllHelp', counts))}
        {report.accepted > 0 && option(true, t('imports.choiceGood', counts), t('imports.choiceGoodHelp', counts))}
      </Radio.Group>
    </Card>
  );
}

export function RefusedRows({ report }: { report: Report }) {
  const { t } = useReading();
  if (report.refusedCount === 0) return null;
  const shown = report.refused.slice(0, REFUSED_SHOWN);
  return (
    <Card
      className="x-span-8"
      title={t('imports.refusedTitle', { count: report.refusedCount })}
      caption={report.refusedCount > shown.length ? t('imports.refusedShown', { shown: shown.length }) : undefined}
    >
      <div className="x-import-refused" data-content>
        <table className="x-twin-table">
          <thead>
            <tr>
              <th scope="col">{t('imports.row')}</th>
              <th scope="col">{t('imports.column')}</th>
              <th scope="col">{t('imports.value')}</th>
              <th scope="col">{t('imports.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={`${each.row} ${each.code} ${each.column}`}>
                <td className="x-num">{each.row}</td>
                <td>{each.column}</td>
                <td className="x-import-value">{each.value}</td>
                <td className="x-import-reason">{each.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** The file and the ledger may note the same thing; once is enough, and the one that names rows says more. */
function distinct(warnings: Report['warnings']): Report['warnings'] {
  const byMessage = new Map<string, Report['warnings'][number]>();
  for (const each of warnings) if (!byMessage.has(each.message) || each.rows) byMessage.set(each.message, each);
  return [...byMessage.values()];
}

export function Warnings({ report }: { report: Report }) {
  const { t } = useReading();
  if (report.warnings.length === 0) return null;
  return (
    <Card className={report.refusedCount > 0 ? 'x-span-4' : 'x-span-12'} title={t('imports.warnings')}>
      <ul className="x-import-warnings" data-content>
        {distinct(report.warnings).map((each) => (
          <li key={`${each.code} ${each.column}`}>
            {each.message}
            {each.count > 1 && <b className="x-num"> × {formatNumber(each.count)}</b>}
            {each.rows && each.rows.length > 0 && (
              <span className="x-caption">
                {' '}
                {t(each.rows.length > ROWS_NAMED ? 'imports.warningMany' : 'imports.warningRows', {
                  rows: each.rows.slice(0, ROWS_NAMED).join(t('kit.separator')),
                })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Sample({ read }: { read: Preview }) {
  const { t, lang } = useReading();
  const fields = read.fields.filter((field) => read.sample.some((row) => sampleText(row, field.field) !== ''));
  const { kind } = read;
  const worded = (field: string, text: string) => (isKind(kind) ? valueName(kind, field, text, lang) : text);
  if (read.sample.length === 0 || fields.length === 0) return null;
  return (
    <Card className="x-span-12" title={t('imports.sampleTitle', { count: read.sample.length })}>
      <div className="x-import-sample" data-content>
        <TwinTable
          twin={{
            columns: fields.map((each) => each.label[lang]),
            rows: read.sample.map((row) => fields.map((each) => worded(each.field, sampleText(row, each.field)))),
          }}
        />
      </div>
    </Card>
  );
}

/** Typed rows name some fields in their own way: terms are days, and in a list of customers the code is the customer's. */
const ROW_NAMES: Readonly<Record<string, string>> = { customerCode: 'code', customerName: 'name' };

function sampleText(row: Readonly<Record<string, unknown>>, field: string): string {
  const own = ROW_NAMES[field];
  const value = row[field] ?? row[`${field}Days`] ?? row[`${field}Code`] ?? (own ? row[own] : null) ?? null;
  // Whether money went out is a column of amounts in the file: what is not so needs no word.
  return value === null || value === undefined || typeof value === 'object' || value === false ? '' : String(value);
}
