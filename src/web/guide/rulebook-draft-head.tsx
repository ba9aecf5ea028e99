// The head of a rulebook that is being changed: why, from when, what is still wrong, and the way to a second person.
import { Button } from 'antd';
import type { EDITED_KINDS } from '#rooms/policies/contract.ts';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { DraftActs, type DraftHead, useRulebookDraft } from './rulebook-draft.tsx';

const FAULTS_SHOWN = 5;

/** `to`: the page to go back to. `place` says where in the document a fault is, in words. */
export function RulebookDraftHead(props: {
  readonly kind: (typeof EDITED_KINDS)[number];
  readonly title: string;
  readonly to: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly standing: Readonly<Record<string, unknown>>;
  readonly draft: DraftHead | null;
  readonly place: (path: string) => string;
}) {
  const { t } = useReading();
  const draft = useRulebookDraft(props);
  const { changes, parsed } = draft;
  const faults = parsed.ok ? [] : parsed.problems;
  return (
    <Card
      className="x-span-12"
      title={props.title}
      caption={changes.length > 0 ? t('rules.changes', { count: changes.length }) : t('rules.noChanges')}
      extra={<Button onClick={draft.leave}>{t('rules.back')}</Button>}
    >
      {draft.editable && <DraftActs draft={draft} ready={draft.failing === 0} />}
      <Refusal error={draft.error} />
      {faults.length > 0 && (
        <ul className="x-risk-text-3 x-gap-top">
          <li>{t('rules.problems', { count: faults.length })}</li>
          {faults.slice(0, FAULTS_SHOWN).map((each) => (
            <li key={`${each.path} ${each.code}`}>
              {props.place(each.path)} <span className="x-quiet">{each.message}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
