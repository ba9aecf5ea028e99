// One log: JSON lines by pino, secrets removed.
import { type Logger, pino } from 'pino';

export type { Logger };

export function openLog(level = process.env.XINHENG_LOG ?? 'info'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['req.headers.authorization', 'req.headers.cookie', 'password', '*.password', 'token', '*.token'],
        censor: '—',
      },
    },
    pino.destination(2),
  );
}
