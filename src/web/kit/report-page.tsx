// ReportPage: a day, a scope, a day to compare with; figures, pictures, a table.
import type { ReactNode } from 'react';

export type ReportPageProps = {
  readonly title: ReactNode;
  readonly caption?: ReactNode;
  /** Pickers of the scope and of the day to compare with. */
  readonly scope?: ReactNode;
  readonly actions?: ReactNode;
  /** `FigureCell`s in one strip. */
  readonly figures?: ReactNode;
  readonly children: ReactNode;
};

export function ReportPage({ title, caption, scope, actions, figures, children }: ReportPageProps) {
  return (
    <div className="x-report">
      <header className="x-page-head">
        <h1>{title}</h1>
        {caption && <span className="x-caption">{caption}</span>}
        <div className="x-page-tools">
          {scope}
          {actions}
        </div>
      </header>
      {figures && <FigureStrip>{figures}</FigureStrip>}
      {children}
    </div>
  );
}

/** Figures that share one strip. */
export function FigureStrip({ children }: { children: ReactNode }) {
  return <section className="x-strip x-card">{children}</section>;
}

export type FigureCellProps = {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly unit?: ReactNode;
  /** Change and what it is compared with. */
  readonly change?: ReactNode;
  readonly compared?: ReactNode;
  readonly spark?: ReactNode;
  readonly range?: ReactNode;
};

export function FigureCell({ label, value, unit, change, compared, spark, range }: FigureCellProps) {
  return (
    <div className="x-strip-cell">
      <span className="x-strip-label">{label}</span>
      <span className="x-strip-value">
        {value} {unit && <small>{unit}</small>}
      </span>
      <span className="x-strip-change">
        {change && <b>{change}</b>} {compared}
      </span>
      {(spark || range) && (
        <span className="x-strip-spark">
          {spark}
          {range && <small>{range}</small>}
        </span>
      )}
    </div>
  );
}
