// Merging two customers: which one stays, what is taken from the other, what moves, and what stands in the way.
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import type { WireMoney } from '#base/money.ts';
import { useAct, useOperation } from '#web/api.ts';
import { unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { MERGE_FIELDS, type MergeField, merge, previewMerge } from '../contract.ts';
import type { Pair } from './duplicates.tsx';

export function MergeDialog({ pair, onClose }: { pair: Pair; onClose: () => void }) {
  const { t, money, lang } = useReading();
  const [kept, setKept] = useState<'a' | 'b'>('a');
  const [take, setTake] = useState<readonly MergeField[]>([]);
  const [reason, setReason] = useState('');
  const [survivor, merged] = kept === 'a' ? [pair.a, pair.b] : [pair.b, pair.a];
  const preview = useOperation(previewMerge, { survivor: survivor.code, merged: merged.code });
  const merging = useAct(merge);
  const seen = preview.data;
  const differing = MERGE_FIELDS.filter((field) => (merged[field] ?? null) !== null && merged[field] !== survivor[field]);
  const ready = seen !== undefined && seen.blockers.length === 0 && reason.trim().length >= 2;
  const send = () =>
    merging.mutate(
      {
        input: {
          survivor: survivor.code,
          merged: merged.code,
          take: take.filter((field) => differing.includes(field)),
          reason: reason.trim(),
        },
      },
      { onSuccess: (answer) => answer.state === 'done' && onClose() },
    );
  if (merging.data?.state === 'proposed') {
    return (
      <Modal open onCancel={onClose} footer={null} title={t('identity.dup.sent')}>
        <Link to="/approvals">{t('customer.lim.seeCase')}</Link>
      </Modal>
    );
  }
  // To the cent and with its currency: an amount decides here, and several currencies may stand below each other.
  const exact = (value: WireMoney) => `${money(value, { scale: 'one' })} ${unitOf(value.currency, 'one', lang)}`;
  const label = (field: MergeField) =>
    `${t(`identity.dup.field.${field}`)}${lang === 'zh' ? '：' : ': '}${String(merged[field])}`;
  return (
    <Modal
      open
      width={620}
      onCancel={onClose}
      title={t('identity.dup.mergeTitle')}
      footer={
        <Button type="primary" disabled={!ready} loading={merging.isPending} onClick={send}>
          {seen?.needsSecondPerson
            ? t('identity.dup.askMerge')
            : t('identity.dup.doMerge', { merged: merged.code, survivor: survivor.code })}
        </Button>
      }
    >
      <Form layout="vertical" onFinish={() => ready && send()}>
        <Form.Item label={t('identity.dup.keep')}>
          <Radio.Group value={kept} onChange={(event) => setKept(event.target.value as 'a')} data-content>
            {(['a', 'b'] as const).map((side) => (
              <div key={side}>
                <Radio value={side}>{t('identity.dup.keepThis', { code: pair[side].code, name: pair[side].name })}</Radio>
              </div>
            ))}
          </Radio.Group>
        </Form.Item>
        {differing.length > 0 && (
          <Form.Item label={t('identity.dup.take')}>
            <Checkbox.Group value={[...take]} onChange={(next) => setTake(next as MergeField[])} data-content>
              {differing.map((field) => (
                <div key={field}>
                  <Checkbox value={field}>{label(field)}</Checkbox>
                </div>
              ))}
            </Checkbox.Group>
          </Form.Item>
        )}
        {preview.error ? (
          <ErrorState error={preview.error} retry={() => void preview.refetch()} />
        ) : seen === undefined ? (
          <LoadingRows rows={3} />
        ) : (
          <div className="x-lines">
            {seen.moves.length === 0 && <p>{t('identity.dup.movesNothing', { code: merged.code })}</p>}
            {seen.moves.map((each) => (
              <p key={each.currency}>
                {t('identity.dup.moves', {
                  code: merged.code,
                  exposure: exact(each.exposure),
                  count: each.openItems,
                  survivor: survivor.code,
                  after: exact(each.survivorAfter),
                })}
              </p>
            ))}
            {seen.limitsLost.map((limit) => (
              <p key={limit.currency}>{t('identity.dup.limitLost', { code: merged.code, limit: exact(limit) })}</p>
            ))}
            {seen.needsSecondPerson && <p>{t('identity.dup.second', { alone: exact(seen.alone) })}</p>}
            {seen.blockers.map((each) => (
              <RiskMark
                key={each.code}
                step={4}
                word={t(`identity.dup.blocked.${each.code as 'frozen'}`, { code: merged.code })}
              />
            ))}
            <p className="x-quiet">{t('identity.dup.history')}</p>
          </div>
        )}
        <Form.Item label={t('glossary.reason')} htmlFor="merge-reason" className="x-gap-top">
          <Input.TextArea
            id="merge-reason"
            value={reason}
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 4 }}
            placeholder={t('kit.reasonPlaceholder')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
      <Refusal error={merging.error} />
    </Modal>
  );
}
