// From recording to holding, with its consequence in figures; and back.
import { Link } from '@tanstack/react-router';
import { Button, Form, Input } from 'antd';
import { shadowReport } from '#rooms/orders/contract.ts';
import { setMode } from '#rooms/policies/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { useMay, useSession } from '#web/shell/session.tsx';
import { zh } from '#web/words/zh.ts';
import { ByOthers, type Standing, StepAct } from './step.tsx';
import { WhoMay } from './who-may.tsx';

function useShadow() {
  const may = useMay('orders.read');
  const { data } = useOperation(shadowReport, {}, { enabled: may });
  if (!data) return null;
  const held = data.outcomes.filter((each) => each.outcome !== 'clear').reduce((sum, each) => sum + each.checks, 0);
  return { checks: data.checks, held };
}

export function ShadowStep() {
  const { t } = useReading();
  const shadow = useShadow();
  const session = useSession();
  return (
    <>
      <p>
        {shadow && shadow.checks > 0
          ? t('guide.shadow.done', { checks: shadow.checks, held: shadow.held })
          : t('guide.shadow.todo')}
      </p>
      <div className="x-form-act">
        {session?.permissions.has('orders.read') && (
          <Link to="/orders/shadow">
            <Button type="primary">{t('guide.shadow.open')}</Button>
          </Link>
        )}
        {session?.permissions.has('orders.check') && <Link to="/orders/simulate">{t('guide.shadow.simulate')}</Link>}
      </div>
    </>
  );
}

export function GoLiveStep({ standing }: { standing: Standing }) {
  const { t } = useReading();
  const may = useMay('policies.write');
  const shadow = useShadow();
  const change = useAct(setMode);
  const live = standing.mode.mode === 'live';
  if (!may)
    return (
      <ByOthers>
        <WhoMay permission="policies.write" />
      </ByOthers>
    );
  const missing = standing.missing.map((each) =>
    Object.hasOwn(zh.guide.missing, each) ? t(`guide.missing.${each as 'ledger'}`) : each,
  );
  if (!live && !standing.canGoLive) {
    return <p className="x-guide-missing">{t('guide.goLive.missing', { what: missing.join(t('kit.separator')) })}</p>;
  }
  return (
    <Form<{ reason: string }>
      layout="vertical"
      requiredMark={false}
      className="x-guide-live"
      onFinish={({ reason }) => change.mutate({ input: { mode: live ? 'shadow' : 'live', reason: reason.trim() } })}
    >
      {!live && shadow && shadow.checks > 0 && (
        <p>{t('guide.goLive.consequence', { checks: shadow.checks, held: shadow.held })}</p>
      )}
      <Form.Item
        name="reason"
        label={t(live ? 'guide.goLive.backReason' : 'guide.goLive.reason')}
        rules={[{ required: true, min: 2, whitespace: true, message: '' }]}
      >
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 3 }} maxLength={500} />
      </Form.Item>
      <Refusal error={change.error} />
      <div className="x-form-act">
        {live ? (
          <Button htmlType="submit" loading={change.isPending}>
            {t('guide.goLive.back')}
          </Button>
        ) : (
          <StepAct busy={change.isPending} submit>
            {t('guide.goLive.act')}
          </StepAct>
        )}
      </div>
    </Form>
  );
}
