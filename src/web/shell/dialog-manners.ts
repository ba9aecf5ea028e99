// How every dialog behaves under the keyboard: its first field is ready to be typed in, Enter does what its button says, and what was typed is
// not lost by Escape or a click beside it, and a button that waits says for what. In one place, so that no form can forget it.
import { App } from 'antd';
import { useEffect } from 'react';
import { useReading } from '#web/kit/reading.tsx';

const FIELDS =
  'input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="file"], [disabled], [readonly]), textarea:not([disabled])';
const DIALOGS = '.ant-modal, .ant-drawer';
const CLOSES = '.ant-modal-close, .ant-drawer-close';
const MAIN = '.ant-modal-footer .ant-btn-primary, .ant-drawer-footer .ant-btn-primary';
/** What can change whether a form is complete, or who asks. */
const TOLD_AFTER = ['focusin', 'input', 'change', 'click', 'pointerover'] as const;
const BESIDE = '.ant-modal-wrap, .ant-drawer-mask';
/** Lists and calendars that stand over a dialog: the key is theirs. */
const OVER = '.ant-select-dropdown:not(.ant-select-dropdown-hidden), .ant-picker-dropdown:not(.ant-picker-dropdown-hidden)';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** A field that holds what somebody typed: no list to choose from and no day, which have an Enter of their own and are chosen again in a moment. */
function isWritten(target: EventTarget | null): target is Field {
  return (
    (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) &&
    target.matches(FIELDS) &&
    target.getAttribute('role') !== 'combobox' &&
    target.type !== 'search' &&
    !target.closest('.ant-picker, .ant-select')
  );
}

/** The dialog on top of the others; a question asked over a dialog is no form. */
function topDialog(): HTMLElement | null {
  const open = [...document.querySelectorAll<HTMLElement>(DIALOGS)].filter((each) => each.getClientRects().length > 0);
  const last = open.at(-1) ?? null;
  return last?.matches('.ant-modal-confirm') ? null : last;
}

/** What stood in a field when the keyboard first came to it. */
const before = new WeakMap<Field, string>();

function hasTyped(dialog: HTMLElement): boolean {
  return [...dialog.querySelectorAll<Field>(FIELDS)].some((each) => {
    const was = before.get(each);
    return was !== undefined && each.value.trim() !== '' && each.value !== was;
  });
}

/** The focus that the dialog's library sets when it has opened comes from outside and lands on the cross. A day is left alone: it would open its calendar. */
function giveFirstField(target: HTMLElement, from: EventTarget | null): void {
  const dialog = target.closest<HTMLElement>('[role="dialog"]');
  if (!dialog || (from instanceof Node && dialog.contains(from))) return;
  const first = dialog.querySelector<HTMLElement>(FIELDS);
  if (first && !first.closest('.ant-picker')) first.focus();
}

function onFocus({ target, relatedTarget }: FocusEvent): void {
  if (!(target instanceof HTMLElement)) return;
  if (isWritten(target) && !before.has(target) && target.closest(DIALOGS)) before.set(target, target.value);
  if (target.matches('.ant-modal-close')) giveFirstField(target, relatedTarget);
}

/** Enter sends; while something is still missing it goes on to the next field instead. Answers whether the key was used. */
function enter(event: KeyboardEvent): boolean {
  const { target } = event;
  // 229: the key belongs to an input method that is composing, whatever it is called.
  if (event.isComposing || event.keyCode === 229 || !isWritten(target)) return false;
  const control = event.ctrlKey || event.metaKey;
  if (target instanceof HTMLTextAreaElement && !control) return false;
  const dialog = target.closest<HTMLElement>(DIALOGS);
  const button = dialog?.querySelector<HTMLButtonElement>(MAIN);
  if (!dialog || !button) return false;
  if (!button.disabled) {
    if (!button.classList.contains('ant-btn-loading')) button.click();
    return true;
  }
  const fields = [...dialog.querySelectorAll<Field>(FIELDS)];
  const next = fields.slice(fields.indexOf(target) + 1).find((each) => each.getClientRects().length > 0);
  next?.focus();
  return next !== undefined;
}

/** Shorter is no reason that anybody will understand later. */
const WRITTEN_LEAST = 2;
const CHOICES = `${FIELDS}, .ant-segmented`;

/** The words above or beside a field; empty where none are. */
function labelOf(field: Element): string {
  const id = field.id && field.ownerDocument.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const label =
    id ||
    field.closest('label')?.querySelector(':scope > span') ||
    field.closest('.ant-form-item')?.querySelector('.ant-form-item-label label');
  return (label ? label.textContent : (field.getAttribute('aria-label') ?? '')).trim();
}

function isWanting(field: Element): boolean {
  if (field.matches('.ant-segmented')) return !field.querySelector('.ant-segmented-item-selected');
  if (field.closest('.ant-segmented')) return false;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return false;
  if (field.getAttribute('aria-invalid') === 'true') return true;
  // What was chosen from a list stands beside the field in which it is looked for.
  if (field.closest('.ant-select')) return !field.closest('.ant-select')?.querySelector('.ant-select-content-has-value');
  return field.value.trim().length < (field instanceof HTMLTextAreaElement ? WRITTEN_LEAST : 1);
}

/** Labels of what a form still wants: what is empty and not said to be optional, and what cannot be read. */
function wanting(dialog: HTMLElement, optional: string): readonly string[] {
  const fields = [...dialog.querySelectorAll<HTMLElement>(CHOICES)].filter((each) => each.getClientRects().length > 0);
  const labels = fields.filter(isWanting).map(labelOf);
  return [...new Set(labels.filter((label) => label !== '' && !label.includes(optional)))];
}

/** Mounted once, by the shell. */
export function useDialogManners(): void {
  const { modal } = App.useApp();
  const { t } = useReading();
  useEffect(() => {
    let letGo = false;
    const ask = (dialog: HTMLElement) => {
      const typing = document.activeElement;
      modal.confirm({
        title: t('kit.dropTitle'),
        content: t('kit.dropHelp'),
        okText: t('kit.dropKeep'),
        cancelText: t('kit.dropDo'),
        autoFocusButton: 'ok',
        icon: null,
        onOk: () => {
          if (typing instanceof HTMLElement) setTimeout(() => typing.focus());
        },
        onCancel: () => {
          letGo = true;
          dialog.querySelector<HTMLElement>(CLOSES)?.click();
          letGo = false;
        },
      });
    };
    const stop = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && enter(event)) stop(event);
      if (event.key !== 'Escape' || document.querySelector(OVER)) return;
      const dialog = topDialog();
      if (!dialog?.querySelector(CLOSES) || !hasTyped(dialog)) return;
      stop(event);
      ask(dialog);
    };
    const onClick = (event: MouseEvent) => {
      const { target } = event;
      if (letGo || !(target instanceof Element)) return;
      if (!target.closest(CLOSES) && !target.matches(BESIDE)) return;
      const dialog = topDialog();
      if (!dialog || !hasTyped(dialog)) return;
      stop(event);
      ask(dialog);
    };
    // The optional fields are those whose label says so: `kit.optional` is how labels say it.
    const optional = t('kit.optional', { label: '' }).trim();
    const tell = () => {
      for (const button of document.querySelectorAll<HTMLButtonElement>(MAIN)) {
        const dialog = button.closest<HTMLElement>(DIALOGS);
        const labels = dialog && button.disabled ? wanting(dialog, optional) : [];
        const says = labels.length > 0 ? t('kit.wanting', { fields: labels.join(t('kit.separator')) }) : '';
        if (button.title === says) continue;
        button.title = says;
        button.setAttribute('aria-description', says);
        button.parentElement?.setAttribute('data-wanting', says);
      }
    };
    // After the page has drawn what the event changed.
    const soon = () => requestAnimationFrame(() => requestAnimationFrame(tell));
    for (const each of TOLD_AFTER) document.addEventListener(each, soon, true);
    document.addEventListener('focusin', onFocus);
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('click', onClick, true);
    return () => {
      for (const each of TOLD_AFTER) document.removeEventListener(each, soon, true);
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('click', onClick, true);
    };
  }, [modal, t]);
}
