// A stream → a temporary file of this process, so that what is larger than memory can be sent after the transaction has ended.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes everything and answers the path; whoever sends the file deletes it. Leaves nothing behind when the stream fails. */
export async function temporaryFile(content: AsyncIterable<Uint8Array | string>): Promise<string> {
  const folder = join(tmpdir(), 'xinheng-downloads');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  try {
    await pipeline(Readable.from(content), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return path;
}
