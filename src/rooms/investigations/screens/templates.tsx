// Templates of investigations: what each asks and what it feeds; changed in a draft that a second person approves.
import { useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { INVESTIGATION_ABOUT, type InvestigationKey } from '#engine/investigation-indicators.ts';
import { RatingsTabs } from '#rooms/ratings/screens/ratings-tabs.tsx';
import { useOperation } from '#web/api.ts';
import { type DraftAsked, DraftsAndVersions, useDraftStart, useToDraft } from '#web/guide/rulebook-drafts.tsx';
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { ErrorState, LoadingCard, NoPermission } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { templates } from '../contract.ts';
import { type Body, TemplateEditor } from './template-editor.tsx';
import './investigations.css';

export function TemplatesPage() {
  const { t } = useReading();
  const may = useMay('customers.read');
  const asked = useSearch({ strict: false }) as DraftAsked;
  return (
    <RatingsTabs deeper={[{ label: t('investigations.part.templates') }]}>
      {!may ? (
        <NoPermission />
      ) : asked.f_draft ? (
        <Editing key={asked.f_draft} draftId={asked.f_draft} from={asked.f_from ?? null} />
      ) : (
        <InForce />
      )}
    </RatingsTabs>
  );
}

function InForce() {
  const { t, lang } = useReading();
  const go = useToDraft('/investigations/templates');
  const mayWrite = useMay('policies.write');
  const mayRead = useMay('policies.read');
  const asked = useOperation(templates, {});
  if (asked.error) return <ErrorState error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <LoadingCard lines={12} />;
  return (
    <div className="x-cards x-scroll">
      {asked.data.templates.map((each, at) => (
        <Card
          key={each.key}
          className="x-span-6"
          title={each.title[lang]}
          caption={[
            t('investigations.tpl.version', { version: asked.data.version }),
            t('investigations.tpl.count', {
              sections: each.sections.length,
              questions: each.sections.reduce((sum, section) => sum + section.questions.length, 0),
            }),
            t('investigations.tpl.fresh', { days: each.freshDays }),
          ].join(' · ')}
          extra={
            mayWrite &&
            at === 0 && (
              <Button type="primary" onClick={() => go({ f_draft: 'new' })}>
                {t('investigations.tpl.edit')}
              </Button>
            )
          }
        >
          <p className="x-quiet" data-content>
            {each.segments.length === 0
              ? t('investigations.tpl.everybody')
              : t('investigations.tpl.segments', { list: each.segments.join(t('kit.separator')) })}
          </p>
          {each.sections.map((section) => (
            <section key={section.key} className="x-tpl-section">
              <b>{section.title[lang]}</b>
              <ul>
                {section.questions.map((question) => (
                  <li key={question.key}>
                    <span>{question.title[lang]}</span>
                    <span className="x-caption">
                      {[
                        t(`investigations.tpl.kinds.${question.kind}`),
                        ...(question.required ? [t('investigations.tpl.required')] : []),
                        ...(question.feeds
                          ? [
                              t('investigations.tpl.feeds', {
                                indicator: INVESTIGATION_ABOUT[question.feeds as InvestigationKey].title[lang].replace(
                                  /^(资信调查：|Investigation: )/,
                                  '',
                                ),
                              }),
                            ]
                          : []),
                      ].join(' · ')}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </Card>
      ))}
      {mayRead && <DraftsAndVersions kind="investigations" to="/investigations/templates" />}
    </div>
  );
}

function Editing({ draftId, from }: { draftId: string; from: string | null }) {
  const at = useDraftStart('investigations', draftId, from, ['new']);
  if (at.error) return <ErrorState error={at.error} retry={at.retry} />;
  if (!at.standing || !at.start) return <LoadingCard lines={10} />;
  return <TemplateEditor start={at.start as unknown as Body} standing={at.standing} draft={at.draft} />;
}
