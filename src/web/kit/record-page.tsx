// RecordPage: who it is and how it stands in one head, tabs, content, and the timeline at the right. WhyDrawer opens any number.
import { Drawer, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { usePhone } from '#web/theme/provider.tsx';
import { useReading } from './reading.tsx';

export type RecordTab = { readonly key: string; readonly label: string; readonly count?: number | undefined };

export type RecordPageProps = {
  readonly title: ReactNode;
  /** Grade, state: tags beside the name. */
  readonly tags?: ReactNode;
  readonly caption?: ReactNode;
  readonly actions?: ReactNode;
  /** `Figure`s in a row. */
  readonly figures?: ReactNode;
  readonly note?: ReactNode;
  /** The one bar. */
  readonly bar?: ReactNode;
  readonly tabs?: readonly RecordTab[];
  readonly tab?: string;
  readonly onTab?: (key: string) => void;
  readonly side?: ReactNode;
  readonly children: ReactNode;
};

export function RecordPage({
  title,
  tags,
  caption,
  actions,
  figures,
  note,
  bar,
  tabs,
  tab,
  onTab,
  side,
  children,
}: RecordPageProps) {
  return (
    <div className="x-record">
      <header className="x-record-head">
        <div className="x-record-title">
          <h1>{title}</h1>
          {tags}
          {caption && <span className="x-caption">{caption}</span>}
          {actions && <div className="x-record-actions">{actions}</div>}
        </div>
        {(figures || note) && (
          <div className="x-record-figures">
            {figures}
            {note && <span className="x-record-note">{note}</span>}
          </div>
        )}
        {bar}
        {tabs && (
          <Tabs
            {...(tab === undefined ? {} : { activeKey: tab })}
            {...(onTab ? { onChange: onTab } : {})}
            items={tabs.map((each) => ({
              key: each.key,
              label: (
                <>
                  {each.label}
                  {each.count !== undefined && each.count > 0 && <span className="x-count"> {each.count}</span>}
                </>
              ),
            }))}
          />
        )}
      </header>
      <div className={side ? 'x-record-body x-record-sided' : 'x-record-body'}>
        <div className="x-record-main">{children}</div>
        {side && <aside>{side}</aside>}
      </div>
    </div>
  );
}

/** How a number comes about: its arithmetic and the documents behind it. */
export function WhyDrawer({
  name,
  open,
  onClose,
  children,
}: {
  name: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useReading();
  const phone = usePhone();
  return (
    <Drawer
      title={t('kit.whyOf', { name })}
      open={open}
      onClose={onClose}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '85dvh' : 520}
      destroyOnHidden
    >
      {children}
    </Drawer>
  );
}

/** Terms of a sum, one a line, and the sum: 612.40 + 74.60 + … = 760.00. */
export function Arithmetic({
  terms,
  result,
}: {
  terms: readonly { readonly label: ReactNode; readonly value: ReactNode }[];
  result: { readonly label: ReactNode; readonly value: ReactNode };
}) {
  return (
    <dl className="x-arithmetic">
      {terms.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: terms keep their order
        <div key={at}>
          <dt>{each.label}</dt>
          <dd className="x-num">{each.value}</dd>
        </div>
      ))}
      <div className="x-arithmetic-sum">
        <dt>{result.label}</dt>
        <dd className="x-num">{result.value}</dd>
      </div>
    </dl>
  );
}
