// A dialog that opens gives the keyboard to its first field, not to its cross: who opened a form wants to type.
import { useEffect } from 'react';

const FIELDS =
  'input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="file"], [disabled], [readonly]), textarea:not([disabled])';

/** The focus that the dialog's library sets when it has opened comes from outside and lands on the cross. A day is left alone: it would open its calendar. */
function onFocus({ target, relatedTarget }: FocusEvent): void {
  if (!(target instanceof HTMLElement) || !target.matches('.ant-modal-close')) return;
  const dialog = target.closest('[role="dialog"]');
  if (!dialog || (relatedTarget instanceof Node && dialog.contains(relatedTarget))) return;
  const first = dialog.querySelector<HTMLElement>(FIELDS);
  if (first && !first.closest('.ant-picker')) first.focus();
}

export function useFirstField(): void {
  useEffect(() => {
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, []);
}
