// What the steps of the guide share: where the company stands, the act of a step, whose act it is.
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import type { guide } from '#rooms/policies/contract.ts';
import { useReading } from '#web/kit/reading.tsx';

export type Standing = OutputOf<typeof guide>;

/** Where a step is another person's: who that may be. */
export function ByOthers({ children }: { children?: ReactNode }) {
  const { t } = useReading();
  return (
    <p className="x-caption">
      {t('guide.byOthers')} {children}
    </p>
  );
}

export function StepAct({
  children,
  busy,
  onClick,
  submit,
}: {
  children: ReactNode;
  busy: boolean;
  onClick?: () => void;
  submit?: boolean;
}) {
  return (
    <Button type="primary" loading={busy} {...(onClick ? { onClick } : {})} {...(submit ? { htmlType: 'submit' as const } : {})}>
      {children}
    </Button>
  );
}
