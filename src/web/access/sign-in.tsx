// Signing in: name and password, then a one-time code or the company where they are needed. Stands in place of the page asked for.
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useReading } from '#web/kit/reading.tsx';
import { LanguageSwitch, ThemeSwitch } from '#web/shell/switches.tsx';
import { problemText } from '#web/words/problem-text.ts';
import { Porch } from './porch.tsx';
import { askForSession, type Credentials, type SignInAnswer } from './sign-in-call.ts';

export type SignInProps = {
  readonly onSignedIn: () => void;
  /** Someone was signed in here and the session ran out: the page below waits for them. */
  readonly ended?: { readonly login: string | null };
};

type Fields = { login: string; password: string; code?: string; company?: string };

export function SignIn({ onSignedIn, ended }: SignInProps) {
  const { t } = useReading();
  const [answer, setAnswer] = useState<SignInAnswer | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState({ code: false, company: false });
  const [form] = Form.useForm<Fields>();
  const submit = async (fields: Fields) => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await askForSession(credentialsOf(fields));
      if (next.outcome === 'signed_in') {
        onSignedIn();
        return;
      }
      setAnswer(next);
      if (next.outcome === 'second_factor_needed') setAsked((was) => ({ ...was, code: true }));
      if (next.outcome === 'company_needed') setAsked((was) => ({ ...was, company: true }));
      if (next.outcome === 'refused' && asked.code) form.setFieldValue('code', '');
    } catch (error) {
      setAnswer(null);
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Porch
      title={t('access.signInTo')}
      note={ended ? t('access.ended') : undefined}
      foot={
        <>
          <LanguageSwitch />
          <ThemeSwitch />
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ login: ended?.login ?? '' }}
        onFinish={(fields) => void submit(fields)}
      >
        <Form.Item name="login" label={t('access.login')} rules={[{ required: true, message: '' }]}>
          <Input size="large" autoComplete="username" autoFocus={!ended?.login} maxLength={60} spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label={t('access.password')} rules={[{ required: true, message: '' }]}>
          <Input.Password size="large" autoComplete="current-password" autoFocus={Boolean(ended?.login)} maxLength={200} />
        </Form.Item>
        {asked.company && (
          <Form.Item
            name="company"
            label={t('access.company')}
            extra={t('access.companyHelp')}
            rules={[{ required: true, message: '' }]}
          >
            <Input size="large" autoFocus maxLength={100} />
          </Form.Item>
        )}
        {asked.code && (
          <Form.Item name="code" label={t('access.code')} extra={t('access.codeHelp')} rules={[{ required: true, message: '' }]}>
            <Input size="large" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
        )}
        <Said answer={answer} problem={problem} withCode={asked.code} />
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t('access.signIn')}
        </Button>
      </Form>
      {!ended && (
        <p className="x-porch-help">
          {t('access.firstTime')}
          <br />
          {t('access.forgotten')}
        </p>
      )}
    </Porch>
  );
}

function credentialsOf(fields: Fields): Credentials {
  return {
    login: fields.login.trim(),
    password: fields.password,
    ...(fields.code ? { code: fields.code.trim() } : {}),
    ...(fields.company ? { company: fields.company.trim() } : {}),
  };
}

function Said({ answer, problem, withCode }: { answer: SignInAnswer | null; problem: unknown; withCode: boolean }) {
  const { t, lang } = useReading();
  const text = problem
    ? problemText(problem, t)
    : answer?.outcome === 'refused'
      ? t(withCode ? 'access.refusedCode' : 'access.refused')
      : answer?.outcome === 'locked'
        ? t('access.locked', {
            at: new Date(answer.until).toLocaleTimeString(lang === 'zh' ? 'zh-CN' : 'en-GB', {
              hour: '2-digit',
              minute: '2-digit',
            }),
            count: Math.max(1, Math.ceil((Date.parse(answer.until) - Date.now()) / 60_000)),
          })
        : null;
  if (text === null) return null;
  return (
    <div className="x-refusal x-porch-said" role="alert">
      {text}
    </div>
  );
}
