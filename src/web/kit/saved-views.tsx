// Views of a list that people saved: open one, save what is shown now, share it, delete one's own.
import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Popover } from 'antd';
import { useState } from 'react';
import { dropView, saveView, views } from '#rooms/accounts/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { problemText } from '#web/words/problem-text.ts';
import { type ListState, listSearch, toListSearch, toListState } from './list-state.ts';
import { useReading } from './reading.tsx';

type Props = {
  readonly list: string;
  readonly state: ListState;
  readonly columns: string;
  readonly onOpen: (state: ListState, columns: string | null) => void;
};

export function SavedViews(props: Props) {
  const { t } = useReading();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      title={t('kit.saved.title')}
      content={open ? <Saved {...props} close={() => setOpen(false)} /> : null}
    >
      <Button icon={<StarOutlined />}>{t('kit.saved.button')}</Button>
    </Popover>
  );
}

function Saved({ list, state, columns, onOpen, close }: Props & { close: () => void }) {
  const reading = useReading();
  const { t } = reading;
  const asked = useOperation(views, { list });
  const save = useAct(saveView);
  const drop = useAct(dropView);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const query = new URLSearchParams(toListSearch(state) as Record<string, string>).toString();
  const keep = () =>
    save.mutate(
      { input: { list, name: name.trim(), query, columns, shared } },
      {
        onSuccess: () => {
          setName('');
          void asked.refetch();
        },
      },
    );
  const failed = save.error ?? drop.error ?? asked.error;
  return (
    <div className="x-saved">
      {asked.data?.views.length === 0 && <p className="x-quiet">{t('kit.saved.none')}</p>}
      {asked.data?.views.map((view) => (
        <div key={view.id}>
          <Button
            type="text"
            onClick={() => {
              onOpen(toListState(listSearch(Object.fromEntries(new URLSearchParams(view.query)))), view.columns);
              close();
            }}
          >
            {view.name}
          </Button>
          <small>{view.mine ? (view.shared ? t('kit.saved.sharedByMe') : '') : t('kit.saved.by', { name: view.by })}</small>
          {view.mine && (
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('kit.saved.drop', { name: view.name })}
              onClick={() => drop.mutate({ input: { id: view.id } }, { onSuccess: () => void asked.refetch() })}
            />
          )}
        </div>
      ))}
      <div className="x-saved-new">
        <Input
          value={name}
          maxLength={40}
          placeholder={t('kit.saved.name')}
          aria-label={t('kit.saved.name')}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => name.trim() !== '' && keep()}
        />
        <Button type="primary" disabled={name.trim() === ''} loading={save.isPending} onClick={keep}>
          {t('kit.saved.save')}
        </Button>
      </div>
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        {t('kit.saved.share')}
      </Checkbox>
      {failed && <p role="alert">{problemText(failed, t)}</p>}
    </div>
  );
}
