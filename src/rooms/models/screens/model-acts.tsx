// What can be done with a model now, by whom, and what comes of it: validated on another table, approved, let decide, watched, stopped.
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { move, validate, watched } from '../contract.ts';
import type { CardData, Training } from './model.tsx';
import type { ModelState } from './state-tag.tsx';
import { TableFile } from './table-file.tsx';

const WAY = ['draft', 'validated', 'approved', 'live'] as const;
type MoveAct = 'approve' | 'go-live' | 'shadow' | 'retire' | 'stop' | 'resume' | 'heed';
type Act = 'validate' | MoveAct;

/** The acts a state allows, the one that leads on first. */
const ALLOWED: Readonly<Record<ModelState, readonly Act[]>> = {
  draft: ['validate', 'retire'],
  validated: ['approve', 'validate', 'retire'],
  approved: ['go-live', 'shadow', 'retire'],
  live: ['stop', 'shadow', 'retire', 'heed'],
  shadow: ['go-live', 'stop', 'retire', 'heed'],
  stopped: ['resume', 'retire'],
  retired: [],
};

export function ModelActs({ data }: { data: CardData }) {
  const { t } = useReading();
  const mayValidate = useMay('ratings.run');
  const mayMove = useMay('approvals.decide');
  const [doing, setDoing] = useState<Act | null>(null);
  const { state } = data.model;
  const at = WAY.findIndex((each) => each === (state === 'shadow' ? 'approved' : state));
  const last = useOperation(watched, { model: data.model.name, version: data.model.version }).data?.looks.find(
    (each) => each.monthOn !== null,
  );
  const warns = last !== undefined && (last.standing === 'shifted' || last.falls);
  const heeded = data.acts.some((each) => each.act === 'heed' && each.at.slice(0, 10) >= (last?.on ?? ''));
  const acts = ALLOWED[state].filter((act) =>
    act === 'validate' ? mayValidate : act === 'heed' ? mayMove && warns && !heeded : mayMove,
  );
  return (
    <Card title={t(`models.now.${state}`)}>
      {at >= 0 && (
        <ol className="x-lab-way">
          {WAY.map((each, index) => (
            <li
              key={each}
              className={index <= at ? 'x-lab-way-done' : undefined}
              aria-current={index === at ? 'step' : undefined}
            >
              {t(`models.state.${each}`)}
            </li>
          ))}
        </ol>
      )}
      <p className="x-caption">{t(`models.next.${state}`)}</p>
      <div className="x-lab-side-acts">
        {acts.map((act, index) => (
          <Button
            key={act}
            block
            {...(index === 0 ? { type: 'primary' as const } : {})}
            danger={act === 'stop'}
            onClick={() => setDoing(act)}
          >
            {t(`models.act.${act}`)}
          </Button>
        ))}
      </div>
      {doing === 'validate' && <ValidateDialog data={data} onClose={() => setDoing(null)} />}
      {doing !== null && doing !== 'validate' && <MoveDialog data={data} act={doing} onClose={() => setDoing(null)} />}
    </Card>
  );
}

function MoveDialog({ data, act, onClose }: { data: CardData; act: MoveAct; onClose: () => void }) {
  const { t } = useReading();
  const moving = useAct(move);
  const [reason, setReason] = useState('');
  const { name, version } = data.model;
  const go = () =>
    void moving
      .mutateAsync({ input: { model: name, version, act, reason: reason.trim() } })
      .then(onClose)
      .catch(() => {});
  return (
    <Modal
      open
      title={t(`models.act.${act}`)}
      okText={t(`models.act.${act}`)}
      cancelText={t('models.leave')}
      okButtonProps={{ disabled: reason.trim().length < 2, loading: moving.isPending, danger: act === 'stop' }}
      onOk={go}
      onCancel={onClose}
    >
      <p>{t(`models.consequence.${act}`, { name, version })}</p>
      <label htmlFor="model-reason" className="x-lab-form">
        {t('models.why')}
        <Input.TextArea
          id="model-reason"
          autoFocus
          autoSize={{ minRows: 2 }}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <Refusal error={moving.error} />
    </Modal>
  );
}

function ValidateDialog({ data, onClose }: { data: CardData; onClose: () => void }) {
  const { t } = useReading();
  const validating = useAct(validate);
  const training = data.training as Training;
  const [file, setFile] = useState<File | null>(null);
  const [target, setTarget] = useState(training.asked?.target ?? '');
  const [bad, setBad] = useState(training.asked?.bad ?? '');
  const [reason, setReason] = useState('');
  const { name, version } = data.model;
  const ready = file !== null && target !== '' && bad !== '' && reason.trim().length >= 2;
  const go = () =>
    file &&
    void validating
      .mutateAsync({ input: { model: name, version, target, bad, reason: reason.trim() }, file })
      .then(onClose)
      .catch(() => {});
  return (
    <Modal
      open
      title={t('models.act.validate')}
      okText={t('models.validateGo')}
      cancelText={t('models.leave')}
      okButtonProps={{ disabled: !ready, loading: validating.isPending }}
      onOk={go}
      onCancel={onClose}
    >
      <p>{t('models.consequence.validate')}</p>
      <div className="x-lab-form">
        <TableFile file={file} choose={setFile} />
        <label htmlFor="validate-target">
          {t('lab.data.target')}
          <Input id="validate-target" value={target} onChange={(event) => setTarget(event.target.value)} />
        </label>
        <label htmlFor="validate-bad">
          {t('models.badValue')}
          <Input id="validate-bad" value={bad} onChange={(event) => setBad(event.target.value)} />
        </label>
        <label htmlFor="validate-reason">
          {t('models.conclusion')}
          <Input.TextArea
            id="validate-reason"
            autoSize={{ minRows: 2 }}
            maxLength={500}
            placeholder={t('models.conclusionExample')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      </div>
      <Refusal error={validating.error} />
    </Modal>
  );
}
