// Ctrl K: find a customer, a document or a page by a few characters, open it without leaving the keyboard.
import { SearchOutlined } from '@ant-design/icons';
import type { InputRef } from 'antd';
import { Input, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from '#web/kit/keys.tsx';
import { useReading } from '#web/kit/reading.tsx';

export type Finding = {
  readonly key: string;
  readonly label: string;
  readonly kind: string;
  readonly detail?: ReactNode;
  readonly open: () => void;
};

export type CommandBarProps = {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** Pages, always at hand. */
  readonly pages: readonly Finding[];
  /** Asks the server; an aborted search is dropped. */
  readonly search?: ((text: string, signal: AbortSignal) => Promise<readonly Finding[]>) | undefined;
};

/** A person pauses about this long between words; every key would be a request too many. */
const PAUSE_MS = 150;
const SHOWN_MAX = 12;

export function CommandBar({ open, onOpen, pages, search }: CommandBarProps) {
  const { t } = useReading();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly Finding[]>([]);
  const [at, setAt] = useState(0);
  const field = useRef<InputRef>(null);
  useKeys([{ key: 'ctrl+k', label: t('shell.keys.search'), run: () => onOpen(true) }], 'everywhere');
  const wanted = text.trim().toLowerCase();
  useEffect(() => {
    setAt(0);
    if (!search || wanted === '') {
      setFound([]);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      search(wanted, abort.signal).then(setFound, () => {
        // Aborted or unreachable: the pages below still answer.
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted, search]);
  const hits = [...found, ...pages.filter((each) => wanted === '' || each.label.toLowerCase().includes(wanted))].slice(
    0,
    SHOWN_MAX,
  );
  const choose = (finding: Finding | undefined) => {
    if (!finding) return;
    onOpen(false);
    setText('');
    finding.open();
  };
  return (
    <Modal
      open={open}
      onCancel={() => onOpen(false)}
      footer={null}
      closable={false}
      width={560}
      style={{ top: 56 }}
      destroyOnHidden
      afterOpenChange={(shown) => shown && field.current?.focus()}
    >
      <Input
        ref={field}
        size="large"
        variant="borderless"
        prefix={<SearchOutlined />}
        placeholder={t('shell.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setAt(Math.max(0, Math.min(hits.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1))));
          } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            choose(hits[at]);
          }
        }}
      />
      <ul className="x-found">
        {hits.map((each, index) => (
          <li key={each.key}>
            <button
              type="button"
              aria-current={index === at ? 'true' : undefined}
              onMouseMove={() => setAt(index)}
              onClick={() => choose(each)}
            >
              <small>{each.kind}</small> {each.label} <span>{each.detail}</span>
            </button>
          </li>
        ))}
        {hits.length === 0 && <li className="x-found-none">{t('shell.searchEmpty', { text })}</li>}
      </ul>
    </Modal>
  );
}
