// Every recurring job, one line each. Hours are those of each company's own time zone.
import type { ScheduledJob } from '#platform/queue.ts';

export const SCHEDULE: readonly ScheduledJob[] = [];
