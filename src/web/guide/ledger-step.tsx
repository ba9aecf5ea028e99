// The first ledger: one's own by import, or the demo company to get to know the product.
import { Link } from '@tanstack/react-router';
import { App, Button, Typography } from 'antd';
import { useState } from 'react';
import { load } from '#rooms/demonstration/contract.ts';
import { useAct, useProgress } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Progress, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { roleNames } from '#web/words/problem-text.ts';
import { ByOthers, type Standing } from './step.tsx';
import { WhoMay } from './who-may.tsx';

export function LedgerStep({ demo }: { demo: Standing['demo'] }) {
  const { t } = useReading();
  const mayImport = useMay('ledger.import');
  const mayDemo = useMay('system.manage');
  return (
    <div className="x-guide-two">
      <div>
        <p className="x-caption">{t('guide.ledger.importHelp')}</p>
        {mayImport ? (
          <Link to="/import">
            <Button type="primary">{t('guide.ledger.import')}</Button>
          </Link>
        ) : (
          <ByOthers>
            <WhoMay permission="ledger.import" />
          </ByOthers>
        )}
      </div>
      {demo.loaded ? <p className="x-caption">{t('guide.ledger.demoLoaded')}</p> : demo.offered && mayDemo && <Demo />}
    </div>
  );
}

function Demo() {
  const { t, lang } = useReading();
  const act = useAct(load);
  const [progressId, setProgressId] = useState<string | null>(null);
  const progress = useProgress(act.isPending ? progressId : null);
  const { modal } = App.useApp();
  const begin = async () => {
    const id = crypto.randomUUID();
    setProgressId(id);
    try {
      const made = await act.mutateAsync({ input: {}, progressId: id });
      // Over the page, for the guide makes way for the workbench as soon as there is a ledger.
      modal.info({ title: t('guide.ledger.demoLoaded'), width: 560, content: <DemoPeople {...made} /> });
    } catch {
      // Said below the button.
    }
  };
  return (
    <div>
      <p className="x-caption">{t('guide.ledger.demoHelp')}</p>
      {act.isPending ? (
        <Progress
          title={t('guide.ledger.demoWork')}
          done={progress?.done ?? 0}
          total={progress?.total ?? null}
          note={lang === 'zh' ? progress?.label : undefined}
        />
      ) : (
        <Button onClick={() => void begin()}>{t('guide.ledger.demo')}</Button>
      )}
      <Refusal error={act.error} />
    </div>
  );
}

type DemoStaff = {
  readonly staff: readonly { login: string; name: string; role: string }[];
  readonly staffPassword: string;
};

/** The invented people and the password they share: shown once. */
function DemoPeople({ staff, staffPassword }: DemoStaff) {
  const { t } = useReading();
  return (
    <div className="x-guide-once" role="status">
      {t('guide.ledger.demoPeople')}{' '}
      <Typography.Text code copyable={{ tooltips: [t('access.copy'), t('access.copied')] }}>
        {staffPassword}
      </Typography.Text>
      <small>
        {staff
          .filter((each) => each.role !== 'sales' && each.role !== 'administrator')
          .map((each) => `${each.login} (${each.name}, ${roleNames([each.role], t)})`)
          .join(t('kit.separator'))}
      </small>
    </div>
  );
}
