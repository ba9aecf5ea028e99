// Keyboard: pages register keys with their meaning; the ? overlay lists what is registered right now.
import { Modal } from 'antd';
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { useReading } from './reading.tsx';
import { Key } from './text.tsx';

export type Shortcut = {
  /** As in KeyboardEvent.key, lower case; with `ctrl+` before it, or two in a row for "g w". */
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
  /** Works while typing in a field too. Ctrl combinations always do. */
  readonly inFields?: boolean;
  /** Left out of the overlay: a second key for the same thing. */
  readonly quiet?: boolean;
};

type Layer = { readonly scope: 'everywhere' | 'here'; readonly alone: boolean; shortcuts: readonly Shortcut[] };

// The newest layer wins, so that a drawer can take J and K from the list under it.
const layers: Layer[] = [];
const listeners = new Set<() => void>();
let version = 0;
function changed(): void {
  version += 1;
  for (const each of listeners) each();
}

/** Two keys in a row ("g l") count as one shortcut within this time. */
const CHORD_MS = 900;
let pending: { key: string; at: number } | null = null;

/** A box that is ticked is no field: whoever ticked rows with the mouse goes on with the keys. */
function isBox(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'checkbox';
}

/** Whether letters pressed there are written, not keys. */
export function inField(target: EventTarget | null): boolean {
  if (isBox(target)) return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** A button under focus keeps Space and Enter for itself, a box Space. */
function ownKey(target: EventTarget | null, key: string): boolean {
  if (isBox(target)) return key === ' ';
  return (
    (key === ' ' || key === 'enter') &&
    target instanceof HTMLElement &&
    target.closest('button,a,[role=button],[role=tab]') !== null
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const control = event.ctrlKey || event.metaKey;
  const plain = event.key.toLowerCase();
  const key = control ? `ctrl+${plain}` : plain;
  const typing = inField(event.target);
  const chord = pending && event.timeStamp - pending.at < CHORD_MS && !control ? `${pending.key} ${plain}` : null;
  pending = typing || control ? null : { key: plain, at: event.timeStamp };
  if (ownKey(event.target, key)) return;
  for (let at = layers.length - 1; at >= 0; at -= 1) {
    const layer = layers[at];
    const hit = layer?.shortcuts.find((each) => each.key === chord) ?? layer?.shortcuts.find((each) => each.key === key);
    if (!hit || (typing && !control && !hit.inFields)) {
      if (layer?.alone) return;
      continue;
    }
    if (hit.key === chord) pending = null;
    event.preventDefault();
    // Drawn before the next key is heard: what it opens takes the keys that follow.
    flushSync(hit.run);
    return;
  }
}

let listening = false;

/** Keys that work while the calling component is on the page. `alone`: a dialog, under which no other key is heard. */
export function useKeys(shortcuts: readonly Shortcut[], scope: Layer['scope'] = 'here', alone = false): void {
  const layer = useRef<Layer>({ scope, alone, shortcuts });
  // Heard as soon as the page shows them: after the paint, the first key of whoever is quick would be lost.
  useLayoutEffect(() => {
    layer.current.shortcuts = shortcuts;
  });
  useLayoutEffect(() => {
    const own = layer.current;
    if (!listening) {
      listening = true;
      addEventListener('keydown', onKeyDown);
    }
    // Global keys lie under those of a page whenever they were mounted.
    if (scope === 'everywhere') layers.unshift(own);
    else layers.push(own);
    changed();
    return () => {
      layers.splice(layers.indexOf(own), 1);
      changed();
    };
  }, [scope]);
}

/** More nobody presses while a page fills. */
const EARLY_MAX = 20;

/**
 * Keys pressed before the page can answer them are kept in their order and pressed again once it is `ready`, until one of them opens a field:
 * what comes after that was meant to be written.
 */
export function useEarlyKeys(keys: readonly string[], ready: boolean): void {
  const early = useRef<string[]>([]);
  useKeys(
    ready
      ? []
      : keys.map((key) => ({
          key,
          label: '',
          quiet: true,
          run: () => void (early.current.length < EARLY_MAX && early.current.push(key)),
        })),
  );
  useEffect(() => {
    if (!ready || early.current.length === 0) return;
    const pressed = early.current.splice(0);
    const again = async () => {
      for (const key of pressed) {
        if (inField(document.activeElement)) return;
        dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
        // What follows from the key (a row in sight, a choice) is drawn before the next is pressed.
        await new Promise((drawn) => setTimeout(drawn));
      }
    };
    void again();
  }, [ready]);
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  enter: 'Enter',
  escape: 'Esc',
  arrowdown: '↓',
  arrowup: '↑',
};

/** "ctrl+enter" → Ctrl Enter, "g l" → G L. */
export function KeyCaps({ keys }: { keys: string }) {
  const parts = keys === ' ' ? [' '] : keys.split(keys.includes('+') ? '+' : ' ');
  return (
    <span className="x-keys">
      {parts.map((each) => (
        <Key key={each}>
          {KEY_NAMES[each] ?? (each.length === 1 ? each.toUpperCase() : each[0]?.toUpperCase() + each.slice(1))}
        </Key>
      ))}
    </span>
  );
}

/** The overlay on `?`. Mounted once by the shell. */
export function Shortcuts() {
  const { t } = useReading();
  const [open, setOpen] = useState(false);
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => version,
  );
  useKeys([{ key: '?', label: t('shell.keys.help'), run: () => setOpen((was) => !was) }], 'everywhere');
  const sections = (['here', 'everywhere'] as const).map((scope) => ({
    scope,
    shortcuts: layers.filter((each) => each.scope === scope).flatMap((each) => each.shortcuts.filter((one) => !one.quiet)),
  }));
  return (
    <Modal title={t('shell.keys.title')} open={open} onCancel={() => setOpen(false)} footer={null} width={480}>
      {sections
        .filter((each) => each.shortcuts.length > 0)
        .map((each) => (
          <section key={each.scope} className="x-shortcuts">
            <h3>{t(`shell.keys.${each.scope}`)}</h3>
            <dl>
              {each.shortcuts.map((one) => (
                <div key={one.key}>
                  <dt>{one.label}</dt>
                  <dd>
                    <KeyCaps keys={one.key} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </Modal>
  );
}
