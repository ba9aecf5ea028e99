// The steps of a study in their order, and what leads on from one to the next.
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useReading } from '#web/kit/reading.tsx';
import type { StudySession } from './use-study.ts';

export const STEPS = ['data', 'variables', 'bins', 'fit', 'validate', 'compare', 'submit'] as const;
export type Step = (typeof STEPS)[number];

/** What leads on from a step, at its foot. */
export function Onward({ children }: { children: ReactNode }) {
  return <footer className="x-lab-onward">{children}</footer>;
}

export function OnwardButton({ to, session, disabled }: { to: Step; session: StudySession; disabled?: boolean }) {
  const { t } = useReading();
  return (
    <Button type="primary" disabled={disabled ?? false} onClick={() => session.go(to)}>
      {t(`lab.onward.${to}`)}
    </Button>
  );
}
