// Contacts of a customer: masked, each look in full noted; added, exported, erased.
import { Button, Input, Modal, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { CONTACT_BASES, CONTACT_PURPOSES } from '#engine/dossier-catalogue.ts';
import type { InputOf } from '#platform/operation.ts';
import { download, useAct } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { DayField } from '#web/kit/day-field.tsx';
import { instantText } from '#web/kit/instants.ts';
import { useAsOf, useReading } from '#web/kit/reading.tsx';
import { Empty, LoadingCard, Refusal } from '#web/kit/states.tsx';
import { RiskMark } from '#web/kit/text.tsx';
import { useMay } from '#web/shell/session.tsx';
import { eraseContact, exportContact, lookAtContact, saveContact } from '../contract.ts';
import { ReasonModal } from './file-forms.tsx';
import type { ContactItem } from './names.ts';

export function ContactsCard({ code, contacts }: { code: string; contacts: readonly ContactItem[] }) {
  const { t } = useReading();
  const mayWrite = useMay('files.write');
  const mayRead = useMay('contacts.read');
  const [adding, setAdding] = useState(false);
  const [looking, setLooking] = useState<ContactItem | null>(null);
  return (
    <Card
      className="x-span-6"
      flush
      title={t('dossiers.contacts.title')}
      extra={
        mayWrite && (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('dossiers.act.addContact')}
          </Button>
        )
      }
    >
      {contacts.length === 0 ? (
        <Empty title={t('dossiers.contacts.none')}>{t('dossiers.contacts.noneHelp')}</Empty>
      ) : (
        contacts.map((each) => (
          <div key={each.id} className="x-file-line">
            <span data-content>
              <b>{each.name}</b> {each.position} <span className="x-num">{each.phone ?? each.email}</span>
            </span>
            {mayRead && (
              <Button size="small" type="link" onClick={() => setLooking(each)}>
                {t('dossiers.act.look')}
              </Button>
            )}
            <small>
              {t(`dossiers.purpose.${each.purpose}`)} · {t(`dossiers.basis.${each.basis}`)}
              {each.retainUntil && ` · ${t('dossiers.contacts.retain', { on: each.retainUntil })}`}
            </small>
            {each.sharedWith > 0 && (
              <small>
                <RiskMark step={3} word={t('dossiers.contacts.shared', { count: each.sharedWith })} />
              </small>
            )}
          </div>
        ))
      )}
      {adding && <AddContact code={code} onClose={() => setAdding(false)} />}
      {looking && <LookAt contact={looking} onClose={() => setLooking(null)} />}
    </Card>
  );
}

function AddContact({ code, onClose }: { code: string; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const acting = useAct(saveContact);
  const [text, setText] = useState({ name: '', position: '', phone: '', email: '', wechat: '' });
  const [purpose, setPurpose] = useState<(typeof CONTACT_PURPOSES)[number]>('credit');
  const [basis, setBasis] = useState<(typeof CONTACT_BASES)[number]>('contract');
  const [consentOn, setConsentOn] = useState(today);
  const run = () => {
    const filled = Object.fromEntries(Object.entries(text).filter(([, value]) => value.trim() !== ''));
    const input: InputOf<typeof saveContact> = {
      customer: code,
      ...filled,
      purpose,
      basis,
      ...(basis === 'consent' ? { consentOn } : {}),
    };
    acting.mutate({ input }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      onCancel={onClose}
      title={t('dossiers.act.addContact')}
      footer={
        <Button type="primary" disabled={text.name.trim() === ''} loading={acting.isPending} onClick={run}>
          {t('dossiers.act.addContactDo')}
        </Button>
      }
    >
      <div className="x-file-form">
        {(['name', 'position', 'phone', 'email', 'wechat'] as const).map((key) => (
          <label key={key}>
            <span>{t(`dossiers.contacts.${key}`)}</span>
            <Input
              value={text[key]}
              autoComplete="off"
              maxLength={key === 'email' ? 120 : 60}
              {...(key === 'phone' ? { inputMode: 'tel' as const } : {})}
              onChange={(event) => setText({ ...text, [key]: event.target.value })}
            />
          </label>
        ))}
        <div>
          <span>{t('dossiers.contacts.purpose')}</span>
          <Select
            value={purpose}
            onChange={setPurpose}
            aria-label={t('dossiers.contacts.purpose')}
            options={CONTACT_PURPOSES.map((value) => ({ value, label: t(`dossiers.purpose.${value}`) }))}
          />
        </div>
        <div>
          <span>{t('dossiers.contacts.basis')}</span>
          <Select
            value={basis}
            onChange={setBasis}
            aria-label={t('dossiers.contacts.basis')}
            options={CONTACT_BASES.map((value) => ({ value, label: t(`dossiers.basis.${value}`) }))}
          />
        </div>
        {basis === 'consent' && (
          <label>
            <span>{t('dossiers.contacts.consentOn')}</span>
            <DayField value={consentOn} onChange={setConsentOn} />
          </label>
        )}
      </div>
      <Refusal error={acting.error} />
    </Modal>
  );
}

/** Opening asks for the full values, which is noted; what was shown goes with the window. */
function LookAt({ contact, onClose }: { contact: ContactItem; onClose: () => void }) {
  const { t } = useReading();
  const { today } = useAsOf();
  const mayErase = useMay('files.verify');
  const looking = useAct(lookAtContact);
  const erasing = useAct(eraseContact);
  const [reason, setReason] = useState(false);
  const full = looking.data;
  const asked = useRef(false);
  const { mutate } = looking;
  useEffect(() => {
    // Once a window: each asking is a look that is noted.
    if (asked.current) return;
    asked.current = true;
    mutate({ input: { id: contact.id } });
  }, [mutate, contact.id]);
  if (reason)
    return (
      <ReasonModal
        title={contact.name}
        label={t('dossiers.contacts.why')}
        button={t('dossiers.act.eraseDo')}
        danger
        pending={erasing.isPending}
        error={erasing.error}
        onRun={(text) =>
          erasing.mutate({ input: { id: contact.id, version: contact.version, reason: text } }, { onSuccess: onClose })
        }
        onClose={onClose}
      />
    );
  return (
    <Modal
      open
      onCancel={onClose}
      title={<span data-content>{full?.name ?? contact.name}</span>}
      footer={
        <>
          <Button onClick={() => void download(exportContact, { id: contact.id })}>{t('dossiers.act.export')}</Button>
          {mayErase && (
            <Button danger onClick={() => setReason(true)}>
              {t('dossiers.act.erase')}
            </Button>
          )}
        </>
      }
    >
      {full ? (
        <>
          <dl className="x-codes-text">
            {(['phone', 'email', 'wechat'] as const).map((key) =>
              full[key] === null ? null : (
                <div key={key} className="x-file-line">
                  <dt>{t(`dossiers.contacts.${key}`)}</dt>
                  <dd className="x-num" data-content>
                    {full[key]}
                  </dd>
                </div>
              ),
            )}
          </dl>
          <p className="x-quiet">{t('dossiers.contacts.noted')}</p>
          <ul className="x-quiet">
            {full.looks.map((each) => (
              <li key={`${each.at}${each.by}`} data-content>
                {t('dossiers.contacts.looks', {
                  at: instantText(each.at, today),
                  name: each.by,
                  how: t(`dossiers.how.${each.how as 'full'}`),
                })}
              </li>
            ))}
          </ul>
        </>
      ) : (
        !looking.error && <LoadingCard lines={3} />
      )}
      <Refusal error={looking.error} />
    </Modal>
  );
}
