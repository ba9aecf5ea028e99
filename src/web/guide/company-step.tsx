// The company: its name and entities, the currency it counts in, whether amounts carry tax, the days money is expected on.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Segmented, Select } from 'antd';
import { entities } from '#rooms/customers/contract.ts';
import { saveCompany } from '#rooms/policies/contract.ts';
import { useAct, useOperation } from '#web/api.ts';
import { useReading } from '#web/kit/reading.tsx';
import { LoadingCard, Refusal } from '#web/kit/states.tsx';
import { useMay } from '#web/shell/session.tsx';
import { ByOthers, type Standing, StepAct } from './step.tsx';
import { WhoMay } from './who-may.tsx';

const CURRENCIES = ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP', 'TWD', 'SGD', 'AUD'];
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const STANDARD_WEEK = ['1', '2', '3', '4', '5'];

type Entity = { code: string; name: string; currency: string };
type Fields = { name: string; currency: string; timeZone: string; tax: 'in' | 'out'; workdays: string[]; entities: Entity[] };

function timeZones(here: string): string[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([here, 'Asia/Shanghai', ...known])];
}

export function CompanyStep({ company }: { company: Standing['company'] }) {
  const asked = useOperation(entities, {});
  const may = useMay('system.manage');
  if (!may)
    return (
      <ByOthers>
        <WhoMay permission="system.manage" />
      </ByOthers>
    );
  if (asked.isPending) return <LoadingCard lines={4} />;
  return <CompanyForm company={company} known={asked.data?.entities ?? []} />;
}

/** Also for the settings: the same fields, saved the same way. */
export function CompanyForm({ company, known }: { company: Standing['company']; known: readonly Entity[] }) {
  const { t } = useReading();
  const save = useAct(saveCompany);
  const submit = async (fields: Fields) => {
    try {
      await save.mutateAsync({
        input: {
          name: fields.name.trim(),
          currency: fields.currency,
          timeZone: fields.timeZone,
          amountsIncludeTax: fields.tax === 'in',
          workdays: [...fields.workdays].sort().join(''),
          entities: fields.entities.map((each) => ({ code: each.code.trim(), name: each.name.trim(), currency: each.currency })),
        },
      });
    } catch {
      // Said below the fields.
    }
  };
  const currencies = [...new Set([company.currency, ...CURRENCIES])].map((value) => ({ value, label: value }));
  const required = [{ required: true, message: '' }];
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => void submit(fields)}
      initialValues={{
        name: company.name,
        currency: company.currency,
        timeZone: company.timeZone,
        tax: company.amountsIncludeTax === false ? 'out' : 'in',
        workdays: company.workdays ? [...company.workdays] : STANDARD_WEEK,
        entities:
          known.length > 0
            ? known.map(({ code, name, currency }) => ({ code, name, currency }))
            : [{ code: '01', name: company.name, currency: company.currency }],
      }}
    >
      <div className="x-guide-fields">
        <Form.Item name="name" label={t('guide.company.name')} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="currency" label={t('guide.company.currency')} rules={required}>
          <Select options={currencies} showSearch />
        </Form.Item>
        <Form.Item name="timeZone" label={t('guide.company.timeZone')} rules={required}>
          <Select showSearch options={timeZones(company.timeZone).map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="tax" label={t('guide.company.tax')}>
          <Segmented
            options={[
              { value: 'in', label: t('guide.company.taxIn') },
              { value: 'out', label: t('guide.company.taxOut') },
            ]}
          />
        </Form.Item>
        <Form.Item name="workdays" label={t('guide.company.workdays')} rules={required}>
          <Checkbox.Group options={WEEKDAYS.map((day) => ({ value: day, label: t(`guide.weekday.d${day}`) }))} />
        </Form.Item>
      </div>
      <Form.List name="entities">
        {(rows, { add, remove }) => (
          <fieldset className="x-guide-entities">
            <legend>{t('guide.company.entities')}</legend>
            {rows.map((row) => (
              <div key={row.key}>
                <Form.Item name={[row.name, 'code']} rules={required}>
                  <Input aria-label={t('guide.company.code')} placeholder={t('guide.company.code')} maxLength={30} />
                </Form.Item>
                <Form.Item name={[row.name, 'name']} rules={required}>
                  <Input aria-label={t('guide.company.entityName')} placeholder={t('guide.company.entityName')} maxLength={100} />
                </Form.Item>
                <Form.Item name={[row.name, 'currency']} rules={required}>
                  <Select aria-label={t('guide.company.currency')} options={currencies} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  disabled={rows.length === 1}
                  aria-label={t('guide.company.removeEntity', { name: String(row.name + 1) })}
                  onClick={() => remove(row.name)}
                />
              </div>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ code: '', name: '', currency: company.currency })}>
              {t('guide.company.addEntity')}
            </Button>
          </fieldset>
        )}
      </Form.List>
      <Refusal error={save.error} />
      <div className="x-form-act">
        <StepAct busy={save.isPending} submit>
          {t('guide.company.save')}
        </StepAct>
      </div>
    </Form>
  );
}
