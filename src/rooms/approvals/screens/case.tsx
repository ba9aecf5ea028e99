// One case with its arithmetic: what would be, against what is; approved or rejected by a second person.
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { App } from 'antd';
import { position } from '#rooms/exposure/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { instantText } from '#web/kit/instants.ts';
import { boundBy, LimitArithmetic } from '#web/kit/limit-arithmetic.tsx';
import { Clock, type Decision, QueuePage } from '#web/kit/queue-page.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { GradeTag } from '#web/kit/text.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { limitText } from '#web/words/facts-line.ts';
import { problemText } from '#web/words/problem-text.ts';
import { zh } from '#web/words/zh.ts';
import { decide, list } from '../contract.ts';
import { CaseSide } from './case-side.tsx';
import { useWhyNot } from './cases.tsx';
import { type Case, draftPageOf, limitsOfFile, matterFacts, matterOf, matterReasons, proposedOf } from './proposal.ts';
import './case.css';

const QUEUE_MAX = 200;

export function CasePage() {
  const { t } = useReading();
  const { id } = useParams({ strict: false }) as { id: string };
  const may = useMay('approvals.read');
  const open = useOperation(list, { state: 'open', limit: QUEUE_MAX }, { enabled: may });
  const here = open.data?.cases.find((each) => each.id === id);
  // A case that is not open any more stands among those that ended.
  const past = open.isSuccess && here === undefined;
  const approved = useOperation(list, { state: 'approved', limit: QUEUE_MAX }, { enabled: past });
  const rejected = useOperation(list, { state: 'rejected', limit: QUEUE_MAX }, { enabled: past });
  const found = here ?? [...(approved.data?.cases ?? []), ...(rejected.data?.cases ?? [])].find((each) => each.id === id);
  useCrumbs([
    { label: t('work.approvals.title'), to: '/approvals' },
    ...(found?.customer ? [{ label: found.customer.name }] : []),
  ]);
  if (!may) return <NoPermission />;
  if (open.error && !open.data) return <ErrorState error={open.error} retry={() => void open.refetch()} />;
  if (found) return <Deciding key={found.id} one={found} queue={open.data?.cases ?? []} />;
  if (past && approved.isSuccess && rejected.isSuccess) return <Empty title={t('problems.case_unknown')} />;
  return (
    <div className="x-queue-body x-queue-sided">
      <LoadingCard lines={8} />
      <LoadingCard lines={6} />
    </div>
  );
}

function Deciding({ one, queue }: { one: Case; queue: readonly Case[] }) {
  const reading = useReading();
  const { t, money } = reading;
  const { today } = useAsOf();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { f_do?: string };
  const act = useAct(decide);
  const proposed = proposedOf(one);
  const mayLedger = useMay('ledger.read');
  const stands = useOperation(position, { customer: one.customer?.code ?? '' }, { enabled: mayLedger && one.customer !== null });
  const now = stands.data?.positions.find((each) => each.currency === proposed.currency && each.kind === 'own');
  const why = useWhyNot(one);
  const open = one.state === 'open';
  const list = queue.some((each) => each.id === one.id) ? queue : [];
  const at = Math.max(
    0,
    list.findIndex((each) => each.id === one.id),
  );
  const show = (id: string) => void navigate({ to: '/approvals/$id', params: { id }, search: {} });
  const submit = async (decision: Decision, comment: string) => {
    const choice = decision.key as 'approve' | 'reject';
    try {
      await act.mutateAsync({
        input: { id: one.id, decision: choice, hash: one.hash, version: one.version, ...(comment ? { comment } : {}) },
      });
    } catch {
      // The refusal stands above the decisions.
      return;
    }
    void message.info(`${decision.title} · ${one.customer?.name ?? ''}`);
    const rest = list.filter((each) => each.id !== one.id);
    const next = rest[Math.min(at, rest.length - 1)];
    if (next) show(next.id);
    else void navigate({ to: '/approvals', search: {} });
  };
  const [from, to] = [limitText('amount', proposed.current, reading), limitText(proposed.mode, proposed.amount, reading)];
  const matter = matterOf(one);
  const facts = matterFacts(one);
  const drafted = draftPageOf(one);
  const said = { ...facts, amount: money(one.amount, { scale: 'one' }), from: facts.from || from };
  const decisions: Decision[] = [
    {
      key: 'approve',
      letter: 'a',
      title: matter ? t(`work.matters.${matter}.approve`, said) : t('work.approvals.approve', { amount: to }),
      effect: matter ? t(`work.matters.${matter}.effect`, said) : t('work.approvals.approveEffect', { from, to }),
      off: why || undefined,
    },
    {
      key: 'reject',
      letter: 'b',
      title: t('work.approvals.reject'),
      effect: matter ? t(`work.matters.${matter}.stays`, said) : t('work.approvals.rejectEffect', { amount: from }),
      needsReason: true,
      off: why || undefined,
    },
  ];
  const state = Object.hasOwn(zh.work.approvals, one.state) ? t(`work.approvals.${one.state}`) : one.state;
  return (
    <QueuePage
      title={t('work.approvals.title')}
      at={at}
      total={Math.max(1, list.length)}
      onMove={(next) => list[next] && show(list[next].id)}
      itemKey={one.id}
      nextName={list[at + 1]?.customer?.name}
      clock={
        open ? <Clock minutesLeft={(Date.parse(one.dueAt) - Date.now()) / 60_000} /> : <span className="x-caption">{state}</span>
      }
      side={matter ? null : <CaseSide one={one} proposed={proposed} now={now} />}
      decisions={decisions}
      chosen={search.f_do}
      onDecide={(decision, reason) => void submit(decision, reason)}
      deciding={act.isPending}
      quickReasons={[
        t('work.approvals.quick.fits'),
        t('work.approvals.quick.watch'),
        t('work.approvals.quick.data'),
        t('work.approvals.quick.high'),
      ]}
      refusal={act.error ? problemText(act.error, t) : undefined}
      closed={
        open ? undefined : (
          <Empty
            title={t('work.approvals.decidedLine', {
              by: one.decidedBy ?? '',
              at: one.decidedAt ? instantText(one.decidedAt, today) : '',
              state,
            })}
          >
            {one.comment}
          </Empty>
        )
      }
    >
      <Card>
        <span className="x-caption">
          {t('work.approvals.proposedBy', { by: one.proposedBy, at: instantText(one.proposedAt, today) })}
        </span>
        <h1 className="x-case-title">
          {one.customer ? (
            <Link to="/customers/$code" params={{ code: one.customer.code }}>
              {one.customer.name}
            </Link>
          ) : (
            said.name
          )}{' '}
          {proposed.grade && <GradeTag grade={proposed.grade} />}
        </h1>
        <p className="x-case-heading">
          {matter
            ? t(`work.matters.${matter}.heading`, said)
            : t('work.approvals.heading', { kind: t(`work.approvals.${proposed.kind}`), from, to })}
          <small>
            {[
              proposed.termsDays !== null && `${t('glossary.terms')} ${t('kit.days', { count: proposed.termsDays })}`,
              proposed.validFrom &&
                (proposed.validTo
                  ? t('work.approvals.validityTo', { from: proposed.validFrom, to: proposed.validTo })
                  : t('work.approvals.validity', { from: proposed.validFrom })),
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </p>
        {matterReasons(one).map((code) => (
          <p key={code} className="x-caption">
            {Object.hasOwn(zh.work.matterReasons, code) ? t(`work.matterReasons.${code as 'claim_gives_up'}`) : null}
          </p>
        ))}
        {drafted && (
          <p>
            <Link to={drafted.to} search={{ f_draft: drafted.draft } as never}>
              {t(matter === 'rulebook' ? 'rules.seeDraft' : 'rules.seeChanges')}
            </Link>
          </p>
        )}
        {proposed.reason && <p className="x-caption">{t('work.approvals.reason', { reason: proposed.reason })}</p>}
      </Card>
      {matter === 'limits-file' && (
        <Card>
          <TwinTable
            twin={{
              columns: [t('glossary.customer'), t('glossary.terms'), t('glossary.limit')],
              rows: limitsOfFile(one).map((each) => [
                `${each.customer} ${each.name}`,
                each.termsDays === null ? '—' : t('kit.days', { count: each.termsDays }),
                money(each.amount),
              ]),
            }}
          />
        </Card>
      )}
      {!matter && (
        <Card title={<Finding one={one} amount={money(proposed.amount)} />}>
          {proposed.arithmetic ? (
            <LimitArithmetic arithmetic={proposed.arithmetic} />
          ) : (
            <p className="x-caption">{t('work.approvals.setByPersonHelp')}</p>
          )}
        </Card>
      )}
    </QueuePage>
  );
}

/** What the arithmetic came to, said in the card's title. */
function Finding({ one, amount }: { one: Case; amount: string }) {
  const { t } = useReading();
  const { arithmetic, grade } = proposedOf(one);
  if (!arithmetic) return <>{t('work.approvals.setByPerson', { by: one.proposedBy })}</>;
  const bound = boundBy(arithmetic);
  if (bound === 'grade') return <>{t('work.approvals.arithmeticGrade', { grade: grade ?? '—' })}</>;
  const listed = Array.isArray(arithmetic['candidates']) ? (arithmetic['candidates'] as Readonly<Record<string, unknown>>[]) : [];
  // One without an amount was no candidate for the smallest.
  const candidates = listed.filter((each) => each['amount'] !== null && each['amount'] !== undefined).length;
  if (bound === null || !Object.hasOwn(zh.work.approvals.method, bound)) return <>{t('work.approvals.arithmeticNone')}</>;
  return (
    <>
      {t('work.approvals.arithmetic', {
        limit: amount,
        method: t(`work.approvals.method.${bound as 'requested'}`),
        count: candidates,
      })}
    </>
  );
}
