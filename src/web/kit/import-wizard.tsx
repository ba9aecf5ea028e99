// ImportWizard: the frame of stepwise work: numbered steps, the current one's content, what leads on.
import { type ReactNode, useEffect, useRef } from 'react';
import { useReading } from './reading.tsx';

export type WizardStep = { readonly key: string; readonly label: string };

/** Numbered steps, the content of the current one, and what leads on. Earlier steps can be gone back to. */
export function ImportWizard({
  title,
  caption,
  steps,
  at,
  reach = at - 1,
  onStep,
  actions,
  children,
}: {
  title: ReactNode;
  caption?: ReactNode;
  steps: readonly WizardStep[];
  at: number;
  /** The furthest step that may be gone to; only earlier ones unless said. */
  reach?: number;
  onStep?: (at: number) => void;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useReading();
  const way = useRef<HTMLOListElement>(null);
  // On a phone the row of steps is wider than the page: where one stands is seen.
  useEffect(() => {
    const [row, here] = [way.current, way.current?.children[at] as HTMLElement | undefined];
    if (row && here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.clientWidth) / 2;
  }, [at]);
  return (
    <div className="x-wizard">
      <header className="x-wizard-head">
        <div className="x-page-head">
          <h1>{title}</h1>
          {caption && <span className="x-caption">{caption}</span>}
          <div className="x-page-tools">{actions}</div>
        </div>
        <ol className="x-steps" ref={way} aria-label={t('kit.step', { at: at + 1, total: steps.length })}>
          {steps.map((each, index) => (
            <li
              key={each.key}
              aria-current={index === at ? 'step' : undefined}
              className={index < at ? 'x-step-done' : undefined}
            >
              <button type="button" disabled={index === at || index > reach || !onStep} onClick={() => onStep?.(index)}>
                <i>{index < at ? '✓' : index + 1}</i>
                {each.label}
              </button>
            </li>
          ))}
        </ol>
      </header>
      <div className="x-wizard-body">{children}</div>
    </div>
  );
}
