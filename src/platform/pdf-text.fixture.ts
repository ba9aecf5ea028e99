// Reads the text of a PDF that pdfmake wrote, page by page: inflated content streams, glyphs looked up in each font's ToUnicode map.
import { inflateSync } from 'node:zlib';

/** One string a page, text pieces in the order of drawing, lines joined by line breaks. */
export function pdfPages(bytes: Uint8Array): string[] {
  const raw = Buffer.from(bytes).toString('latin1');
  const objects = new Map<string, { head: string; stream: string | null }>();
  for (const match of raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const body = match[2]!;
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const data = at < 0 ? null : Buffer.from(body.slice(at + 7, body.lastIndexOf('\nendstream')), 'latin1');
    const stream =
      data === null ? null : head.includes('FlateDecode') ? inflateSync(data).toString('latin1') : data.toString('latin1');
    objects.set(match[1]!, { head, stream });
  }
  const fonts = new Map<string, Map<number, string>>();
  for (const { head } of objects.values()) {
    for (const [, name, id] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!)?.head ?? '');
      if (map) fonts.set(name!, glyphsOf(objects.get(map[1]!)?.stream ?? ''));
    }
  }
  return [...objects.values()]
    .filter((each) => /\/Type \/Page\n/.test(each.head))
    .map((page) => {
      const contents = /\/Contents (\d+) 0 R/.exec(page.head);
      return textOf(objects.get(contents?.[1] ?? '')?.stream ?? '', fonts);
    });
}

function glyphsOf(cmap: string): Map<number, string> {
  const glyphs = new Map<number, string>();
  for (const [, first, list] of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    let glyph = Number.parseInt(first!, 16);
    for (const [, hex] of list!.matchAll(/<([0-9a-f ]*)>/gi)) {
      const units = hex!.replaceAll(' ', '').match(/.{4}/g) ?? [];
      glyphs.set(glyph, String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
      glyph += 1;
    }
  }
  return glyphs;
}

function textOf(stream: string, fonts: Map<string, Map<number, string>>): string {
  let glyphs = new Map<number, string>();
  const lines: string[] = [];
  let line = '';
  let height = '';
  for (const [, font, y, run] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|1 0 0 1 [-\d.]+ ([-\d.]+) Tm|\[([^\]]*)\] TJ/g)) {
    if (font) glyphs = fonts.get(font) ?? glyphs;
    else if (y !== undefined) {
      if (y !== height && line !== '') {
        lines.push(line);
        line = '';
      }
      height = y;
    } else if (run !== undefined) {
      for (const [, hex] of run.matchAll(/<([0-9a-f ]+)>/gi)) {
        for (const unit of hex!.replaceAll(' ', '').match(/.{4}/g) ?? [])
          line += glyphs.get(Number.parseInt(unit, 16)) ?? '\ufffd';
      }
    }
  }
  return [...lines, line].join('\n');
}
