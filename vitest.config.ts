import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

// Four suites: pure code, rooms on a real PostgreSQL, races and kills on servers of their own, pages in a real Chromium.
const PURE = [
  'src/base/**/*.test.ts',
  'src/engine/**/*.test.ts',
  'demo/**/*.test.ts',
  'src/web/**/*.test.ts',
  'rulebooks/**/*.test.ts',
];
const RACES = ['src/**/*.race.test.ts', 'tools/**/*.race.test.ts', 'src/platform/postgres/**/*.test.ts'];
const SOAK = ['tools/**/*.soak.test.ts'];
const PAGES = ['src/web/**/*.page.test.ts', 'src/rooms/**/*.page.test.ts', 'tools/**/*.page.test.ts'];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'unit', include: PURE, exclude: PAGES, testTimeout: 180_000, hookTimeout: 180_000 } },
      {
        test: {
          name: 'rooms',
          include: ['src/platform/**/*.test.ts', 'src/rooms/**/*.test.ts', 'src/cli/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [...RACES, ...SOAK, ...PAGES],
          globalSetup: ['tools/test-database.ts'],
          // Bounds on hanging, far from what is needed: the same suite takes three times as long in a crowded minute.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'races',
          include: RACES,
          exclude: SOAK,
          globalSetup: ['tools/test-database.ts'],
          // They wait for whole servers to start, die and start again: minutes on a crowded machine.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'soak',
          include: SOAK,
          globalSetup: ['tools/test-database.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'pages',
          include: PAGES,
          globalSetup: ['tools/test-page.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
