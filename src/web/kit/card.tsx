// Cards: a title that states the finding, and for pictures a table twin behind one switch.
import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useReading } from './reading.tsx';

export type CardProps = {
  readonly title?: ReactNode;
  /** A caption beside the title: what the picture is. */
  readonly caption?: ReactNode;
  /** At the right end of the head. */
  readonly extra?: ReactNode;
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
};

export function Card({ title, caption, extra, flush, className, children }: CardProps) {
  return (
    <section className={`x-card${className ? ` ${className}` : ''}`}>
      {title !== undefined && (
        <header className="x-card-head">
          <h2>
            {title}
            {caption && <small>{caption}</small>}
          </h2>
          {extra && <div className="x-card-extra">{extra}</div>}
        </header>
      )}
      <div className={flush ? 'x-card-flush' : 'x-card-body'}>{children}</div>
    </section>
  );
}

/** The numbers behind a picture. The first column names the row, the others are set right. */
export type TableTwin = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
};

export type ChartCardProps = Omit<CardProps, 'children' | 'extra' | 'flush'> & {
  readonly extra?: ReactNode;
  readonly twin: TableTwin;
  readonly children: ReactNode;
};

export function ChartCard({ twin, extra, children, ...card }: ChartCardProps) {
  const { t } = useReading();
  const [asTable, setAsTable] = useState(false);
  return (
    <Card
      {...card}
      className={`x-chart-card ${card.className ?? ''}`}
      extra={
        <>
          {extra}
          <button
            type="button"
            className="x-twin"
            onClick={() => setAsTable(!asTable)}
            aria-pressed={asTable}
            title={t(asTable ? 'kit.asChart' : 'kit.asTable')}
          >
            {asTable ? <BarChartOutlined /> : <TableOutlined />} {t(asTable ? 'kit.chart' : 'kit.table')}
          </button>
        </>
      }
    >
      {asTable ? <TwinTable twin={twin} /> : children}
    </Card>
  );
}

export function TwinTable({ twin }: { twin: TableTwin }) {
  return (
    <div className="x-twin-scroll">
      <table className="x-twin-table">
        <thead>
          <tr>
            {twin.columns.map((each, at) => (
              <th key={each} className={at > 0 ? 'x-end' : undefined} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {twin.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a twin stand in the order of the picture
            <tr key={at}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns are fixed
                <td key={column} className={column > 0 ? 'x-end' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
