// A table of cases to be chosen from this machine: one file, which can be taken out again.
import { Button, Upload } from 'antd';
import { useReading } from '#web/kit/reading.tsx';

export function TableFile({ file, choose }: { file: File | null; choose: (file: File | null) => void }) {
  const { t } = useReading();
  return (
    <Upload
      accept=".xlsx,.xlsm,.csv,.txt,.arff"
      maxCount={1}
      fileList={file ? [{ uid: '1', name: file.name }] : []}
      onRemove={() => choose(null)}
      beforeUpload={(next) => {
        choose(next);
        return false;
      }}
    >
      <Button>{t('models.chooseFile')}</Button>
    </Upload>
  );
}
