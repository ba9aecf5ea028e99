// Bytes of a CSV file → text in whole lines: which encoding, and which lines are not written in it.
import { isUtf8 } from 'node:buffer';
import { Problem } from '#base/assert.ts';
import { LINE_CHARS_MAX } from './limits.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];
export type ByteSource = { readonly size: number; chunks(): AsyncIterable<Buffer> };
/** A piece of text that ends where a line ends (the last may not); `foreignLines`: physical lines in the other encoding. */
export type TextPiece = { readonly text: string; readonly foreignLines: ReadonlySet<number> | null };

const LF = 10;
const CR = 13;

/** Cuts bytes into pieces that end with a line. Encodings in which a byte of a character may equal LF (UTF-16) must not come here. */
async function* wholeLines(source: ByteSource): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let cut = bytes.lastIndexOf(LF) + 1;
    // Files with CR alone: a CR at the very end may still be followed by its LF.
    if (cut === 0 && bytes.length > 1) cut = bytes.lastIndexOf(CR, -2) + 1;
    if (cut > 0) yield bytes.subarray(0, cut);
    rest = cut > 0 ? Buffer.from(bytes.subarray(cut)) : bytes;
    if (rest.length > LINE_CHARS_MAX * 4) throw lineTooLong();
  }
  if (rest.length > 0) yield rest;
}

export function lineTooLong(): Problem {
  return new Problem(400, 'line_too_long', `A line of the file is longer than ${LINE_CHARS_MAX} characters: this is not a table`);
}

/** Calls `visit` for each physical line (LF, CR LF or CR) of bytes that end with a line. */
function eachLine(bytes: Buffer, visit: (line: Buffer) => void): void {
  let from = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte !== LF && byte !== CR) continue;
    visit(bytes.subarray(from, at));
    if (byte === CR && bytes[at + 1] === LF) at += 1;
    from = at + 1;
  }
  if (from < bytes.length) visit(bytes.subarray(from));
}

/**
 * Valid UTF-8 with a character of three bytes or more. Two-byte sequences alone prove nothing: 联通 in GB18030 is valid
 * UTF-8 too, for two letters of other alphabets.
 */
function speaksUtf8(line: Buffer): boolean {
  return line.some((byte) => byte >= 0xe0) && isUtf8(line);
}

function speaksGb(line: Buffer): boolean {
  if (!line.some((byte) => byte >= 0x80) || isUtf8(line)) return false;
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(line);
    return true;
  } catch {
    return false;
  }
}

/** Text of two bytes a character has zeros on one side of each pair, where it has digits, commas and line ends. */
const PLAIN_UTF16_PPM = 100_000;
const PLAIN_UTF16_LOOKED = 4_096;

function plainUtf16(head: Buffer): Encoding | null {
  const pairs = Math.min(head.length, PLAIN_UTF16_LOOKED) >> 1;
  const zeros = [0, 0] as [number, number];
  for (let at = 0; at < pairs * 2; at += 1) if (head[at] === 0) zeros[(at & 1) as 0 | 1] += 1;
  const [even, odd] = zeros;
  if (even === 0 && odd * 1_000_000 > pairs * PLAIN_UTF16_PPM) return 'utf-16le';
  return odd === 0 && even * 1_000_000 > pairs * PLAIN_UTF16_PPM ? 'utf-16be' : null;
}

/** Bytes above ASCII: in pairs, as Chinese has them in GBK; alone, as an accented letter has them; half and half, as in Big5. */
function countRuns(line: Buffer, runs: { alone: number; pairs: number }): void {
  let length = 0;
  for (let at = 0; at <= line.length; at += 1) {
    if ((line[at] ?? 0) >= 0x80) {
      length += 1;
      continue;
    }
    runs.pairs += length >> 1;
    runs.alone += length & 1;
    length = 0;
  }
}

/** More bytes alone than one for so many pairs: rare characters of GBK alone do not explain them. */
const PAIRS_FOR_ONE_ALONE = 3;

/**
 * The encoding by byte order mark, else UTF-8 where every line is, else UTF-8 or GB18030 by the majority of lines; bytes above ASCII that stand
 * alone are Western text. `between`: those among which the user must say. `proven`: by its mark, or every line is UTF-8.
 */
export async function detectEncoding(
  source: ByteSource,
): Promise<{ encoding: Encoding; between: readonly Encoding[]; proven: boolean }> {
  let first = true;
  let clean = true;
  for await (const bytes of wholeLines(source)) {
    if (first) {
      if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', between: [], proven: true };
      if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', between: [], proven: true };
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', between: [], proven: true };
      const plain = plainUtf16(bytes);
      if (plain) return { encoding: plain, between: [], proven: true };
      first = false;
    }
    if (!isUtf8(bytes)) {
      clean = false;
      break;
    }
  }
  if (clean) return { encoding: 'utf-8', between: [], proven: true };
  let forUtf8 = 0;
  let forGb = 0;
  const runs = { alone: 0, pairs: 0 };
  for await (const bytes of wholeLines(source)) {
    eachLine(bytes, (line) => {
      if (speaksUtf8(line)) forUtf8 += 1;
      else if (speaksGb(line)) forGb += 1;
      if (forUtf8 === 0) countRuns(line, runs);
    });
  }
  if (forUtf8 > 0) {
    const even: readonly Encoding[] = forGb === forUtf8 ? ['utf-8', 'gb18030'] : [];
    return { encoding: forGb > forUtf8 ? 'gb18030' : 'utf-8', between: even, proven: false };
  }
  if (runs.pairs === 0) return { encoding: 'windows-1252', between: [], proven: false };
  const unsure = runs.alone * PAIRS_FOR_ONE_ALONE > runs.pairs;
  return { encoding: 'gb18030', between: unsure ? ['gb18030', 'big5', 'windows-1252'] : [], proven: false };
}

/** Text of the file in pieces of whole lines. Bytes that the encoding does not know become U+FFFD, which refuses their row later. */
export async function* readText(source: ByteSource, encoding: Encoding): AsyncGenerator<TextPiece> {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    yield* readUtf16(source, encoding);
    return;
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: false });
  let line = 1;
  for await (const bytes of wholeLines(source)) {
    let foreignLines: Set<number> | null = null;
    if (encoding === 'gb18030') {
      eachLine(bytes, (each) => {
        if (speaksUtf8(each)) {
          foreignLines ??= new Set();
          foreignLines.add(line);
        }
        line += 1;
      });
    }
    yield { text: decoder.decode(bytes), foreignLines };
  }
}

async function* readUtf16(source: ByteSource, encoding: 'utf-16le' | 'utf-16be'): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  for await (const bytes of source.chunks()) {
    const text = rest + decoder.decode(bytes, { stream: true });
    const cut = text.lastIndexOf('\n') + 1;
    if (cut > 0) yield { text: text.slice(0, cut), foreignLines: null };
    rest = text.slice(cut);
    if (rest.length > LINE_CHARS_MAX) throw lineTooLong();
  }
  rest += decoder.decode();
  if (rest.length > 0) yield { text: rest, foreignLines: null };
}

// Windows-1252 where it differs from Latin-1: what 0x80…0x9F become when UTF-8 bytes are taken for Western text.
const WESTERN = new Map(
  [...'€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'].map((each, i) => [
    each,
    [
      0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97,
      0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ][i] as number,
  ]),
);

/** The bytes behind text that was decoded as Western though it was UTF-8; null where that cannot have happened. */
function westernBytes(text: string): Buffer | null {
  const out = Buffer.allocUnsafe(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const byte = code <= 0xff ? code : WESTERN.get(text[at] as string);
    if (byte === undefined) return null;
    out[at] = byte;
  }
  return out;
}

/** Text whose every line, taken back to bytes, is UTF-8 with Chinese in it: encoded twice. */
export function isMojibake(text: string): boolean {
  const bytes = westernBytes(text);
  return bytes !== null && speaksUtf8(bytes);
}

/** Undoes one wrong decoding; a line that does not fit is left as it is and will stand out by its control characters. */
export function repairMojibake(text: string): string {
  const bytes = westernBytes(text);
  return bytes !== null && isUtf8(bytes) ? bytes.toString('utf8') : text;
}
