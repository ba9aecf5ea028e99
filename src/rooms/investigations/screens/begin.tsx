// Beginning an investigation: whom, by which template, who goes, when.
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useAct, useOperation } from '#web/api.ts';
import { DayField } from '#web/kit/day-field.tsx';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { open, templates } from '../contract.ts';

export function BeginModal({
  customer,
  onBegun,
  onClose,
}: {
  /** Null: asked for. */
  customer: { readonly code: string; readonly name: string } | null;
  onBegun: (id: string) => void;
  onClose: () => void;
}) {
  const { t, lang } = useReading();
  const { today } = useAsOf();
  const known = useOperation(templates, {});
  const acting = useAct(open);
  const [code, setCode] = useState(customer?.code ?? '');
  const [template, setTemplate] = useState<string | null>(null);
  const [visitOn, setVisitOn] = useState(today);
  const [visitor, setVisitor] = useState('');
  const ready = code.trim() !== '' && visitOn !== '';
  const begin = () => {
    if (!ready) return;
    const input = {
      customer: code.trim(),
      visitOn,
      ...(template ? { template } : {}),
      ...(visitor.trim() ? { visitor: visitor.trim() } : {}),
    };
    acting.mutate({ input }, { onSuccess: (begun) => onBegun(begun.id) });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={
        <span data-content>{customer ? t('investigations.beginFor', { name: customer.name }) : t('investigations.begin')}</span>
      }
      footer={
        <Button type="primary" disabled={!ready} loading={acting.isPending} onClick={begin}>
          {t('investigations.beginDo')}
        </Button>
      }
    >
      <form
        className="x-inv-form"
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        {!customer && (
          <label>
            <span>{t('investigations.customerCode')}</span>
            <Input autoFocus value={code} maxLength={64} onChange={(event) => setCode(event.target.value)} />
          </label>
        )}
        <label>
          <span>{t('investigations.template')}</span>
          <Select
            value={template ?? ''}
            onChange={(next) => setTemplate(next || null)}
            options={[
              { value: '', label: t('investigations.byTemplate') },
              ...(known.data?.templates ?? []).map((each) => ({ value: each.key, label: each.title[lang] })),
            ]}
          />
        </label>
        <label>
          <span>{t('investigations.visitOn')}</span>
          <DayField value={visitOn} onChange={setVisitOn} />
        </label>
        <label>
          <span>{t('investigations.visitor')}</span>
          <Input
            value={visitor}
            maxLength={60}
            placeholder={t('investigations.visitorHelp')}
            onChange={(event) => setVisitor(event.target.value)}
          />
        </label>
        {/* Enter sends, as it does elsewhere. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
      <Refusal error={acting.error} />
    </Modal>
  );
}
