// Putting documents under a contract that name none: chosen from the customer's, by hand.
import { Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty, LoadingRows, Refusal } from '#web/kit/states.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { linkable, linkDocuments } from '../contract.ts';

export function LinkDocuments({ id, number, onClose }: { id: string; number: string; onClose: () => void }) {
  const { t } = useReading();
  const asked = useOperation(linkable, { id });
  const linking = useAct(linkDocuments);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = asked.data?.documents;
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{t('contracts.link.title', { number })}</span>}
      footer={
        <Button
          type="primary"
          disabled={chosen.length === 0}
          loading={linking.isPending}
          onClick={() => linking.mutate({ input: { id, documents: [...chosen] } }, { onSuccess: onClose })}
        >
          {t('contracts.link.do', { count: chosen.length })}
        </Button>
      }
    >
      {!rows ? (
        <LoadingRows rows={5} />
      ) : rows.length === 0 ? (
        <Empty title={t('contracts.link.none')} />
      ) : (
        <Checkbox.Group className="x-link-list" value={[...chosen]} onChange={(next) => setChosen(next.map(String))}>
          {rows.map((each) => (
            <Checkbox key={each.id} value={each.id}>
              <span data-content>{each.number}</span>{' '}
              <span className="x-aside x-num">
                {each.issuedOn} · <MoneyText value={each.amount} />
                {each.names !== null && ` · ${t('contracts.link.names', { number: each.names })}`}
              </span>
            </Checkbox>
          ))}
        </Checkbox.Group>
      )}
      <Refusal error={asked.error ?? linking.error} />
    </Modal>
  );
}
