// Pictures under a question: taken with the phone's camera, made smaller before they travel, looked at in full.
import { CameraOutlined } from '@ant-design/icons';
import { Button, Image } from 'antd';
import { useRef, useState } from 'react';
import type { OutputOf } from '#platform/operation.ts';
import { call, queryOf, useAct } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Refusal } from '#web/kit/states.tsx';
import { addPhoto, type one, photo, removePhoto } from '../contract.ts';

export type Picture = OutputOf<typeof one>['pictures'][number];
/** Enough to read a licence or a bill; a phone's own pictures are ten times as large. */
const SIDE_MAX = 2_000;
const LEAVE_BYTES = 700_000;

/** A JPEG of at most 2,000 pixels; what the browser cannot read travels as it is. */
async function smaller(file: File): Promise<File> {
  if (file.size <= LEAVE_BYTES || !/^image\/(jpeg|png)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, '.jpg'), { type: 'image/jpeg' }) : file;
  } catch {
    return file;
  }
}

export function Photos({
  id,
  question,
  pictures,
  writable,
  onChanged,
}: {
  id: string;
  question: string;
  pictures: readonly Picture[];
  writable: boolean;
  onChanged: () => void;
}) {
  const { t } = useReading();
  const chooser = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const removing = useAct(removePhoto);
  const take = async (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length === 0) return;
    setSending(files.length);
    setError(null);
    try {
      for (const file of files) {
        await call(addPhoto, { id, question }, { file: await smaller(file) });
        setSending((left) => left - 1);
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setSending(0);
      if (chooser.current) chooser.current.value = '';
      onChanged();
    }
  };
  return (
    <div className="x-inv-photos">
      <Image.PreviewGroup>
        {pictures.map((each) => {
          const address = photo.path + queryOf({ id, photo: each.id });
          return (
            <figure key={each.id}>
              {each.image ? (
                <Image src={address} alt={t('investigations.photoOpen', { name: each.fileName })} width={96} height={72} />
              ) : (
                <a href={address} download>
                  {t('investigations.otherFile')}
                </a>
              )}
              <figcaption data-content title={each.fileName}>
                {writable ? (
                  <Button
                    size="small"
                    type="link"
                    danger
                    onClick={() => removing.mutate({ input: { id, photo: each.id } }, { onSuccess: onChanged })}
                  >
                    {t('investigations.photoRemove')}
                  </Button>
                ) : (
                  each.addedBy
                )}
              </figcaption>
            </figure>
          );
        })}
      </Image.PreviewGroup>
      {writable && (
        <>
          <Button icon={<CameraOutlined />} loading={sending > 0} onClick={() => chooser.current?.click()}>
            {sending > 0 ? t('investigations.photoAdding') : t('investigations.photo')}
          </Button>
          <input
            ref={chooser}
            type="file"
            accept="image/jpeg,image/png,image/heic,.pdf"
            capture="environment"
            multiple
            tabIndex={-1}
            aria-label={t('investigations.photo')}
            onChange={(event) => void take(event.target.files)}
          />
        </>
      )}
      {!writable && pictures.length === 0 && <span className="x-quiet">—</span>}
      <Refusal error={error ?? removing.error} />
    </div>
  );
}
