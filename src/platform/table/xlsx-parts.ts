// Parts of a workbook, inflated as a stream and cut into whole XML elements. Runs in the parser's child process.
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { createInflateRaw } from 'node:zlib';
import { Problem } from '#base/assert.ts';
import { XML_ELEMENT_MAX } from './limits.ts';
import type { ZipEntry } from './xlsx-container.ts';
import { dataOffset } from './xlsx-container.ts';

export type Container = { readonly path: string; readonly file: FileHandle; readonly entries: ReadonlyMap<string, ZipEntry> };

const INFLATE_CHUNK = 1024 * 1024;
const DECLARATION_CHARS = 12;

export function malformed(part: string, why: string): Problem {
  return new Problem(400, 'workbook_malformed', `The workbook is damaged: ${part}: ${why}`, {
    facts: { part: part.slice(0, 100) },
  });
}

/** Inflated bytes of a part; stops where the part turns out larger than its directory said. */
export async function* partBytes(container: Container, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.packed === 0) return;
  const start = await dataOffset(container.file, entry);
  const raw = createReadStream(container.path, { start, end: start + entry.packed - 1, highWaterMark: INFLATE_CHUNK });
  const stream = entry.method === 0 ? raw : raw.pipe(createInflateRaw({ chunkSize: INFLATE_CHUNK }));
  let seen = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      seen += chunk.length;
      if (seen > entry.unpacked)
        throw new Problem(400, 'container_lies', 'A part of the workbook is larger than its directory says', {
          facts: { part: entry.name.slice(0, 100) },
        });
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw malformed(entry.name, 'cannot be unpacked');
  } finally {
    raw.destroy();
  }
}

/**
 * The part as pieces of text, each ending with `endTag`; what follows the last one comes as the last piece. A document type is refused:
 * entities that expand are the oldest bomb, and no spreadsheet program writes one.
 */
export async function* partPieces(container: Container, entry: ZipEntry, endTag: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let prefix: string | null = null;
  let first = true;
  for await (const chunk of partBytes(container, entry)) {
    let text = decoder.write(chunk);
    if (first) {
      if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))
        throw malformed(entry.name, 'is not UTF-8');
      prefix = /^\ufeff?(?:\s*<\?[^>]*\?>)*\s*<(\w+):\w/.exec(text.slice(0, 2_000))?.[1] ?? null;
      first = false;
    }
    // A declaration may be cut in two by the pieces; what was looked at already is not looked at again.
    const fresh = rest.slice(-DECLARATION_CHARS) + text;
    if (fresh.includes('<!')) refuseDocumentType(fresh, entry.name);
    text = rest + text;
    const close = prefix === null ? endTag : `</${prefix}:${endTag.slice(2)}`;
    const cut = text.lastIndexOf(close);
    if (cut >= 0) {
      yield plain(text.slice(0, cut + close.length), prefix);
      rest = text.slice(cut + close.length);
    } else {
      rest = text;
    }
    if (rest.length > XML_ELEMENT_MAX) throw malformed(entry.name, 'an element is too long');
  }
  yield plain(rest + decoder.end(), prefix);
}

/** Some programs write `<x:row>` for `<row>`. */
function plain(text: string, prefix: string | null): string {
  return prefix === null ? text : text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</');
}

function refuseDocumentType(text: string, part: string): void {
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(text)) {
    throw new Problem(400, 'workbook_doctype', 'The workbook declares a document type; no spreadsheet program does', {
      facts: { part: part.slice(0, 100) },
    });
  }
}

/** A small part in one piece; null where it does not exist. */
export async function partText(container: Container, name: string): Promise<string | null> {
  const entry = container.entries.get(name.toLowerCase());
  if (!entry) return null;
  let text = '';
  for await (const piece of partPieces(container, entry, '</nothing-ends-so>')) text += piece;
  return text;
}

/** Looks into the first bytes of every XML part, read or not, for a document type. */
export async function refuseDocumentTypes(container: Container): Promise<void> {
  for (const entry of container.entries.values()) {
    if (!/\.(xml|rels)$/i.test(entry.name)) continue;
    for await (const chunk of partBytes(container, entry)) {
      refuseDocumentType(chunk.toString('latin1', 0, 4_096), entry.name);
      break;
    }
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML text → characters: the five named entities, numbered ones, and Excel's `_x000D_`. */
export function unescapeXml(text: string): string {
  let out = text;
  if (out.includes('&')) {
    out = out.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/g, (_, name: string) => {
      if (name[0] !== '#') return NAMED[name] as string;
      const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    });
  }
  if (out.includes('_x'))
    out = out.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return out;
}

/** Value of an attribute in the text of a start tag. */
export function attribute(tag: string, name: string): string | null {
  let at = tag.indexOf(` ${name}=`);
  if (at < 0) {
    const other = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
    return other ? (other[1] ?? other[2] ?? null) : null;
  }
  at += name.length + 2;
  const quote = tag[at];
  if (quote !== '"' && quote !== "'") return null;
  const end = tag.indexOf(quote, at + 1);
  return end < 0 ? null : tag.slice(at + 1, end);
}

/** The text of a string item or inline string: its `<t>` runs, without phonetic guides. */
export function runsText(xml: string): string {
  const body = xml.includes('<rPh') ? xml.replace(/<rPh[\s>][\s\S]*?<\/rPh>/g, '') : xml;
  let out = '';
  let at = 0;
  while (true) {
    at = body.indexOf('<t', at);
    if (at < 0) return unescapeXml(out);
    const tagEnd = body.indexOf('>', at);
    if (tagEnd < 0) return unescapeXml(out);
    const next = body[at + 2];
    if ((next === '>' || next === ' ') && body[tagEnd - 1] !== '/') {
      const close = body.indexOf('</t>', tagEnd);
      if (close < 0) return unescapeXml(out);
      out += body.slice(tagEnd + 1, close);
      at = close;
    } else {
      at = tagEnd;
    }
  }
}
