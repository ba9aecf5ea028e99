// One investigation: written on a phone on the way, read and verified at a desk, printed.
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Button, Input, Modal } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { download, useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { RecordPage } from '#web/kit/record-page.tsx';
import { ErrorState, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { Figure, RiskMark } from '#web/kit/text.tsx';
import { useCrumbs } from '#web/shell/crumbs.tsx';
import { useMay } from '#web/shell/session.tsx';
import { check, drop, one, report, submit } from '../contract.ts';
import { ConclusionCard, IndicatorsCard } from './conclusion.tsx';
import { FlagsText, ScoreText, StateMark } from './investigations.tsx';
import { countOf, type Keeping, useKeeping } from './keeping.ts';
import { type Answer, type Investigation, Questions } from './questions.tsx';
import './investigations.css';

export function InvestigationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { t } = useReading();
  const { data, error, refetch } = useOperation(one, { id });
  useCrumbs([
    { label: t('investigations.title'), to: '/investigations' },
    { label: data?.customer.name ?? t('investigations.title') },
  ]);
  const again = useCallback(() => void refetch(), [refetch]);
  if (error && !data) return <ErrorState error={error} retry={again} />;
  if (!data) return <LoadingCard lines={12} />;
  return <Loaded key={`${data.id} ${data.mayWrite}`} data={data} again={again} />;
}

function Loaded({ data, again }: { data: Investigation; again: () => void }) {
  const { t, lang } = useReading();
  const keeping = useKeeping(data.id, data.version, data.mayWrite, again);
  const { unsaved } = keeping;
  const answers = useMemo(() => {
    const made = new Map<string, Answer>(
      data.findings.map((each) => [each.question, { value: each.value, note: each.note ?? '' }]),
    );
    for (const [key, each] of Object.entries(unsaved.findings))
      made.set(key, { value: each.value, note: each.note ?? made.get(key)?.note ?? '' });
    return made;
  }, [data.findings, unsaved]);
  const questions = data.sections.flatMap((each) => each.questions);
  const asked = questions.filter((each) => each.kind !== 'photo');
  const answered = asked.filter((each) => (answers.get(each.key)?.value ?? '') !== '').length;
  const missing = questions.filter(
    (each) =>
      each.required &&
      (each.kind === 'photo'
        ? !data.pictures.some((picture) => picture.question === each.key)
        : (answers.get(each.key)?.value ?? '') === ''),
  );
  const left = (section: Investigation['sections'][number]) => section.questions.filter((each) => missing.includes(each)).length;
  return (
    <RecordPage
      title={<span data-content>{data.customer.name}</span>}
      tags={<StateMark row={data} />}
      caption={
        <span data-content>
          <Link to="/customers/$code" params={{ code: data.customer.code }} search={{ view: 'investigations' } as never}>
            {data.customer.code}
          </Link>
          {` · ${data.template.title[lang]} · ${data.visitor} ${data.visitOn}`}
        </span>
      }
      actions={<ReportButtons id={data.id} />}
      figures={
        <>
          <Figure label={t('investigations.col.score')}>
            <ScoreText ppm={data.scorePpm} />
          </Figure>
          <Figure label={t('investigations.col.flags')}>
            <FlagsText count={data.redFlags} />
          </Figure>
          <Figure label={t('investigations.col.answered')}>
            <span className="x-num">{`${answered} / ${asked.length}`}</span>
          </Figure>
          <Figure label={t('investigations.col.photos')}>
            <span className="x-num">{data.pictures.length}</span>
          </Figure>
          <Figure label={t('investigations.col.freshUntil')}>
            <span className="x-num">{data.freshUntil}</span>
          </Figure>
        </>
      }
      note={<Standing data={data} />}
    >
      <div className="x-inv-page">
        <nav className="x-inv-sections" aria-label={t('investigations.sections')}>
          {data.sections.map((each) => (
            <a key={each.key} href={`#s-${each.key}`}>
              {each.title[lang]}
              {data.mayWrite && left(each) > 0 && <b className="x-num">{left(each)}</b>}
            </a>
          ))}
        </nav>
        <div className="x-inv-main">
          {data.sections.map((section) => (
            <section key={section.key} id={`s-${section.key}`}>
              <Card title={section.title[lang]}>
                <Questions
                  id={data.id}
                  section={section}
                  answers={answers}
                  pictures={data.pictures}
                  writable={data.mayWrite}
                  onAnswer={(question, answer) => keeping.write({ findings: { [question]: answer } })}
                  onPictures={again}
                />
              </Card>
            </section>
          ))}
          <ConclusionCard data={data} keeping={keeping} />
        </div>
        <aside className="x-inv-side">
          <IndicatorsCard data={data} />
          {data.state === 'submitted' && <Verdict data={data} again={again} />}
        </aside>
      </div>
      {data.mayWrite && (
        <Bar data={data} keeping={keeping} answered={answered} asked={asked.length} missing={missing} again={again} />
      )}
    </RecordPage>
  );
}

function Standing({ data }: { data: Investigation }) {
  const { t } = useReading();
  if (data.state === 'verified')
    return <>{t('investigations.verifiedBy', { by: data.checkedBy ?? '', on: instantDay(data.checkedAt ?? data.openedAt) })}</>;
  if (data.state === 'returned')
    return (
      <RiskMark
        step={3}
        word={<span data-content>{t('investigations.returned', { by: data.checkedBy ?? '', note: data.checkNote ?? '' })}</span>}
      />
    );
  return data.state === 'submitted' ? <>{t('investigations.waitsFor')}</> : null;
}

export function ReportButtons({ id }: { id: string }) {
  const { t, lang } = useReading();
  const [busy, setBusy] = useState<'pdf' | 'docx' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const print = async (format: 'pdf' | 'docx') => {
    setBusy(format);
    setError(null);
    await download(report, { id, format, language: lang }).catch(setError);
    setBusy(null);
  };
  return (
    <>
      <Button loading={busy === 'pdf'} onClick={() => void print('pdf')}>
        {t('investigations.reportPdf')}
      </Button>
      <Button loading={busy === 'docx'} onClick={() => void print('docx')}>
        {t('investigations.reportWord')}
      </Button>
      <Refusal error={error} />
    </>
  );
}

/** The second look: verified it counts, returned it is written in again. */
function Verdict({ data, again }: { data: Investigation; again: () => void }) {
  const { t } = useReading();
  const mayVerify = useMay('files.verify');
  const acting = useAct(check);
  const [note, setNote] = useState('');
  if (!mayVerify) return null;
  const decide = (outcome: 'verified' | 'returned') =>
    acting.mutate(
      { input: { id: data.id, version: data.version, outcome, ...(note.trim().length >= 2 ? { note: note.trim() } : {}) } },
      { onSuccess: again },
    );
  return (
    <Card title={t('investigations.state.submitted')}>
      {data.mayVerify ? (
        <div className="x-inv-form">
          <Button type="primary" block loading={acting.isPending} onClick={() => decide('verified')}>
            {t('investigations.verify')}
          </Button>
          <Input.TextArea
            aria-label={t('investigations.returnNote')}
            placeholder={t('investigations.returnNote')}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button block disabled={note.trim().length < 2} loading={acting.isPending} onClick={() => decide('returned')}>
            {t('investigations.return')}
          </Button>
        </div>
      ) : (
        <p className="x-quiet">{t('investigations.ownEntry')}</p>
      )}
      <Refusal error={acting.error} />
    </Card>
  );
}

type Asked = Investigation['sections'][number]['questions'];

/** At the foot, always in reach of the thumb: what is kept, what is missing, the way on. */
function Bar({
  data,
  keeping,
  answered,
  asked,
  missing,
  again,
}: {
  data: Investigation;
  keeping: Keeping;
  answered: number;
  asked: number;
  missing: Asked;
  again: () => void;
}) {
  const { t } = useReading();
  const navigate = useNavigate();
  const submitting = useAct(submit);
  const dropping = useAct(drop);
  const [asking, setAsking] = useState(false);
  const [first] = missing;
  const send = async () => {
    if (!(await keeping.flush())) return;
    await submitting.mutateAsync({ input: { id: data.id, version: keeping.version() } }).catch(() => null);
    again();
  };
  const kept =
    keeping.state === 'offline'
      ? t('investigations.offline', { count: countOf(keeping.unsaved) })
      : keeping.state === 'saving'
        ? t('investigations.saving')
        : keeping.state === 'waiting'
          ? t('investigations.unsaved', { count: countOf(keeping.unsaved) })
          : t('investigations.saved');
  return (
    <footer className="x-inv-bar">
      <span className="x-inv-progress" title={formatPercent(asked === 0 ? 0 : Math.round((answered / asked) * 1e6), 0)}>
        <i style={{ width: `${asked === 0 ? 0 : (answered / asked) * 100}%` }} />
      </span>
      <span className={keeping.state === 'offline' ? 'x-risk-text-3' : 'x-quiet'} aria-live="polite">
        {`${t('investigations.progress', { answered, asked })} · ${kept}`}
      </span>
      <Refusal error={keeping.error ?? submitting.error ?? dropping.error} />
      <span className="x-inv-bar-acts">
        <Button type="text" danger onClick={() => setAsking(true)}>
          {t('investigations.drop')}
        </Button>
        {first ? (
          <Button
            onClick={() => document.getElementById(`q-${first.key}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' })}
          >
            {t('investigations.needed', { count: missing.length })}
          </Button>
        ) : (
          <Button type="primary" loading={submitting.isPending} onClick={() => void send()}>
            {t('investigations.submit')}
          </Button>
        )}
      </span>
      {asking && (
        <Modal
          open
          onCancel={() => setAsking(false)}
          title={t('investigations.drop')}
          okText={t('investigations.drop')}
          okButtonProps={{ danger: true, loading: dropping.isPending }}
          onOk={() =>
            void dropping.mutateAsync({ input: { id: data.id, version: keeping.version() } }).then(
              () => navigate({ to: '/investigations', search: {} as never }),
              () => setAsking(false),
            )
          }
        >
          {t('investigations.dropAsk')}
        </Modal>
      )}
    </footer>
  );
}
