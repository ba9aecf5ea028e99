// The language of whoever typed the command, and problems in it.
import { Problem } from '#base/assert.ts';
import { optionName } from '#engine/import/words.ts';
import { en, zh } from '#web/words/problems.ts';

export type Language = 'zh' | 'en';

export function callerLanguage(): Language {
  return /^en/.test(process.env.LANG ?? '') ? 'en' : 'zh';
}

/** A command that cannot be understood, said in the caller's language. */
export function malformedCommand(inChinese: string, inEnglish: string): Problem {
  return new Problem(400, 'command_malformed', callerLanguage() === 'zh' ? inChinese : inEnglish);
}

type Asked = {
  readonly id: string;
  readonly options: readonly string[];
  readonly text?: string;
  readonly labels?: readonly string[];
};

/** What happened and what to do, then what is wrong with the file or open, line by line. */
export function problemLines(problem: Problem, language: Language): string[] {
  const sentences: Readonly<Record<string, string>> = language === 'zh' ? zh : en;
  const sentence = Object.hasOwn(sentences, problem.code) ? filledIn(sentences[problem.code] as string, problem.facts) : null;
  const lines = [sentence ?? problem.message];
  for (const field of problem.fields) lines.push(`  ${field.field}: ${field.message}`);
  for (const error of (problem.facts.fileErrors ?? []) as { message: string }[]) lines.push(`  ${error.message}`);
  for (const question of (problem.facts.questions ?? []) as Asked[]) {
    lines.push('', `  ${question.text ?? question.id}`);
    for (const [at, option] of question.options.entries()) {
      const name = question.labels?.[at] ?? optionName(question, option, language);
      lines.push(`    --answer '${question.id}=${option}'${name === option ? '' : `   ${name}`}`);
    }
  }
  return lines;
}

/** null where a fact that the sentence speaks of is missing: then the server's own sentence says more. */
function filledIn(sentence: string, facts: Readonly<Record<string, unknown>>): string | null {
  let whole = true;
  const text = sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const fact = facts[name];
    if (fact === undefined || fact === null) whole = false;
    return Array.isArray(fact) ? fact.join(', ') : String(fact);
  });
  return whole ? text : null;
}
