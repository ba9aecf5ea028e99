// The order of test files: those that take minutes begin first, or the last of them keeps one core idle while everybody waits for it.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Measured in a clean clone, the longest first. A file that is not named follows in the runner's own order: by size. */
const MINUTES = ['looks.page', 'daily-work.page', 'over-commit.race', 'import-kill.race', 'kill.race', 'limits.race'];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = (file: TestSpecification) => {
      const at = MINUTES.findIndex((name) => file.moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? MINUTES.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
