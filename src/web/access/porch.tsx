// The page before the pages: one card with the mark, for signing in and for a first password.
import type { ReactNode } from 'react';
import { useReading } from '#web/kit/reading.tsx';
import { Mark } from '#web/shell/mark.tsx';
import './access.css';

export function Porch({
  title,
  note,
  foot,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  foot?: ReactNode;
  children?: ReactNode;
}) {
  const { t } = useReading();
  return (
    <main className="x-porch">
      <div className="x-porch-name">
        <Mark />
        <strong>{t('shell.product')}</strong>
        <span>{t('access.tagline')}</span>
      </div>
      <section className="x-porch-card x-card">
        <h1>{title}</h1>
        {note && <p className="x-porch-note">{note}</p>}
        {children}
      </section>
      {foot && <footer className="x-porch-foot">{foot}</footer>}
    </main>
  );
}
