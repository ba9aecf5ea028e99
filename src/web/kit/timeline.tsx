// What happened, newest first: a mark, a moment, a sentence, its details.
import type { ReactNode } from 'react';
import type { RiskStep } from '#web/theme/tokens.ts';
import { RiskMark } from './text.tsx';

export type TimelineEntry = {
  readonly key: string;
  readonly at: string;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** A step of risk where the event carries one; an open dot otherwise. */
  readonly step?: RiskStep;
};

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="x-timeline">
      {entries.map((each) => (
        <li key={each.key}>
          <span className="x-timeline-mark">{each.step ? <RiskMark step={each.step} hideWord /> : <i />}</span>
          <time>{each.at}</time>
          <strong>{each.title}</strong>
          {each.detail && <span>{each.detail}</span>}
        </li>
      ))}
    </ol>
  );
}

/** Moment at the left, sentence at the right: what changed since someone last looked. */
export function Changes({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="x-changes">
      {entries.map((each) => (
        <li key={each.key}>
          <time>{each.at}</time>
          <div>
            <strong>{each.title}</strong>
            {each.detail && <span>{each.detail}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}
