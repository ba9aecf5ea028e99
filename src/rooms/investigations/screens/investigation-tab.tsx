// The customer's tab 资信调查: his investigations, what partners say, and the indicators of both with what they rest on.
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { values } from '#rooms/indicators/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { missingText } from '#web/words/reason-text.ts';
import { list, references } from '../contract.ts';
import { AskReference } from './ask-reference.tsx';
import { BeginModal } from './begin.tsx';
import { shortTitle } from './conclusion.tsx';
import { FlagsText, ScoreText, StateMark } from './investigations.tsx';
import { ReferenceLines } from './references-view.tsx';
import './investigations.css';

export function InvestigationTab({ code, name }: { code: string; name: string }) {
  const { t, lang } = useReading();
  const navigate = useNavigate();
  const mayWrite = useMay('files.write');
  const mayRead = useMay('ratings.read');
  const [act, setAct] = useState<'begin' | 'ask' | null>(null);
  const asked = useOperation(list, { customer: code, limit: 20 });
  const partners = useOperation(references, { customer: code, limit: 50 });
  const read = useOperation(values, { customer: code }, { enabled: mayRead });
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={8} />;
  const rows = asked.data.investigations;
  const said = partners.data?.references ?? [];
  const open = (id: string) => void navigate({ to: '/investigations/$id', params: { id } } as never);
  const acts = mayWrite && (
    <>
      <Button onClick={() => setAct('ask')}>{t('investigations.ref.ask')}</Button>
      <Button type="primary" onClick={() => setAct('begin')}>
        {t('investigations.begin')}
      </Button>
    </>
  );
  const readings = (read.data?.values ?? []).filter((each) => each.source === 'investigation' || each.source === 'table');
  return (
    <div className="x-cards x-scroll">
      <Card className="x-span-12" title={t('investigations.title')} caption={t('investigations.tabHelp')} extra={acts}>
        {rows.length === 0 ? (
          <Empty title={t('investigations.tabNone')}>{t('investigations.noneHelp')}</Empty>
        ) : (
          <ul className="x-inv-lines">
            {rows.map((row) => (
              <li key={row.id}>
                <Link to="/investigations/$id" params={{ id: row.id }} search={{} as never}>
                  <b className="x-num">{row.visitOn}</b> <span data-content>{row.visitor}</span>
                </Link>
                <span className="x-quiet">{row.template.title[lang]}</span>
                <StateMark row={row} />
                <span>
                  <small>{t('investigations.col.score')}</small> <ScoreText ppm={row.scorePpm} />
                </span>
                <span>
                  <small>{t('investigations.col.flags')}</small> <FlagsText count={row.redFlags} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {said.length > 0 && (
        <Card className="x-span-12" flush title={t('investigations.part.references')}>
          <ReferenceLines rows={said} one />
        </Card>
      )}
      {readings.some((each) => each.value !== null) && (
        <Card className="x-span-12" title={t('investigations.readings')} caption={t('investigations.indicatorsHelp')}>
          <div className="x-twin-scroll">
            <table className="x-twin-table x-inv-readings">
              <thead>
                <tr>
                  <th scope="col">{t('investigations.indicators')}</th>
                  <th scope="col" className="x-num">
                    {t('glossary.actual')}
                  </th>
                  <th scope="col">{t('investigations.evidence')}</th>
                </tr>
              </thead>
              <tbody>
                {readings.map((each) => (
                  <tr key={each.key}>
                    <td>{shortTitle(each.title[lang])}</td>
                    <td className="x-num">
                      {each.value === null
                        ? '—'
                        : each.unit === 'ppm'
                          ? formatPercent(each.value, 0)
                          : each.unit === 'days'
                            ? t('kit.days', { count: each.value })
                            : formatNumber(each.value)}
                    </td>
                    <td>
                      {each.value === null ? (
                        <span className="x-quiet">{missingText(each.missing ?? '', t)}</span>
                      ) : (
                        <Evidence inputs={each.inputs} unverified={each.unverified} />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
      {act === 'begin' && <BeginModal customer={{ code, name }} onBegun={open} onClose={() => setAct(null)} />}
      {act === 'ask' && <AskReference customer={code} onClose={() => setAct(null)} />}
    </div>
  );
}

function Evidence({ inputs, unverified }: { inputs: Readonly<Record<string, unknown>>; unverified: boolean }) {
  const { t } = useReading();
  const text = (key: string) => (inputs[key] === undefined || inputs[key] === null ? '' : String(inputs[key]));
  const mark = unverified && <RiskMark step={3} word={t('investigations.unverified')} />;
  if (text('investigation'))
    return (
      <span>
        <Link to="/investigations/$id" params={{ id: text('investigation') }} search={{} as never} data-content>
          {t('investigations.from', { visitor: text('visitor'), on: text('visitOn') })}
        </Link>{' '}
        {text('asked') && (
          <span className="x-quiet">
            {t('investigations.basis', { answered: Number(text('answered')), asked: Number(text('asked')) })}
          </span>
        )}{' '}
        {mark}
      </span>
    );
  if (text('references'))
    return (
      <span>
        {t('investigations.fromReferences', { count: Number(text('references')) })} {mark}
      </span>
    );
  return <span data-content>{t('investigations.fromTable', { row: `${text('row')} · ${text('source')}` })}</span>;
}
