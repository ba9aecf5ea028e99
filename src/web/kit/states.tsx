// Designed states: loading in the final shape, empty with a way to fill it, error with what was kept, no permission, stale, progress.
import { Progress as Bar, Button, Skeleton } from 'antd';
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { ApiProblem } from '#web/api.ts';
import { problemText, roleNames } from '#web/words/problem-text.ts';
import { fieldOf, placeOf } from './at-field.ts';
import { useReading } from './reading.tsx';

function Frame({
  mark,
  title,
  children,
  action,
}: {
  mark: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="x-state">
      <span className="x-state-mark" aria-hidden="true">
        {mark}
      </span>
      <h3>{title}</h3>
      {children && <p>{children}</p>}
      {action && <div className="x-state-action">{action}</div>}
    </div>
  );
}

const scale = (
  <svg
    width="34"
    height="34"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.2"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <title>—</title>
    <path d="M12 3v18M7 21h10M4 7h16M4 7l-2.5 7h5zM20 7l-2.5 7h5z" />
  </svg>
);

/** Nothing here yet: what this is, how to fill it, a button that does. */
export function Empty({ title, children, action }: { title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <Frame mark={scale} title={title} action={action}>
      {children}
    </Frame>
  );
}

/** What happened, what was kept, what to do. A refusal of the server is worded by its code. */
export function ErrorState({ error, retry, kept }: { error: unknown; retry?: () => void; kept?: boolean }) {
  const { t, lang } = useReading();
  if (error instanceof ApiProblem && error.code === 'not_permitted') return <NoPermission roles={error.facts['roles']} />;
  return (
    <Frame mark="!" title={t('kit.errorTitle')} action={retry && <Button onClick={retry}>{t('kit.retry')}</Button>}>
      {problemText(error, t)}
      {kept && (lang === 'zh' ? t('kit.errorKept') : ` ${t('kit.errorKept')}`)}
    </Frame>
  );
}

/** `roles`: who may, as the server names them; `who`: people by name. */
export function NoPermission({ roles, who }: { roles?: unknown; who?: ReactNode }) {
  const { t } = useReading();
  const names = roleNames(roles, t);
  return (
    <Frame mark="⊘" title={t('kit.noPermissionTitle')}>
      {names ? t('access.whoCan', { roles: names }) : t('kit.noPermissionHelp')} {who}
    </Frame>
  );
}

/** What the server said to an act: at the field it is about, else on the tint of a refusal beside what was tried. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useReading();
  const here = useRef<HTMLDivElement>(null);
  const id = useId();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const field = error && here.current ? fieldOf(error, here.current) : null;
    setPlace(field && placeOf(field));
    if (!field) return undefined;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', id);
    return () => {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    };
  }, [error, id]);
  useEffect(() => place?.scrollIntoView({ block: 'nearest' }), [place]);
  if (!error) return null;
  return (
    <div ref={here} {...(place ? {} : { className: 'x-refusal', role: 'alert' })}>
      {place
        ? createPortal(
            <small id={id} className="x-field-wrong" role="alert">
              {problemText(error, t)}
            </small>,
            place,
          )
        : problemText(error, t)}
    </div>
  );
}

/** Rows of the height they will have. */
export function LoadingRows({ rows = 12 }: { rows?: number }) {
  const { t } = useReading();
  return (
    <div className="x-loading" role="status" aria-label={t('kit.loading')}>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
        <span key={at} className="x-loading-row">
          <i style={{ width: `${18 + ((at * 7) % 9)}%` }} />
          <i style={{ width: '8%' }} />
          <i style={{ width: `${38 + ((at * 5) % 17)}%` }} />
        </span>
      ))}
    </div>
  );
}

/** A card of the size it will have. */
export function LoadingCard({ lines = 4 }: { lines?: number }) {
  return (
    <div className="x-card x-card-pad">
      <Skeleton active={false} paragraph={{ rows: lines }} />
    </div>
  );
}

/** A thin notice that the figures are of an earlier moment. */
export function Stale({ at, refresh }: { at: string; refresh?: () => void }) {
  const { t } = useReading();
  return (
    <div className="x-stale" role="status">
      {t('kit.stale', { at })}
      {refresh && (
        <Button size="small" type="link" onClick={refresh}>
          {t('kit.refresh')}
        </Button>
      )}
    </div>
  );
}

/** For work longer than a second: what is being done, how many of how many. */
export function Progress({
  title,
  done,
  total,
  note,
}: {
  title: ReactNode;
  done: number;
  total: number | null;
  note?: ReactNode;
}) {
  const { t, lang } = useReading();
  const format = (count: number) => count.toLocaleString(lang === 'zh' ? 'zh-CN' : 'en-US');
  return (
    <div className="x-progress" role="status">
      <div className="x-progress-head">
        <span>{title}</span>
        <span className="x-num">
          {total === null ? format(done) : t('kit.progress', { done: format(done), total: format(total) })}
        </span>
      </div>
      <Bar percent={total ? Math.min(100, (done / total) * 100) : 0} showInfo={false} size="small" status="normal" />
      {note && <div className="x-progress-note">{note}</div>}
    </div>
  );
}
