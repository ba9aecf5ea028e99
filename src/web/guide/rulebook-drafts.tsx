// A kind of rulebook on a page of its own: where a change starts from, the drafts that wait, the versions so far.
import { Link, useNavigate } from '@tanstack/react-router';
import { draft, drafts, type EDITED_KINDS, inForce, versions } from '#rooms/policies/contract.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { instantDay } from '#web/kit/instants.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';

type EditedKind = (typeof EDITED_KINDS)[number];

/** What the address asks. `f_draft`: a draft's id, or a word for one not written yet (`new`); `f_from`: the version a new draft starts from. */
export type DraftAsked = { readonly f_draft?: string; readonly f_from?: string };

/** The way to a draft's page. */
export function useToDraft(to: string): (search: DraftAsked) => void {
  const navigate = useNavigate();
  return (search) => void navigate({ to, search: search as never });
}

/**
 * The body a change starts from: of the draft, of the version asked for, else what is in force. `unwritten`: the words that stand for a
 * draft not written yet. `start` is null until all of it is there.
 */
export function useDraftStart(kind: EditedKind, draftId: string, from: string | null, unwritten: readonly string[]) {
  const known = !unwritten.includes(draftId);
  const standing = useOperation(inForce, {});
  const past = useOperation(versions, { kind }, { enabled: from !== null });
  const one = useOperation(draft, { id: draftId }, { enabled: known });
  const book = standing.data?.rulebooks.find((each) => each.kind === kind);
  const older = past.data?.versions.find((each) => String(each.version) === from);
  const isThere = book !== undefined && (!known || one.data !== undefined) && (from === null || past.data !== undefined);
  return {
    error: standing.error ?? one.error ?? past.error,
    retry: () => void standing.refetch(),
    standing: book?.body ?? null,
    start: isThere ? ((known ? one.data?.body : older?.body) ?? book.body) : null,
    draft: known && one.data ? one.data.draft : null,
  };
}

/**
 * Two cards: drafts that are not in force yet, and the versions so far with the way to start from one. `to`: the page of the kind. `shows`: the
 * page shows an older version where the address asks for it (`f_version`).
 */
export function DraftsAndVersions({ kind, to, shows = false }: { kind: EditedKind; to: string; shows?: boolean }) {
  const { t } = useReading();
  const mayWrite = useMay('policies.write');
  const open = useOperation(drafts, { kind });
  const past = useOperation(versions, { kind });
  const waiting = (open.data?.drafts ?? []).filter((each) => each.state !== 'approved');
  return (
    <>
      {waiting.length > 0 && (
        <Card className="x-span-6" title={t('rules.drafts')}>
          <div className="x-lines x-lines-ruled">
            {waiting.map((each) => (
              <div key={each.id}>
                <Link to={to} search={{ f_draft: each.id } as never}>
                  {each.note}
                </Link>
                <span className="x-caption">
                  {t(`rules.draftState.${each.state}`)} · {each.changedBy} · {instantDay(each.changedAt)}
                </span>
              </div>
            ))}
          </div>
        </Card>
      )}
      <Card className="x-span-6" title={t('rules.history')}>
        <div className="x-lines x-lines-ruled">
          {(past.data?.versions ?? []).map((each) => (
            <div key={each.version}>
              <span>
                {shows ? (
                  <Link to={to} search={{ f_version: String(each.version) } as never}>
                    {t('rules.historyLine', { version: each.version })}
                  </Link>
                ) : (
                  t('rules.historyLine', { version: each.version })
                )}{' '}
                · {each.note === 'shipped' ? t('rules.shipped') : each.note}
              </span>
              <span className="x-caption">
                {instantDay(each.inForceFrom)}
                {each.approvedBy && ` · ${t('rules.historyBy', { by: each.approvedBy })}`}{' '}
                {mayWrite && (
                  <Link to={to} search={{ f_draft: 'new', f_from: String(each.version) } as never}>
                    {t('rules.startFrom')}
                  </Link>
                )}
              </span>
            </div>
          ))}
        </div>
      </Card>
    </>
  );
}
