// One log: JSON lines by pino, secrets removed.
import { type Logger, pino } from 'pino';

export type { Logger };

export function openLog(level = process.env.XINHENG_LOG ?? 'info'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: plainError },
      redact: {
        paths: ['req.headers.authorization', 'req.headers.cookie', 'password', '*.password', 'token', '*.token'],
        censor: '—',
      },
    },
    pino.destination(2),
  );
}

/** An error of the database carries its whole connection with it, and in its detail the values of rows: neither belongs in a log. */
function plainError(error: Error & { code?: string }): object {
  return { type: error.name, code: error.code, message: error.message, stack: error.stack };
}
