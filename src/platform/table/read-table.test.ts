// Files as they really arrive: one broken quote, two encodings in one file, workbooks that mean harm.
import { describe, expect, test } from 'vitest';
import type { RawRow, RawTable } from '#base/raw-table.ts';
import { readTable } from './read-table.ts';
import { workbookParts, zip } from './workbook.fixtures.ts';
import { dayOfSerial, isDateFormat } from './xlsx-sheet.ts';

async function rowsOf(table: RawTable): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const chunk of table.chunks()) rows.push(...chunk);
  await table.close();
  return rows;
}

const csv = async (text: string | Buffer) => rowsOf(await readTable(Buffer.from(text as string), { fileName: 'ledger.csv' }));
const LOST = { formula: true, value: { error: '#UNCALCULATED' } };
const xlsx = async (bytes: Buffer) => rowsOf(await readTable(bytes, { fileName: 'ledger.xlsx' }));

describe('a CSV file', () => {
  test('an opened quote costs its own line, not the rows behind it', async () => {
    const rows = await csv('a,b,c\r\n1,"two,3\r\n4,"five, 5",6\r\n7,8,9\r\n');
    expect(rows.map((row) => [row.line, row.problem ?? 'read'])).toEqual([
      [1, 'read'],
      [2, 'unclosed_quote'],
      [3, 'read'],
      [4, 'read'],
    ]);
    expect(rows[2]?.cells).toEqual(['4', 'five, 5', '6']);
  });

  test('two opened quotes that would close each other do not swallow the rows between', async () => {
    const rows = await csv('a,b,c,d\n1,"x,y,z\n2,p,q,r\n3,",y,z\n4,p,q,r\n');
    expect(rows.filter((row) => !row.problem).map((row) => row.cells[0])).toEqual(['a', '2', '4']);
    expect(rows.map((row) => row.line)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a line break inside quotes is text, and the next record knows its physical line', async () => {
    const rows = await csv('a,b\r\n1,"x\r\ny"\r\n2,z\r\n');
    expect(rows.map(({ record, line, cells }) => ({ record, line, cells }))).toEqual([
      { record: 1, line: 1, cells: ['a', 'b'] },
      { record: 2, line: 2, cells: ['1', 'x\r\ny'] },
      { record: 3, line: 4, cells: ['2', 'z'] },
    ]);
  });

  test('a quote in the middle of a cell means two cells have run together', async () => {
    expect((await csv('a,b\n1,2"x, y"\n="0001",2\n')).map((row) => row.problem ?? row.cells)).toEqual([
      ['a', 'b'],
      'quote_malformed',
      ['="0001"', '2'],
    ]);
  });

  test('LF, CR LF and CR end a record, also mixed in one file', async () => {
    expect((await csv('a,b\r\n1,2\n3,4\r5,6')).map((row) => row.cells.join(''))).toEqual(['ab', '12', '34', '56']);
  });

  test('records that cross the border of two pieces are read whole', async () => {
    const text = `a,b\r\n${'1,"x\r\n""y"""\r\n'.repeat(60_000)}`;
    const rows = await csv(text);
    expect(rows.length).toBe(60_001);
    expect(rows.every((row) => !row.problem)).toBe(true);
    expect(rows.at(-1)).toMatchObject({ record: 60_001, line: 2 + 59_999 * 2, cells: ['1', 'x\r\n"y"'] });
  });

  test('lines in the other encoding are refused, whichever the file is in', async () => {
    const gb = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]);
    const utf = Buffer.from('中文');
    const comma = Buffer.from(',1\n');
    const gbFile = await readTable(Buffer.concat([gb, comma, gb, comma, utf, comma]), { fileName: 'x' });
    expect(gbFile.info.encoding).toBe('gb18030');
    expect((await rowsOf(gbFile)).map((row) => row.problem ?? row.cells[0])).toEqual(['中文', '中文', 'encoding']);
    const utfFile = await readTable(Buffer.concat([utf, comma, utf, comma, gb, comma]), { fileName: 'x' });
    expect((await rowsOf(utfFile)).map((row) => row.problem ?? row.cells[0])).toEqual(['中文', '中文', 'encoding']);
    const even = await readTable(Buffer.concat([utf, comma, gb, comma]), { fileName: 'x' });
    expect(even.info.encodingBetween).toEqual(['utf-8', 'gb18030']);
  });

  test.each([
    [
      'windows-1252',
      Buffer.from('Name,Amount\nMüller & Söhne,1.00\nJosé,2.00\nSmörgås Åland,3.00\n', 'latin1'),
      'Müller & Söhne',
      [],
    ],
    ['utf-16le', Buffer.from('客户,金额\n甲公司,1.00\n', 'utf16le'), '甲公司', []],
    ['utf-16be', Buffer.from('客户,金额\n甲公司,1.00\n', 'utf16le').swap16(), '甲公司', []],
    // 國際貿易 in Big5: bytes alone and in pairs, as Western text between Chinese would have them too.
    [
      'gb18030',
      Buffer.from('no,n\n1,\xb0\xea\xbb\xda\xb6\x54\xa9\xf6\n2,\xbc\x77\xb3\x79\n', 'latin1'),
      null,
      ['gb18030', 'big5', 'windows-1252'],
    ],
  ])('is read as %s by what its bytes show', async (encoding, bytes, name, between) => {
    const table = await readTable(bytes, { fileName: 'x.csv' });
    expect([table.info.encoding, table.info.encodingBetween]).toEqual([encoding, between]);
    const [, first] = await rowsOf(table);
    if (name !== null) expect(first?.cells[0]).toBe(name);
    else expect((await rowsOf(await readTable(bytes, { fileName: 'x.csv', encoding: 'big5' })))[1]?.cells[1]).toBe('國際貿易');
  });

  test('tabs and semicolons are found; a decimal comma is no delimiter', async () => {
    expect((await csv('a;b;c\n1,5;2,5;3\n1,5;2,5;3\n'))[1]?.cells).toEqual(['1,5', '2,5', '3']);
    expect((await csv('a\tb\n1\t2\n'))[1]?.cells).toEqual(['1', '2']);
  });

  test.each([
    ['too_many_columns', ','.repeat(300)],
    ['file_empty', '\n\n'],
    ['line_too_long', 'x'.repeat(5_000_000)],
  ])('is refused as %s', async (code, text) => {
    await expect(csv(text)).rejects.toMatchObject({ code, status: 400 });
  });
});

describe('a workbook', () => {
  test('gives text, numbers, days, stored formula results and errors as what they are', async () => {
    const rows = await xlsx(
      zip(
        workbookParts(
          '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2"><v>12.5</v></c><c r="D2" s="1"><v>46027</v></c><c r="E2"><f>1+1</f><v>2</v></c><c r="F2" t="e"><v>#N/A</v></c><c r="G2" t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> &amp; 乙</t></r></is></c></row>',
          { strings: ['<t>客户</t><rPh sb="0" eb="1"><t>KEHU</t></rPh>'], formats: ['yyyy&quot;年&quot;m&quot;月&quot;'] },
        ),
      ),
    );
    expect(rows).toEqual([
      {
        record: 2,
        line: 2,
        cells: [
          '客户',
          null,
          12.5,
          { day: '2026-01-05', serial: 46027 },
          { formula: true, value: 2 },
          { error: '#N/A' },
          '甲 & 乙',
        ],
      },
    ]);
  });

  test('gives shares and codes filled up with zeros as the sheet shows them', async () => {
    const cells = '<c r="A1" s="1"><v>7.0000000000000007E-2</v></c><c r="B1" s="2"><v>12</v></c><c r="C1" s="3"><v>12.5</v></c>';
    const rows = await xlsx(zip(workbookParts(`<row r="1">${cells}</row>`, { formats: ['0.0%', '000000', '0.00'] })));
    expect(rows[0]?.cells).toEqual(['7%', '000012', 12.5]);
  });

  test('a formula without a result is not an empty cell; an empty text is', async () => {
    const cells = '<c r="A1"><f>1+1</f><v/></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>SUM(A1)</f></c>';
    const rows = await xlsx(zip(workbookParts(`<row r="1">${cells}</row>`)));
    expect(rows[0]?.cells).toEqual([LOST, null, LOST]);
  });

  test('says which values stand for several rows, and which columns are hidden', async () => {
    const parts = workbookParts('<row r="1"><c r="B1"><v>9</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>').map((part) => ({
      ...part,
      content: String(part.content)
        .replace('<sheetData>', '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>')
        .replace('</sheetData>', '</sheetData><mergeCells><mergeCell ref="B1:B2"/></mergeCells>'),
    }));
    const table = await readTable(zip(parts), { fileName: 'ledger.xlsx' });
    expect(table.info.hiddenColumns).toEqual([1, 2]);
    expect(await rowsOf(table)).toMatchObject([{ merged: [1] }, { cells: [1, 9], merged: [1], below: [1] }]);
  });

  test('written with a namespace prefix reads the same', async () => {
    const rows = await xlsx(zip(workbookParts('<x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row>', { prefix: 'x' })));
    expect(rows[0]?.cells).toEqual([7]);
  });

  test.each([
    ['yyyy-mm-dd', true],
    ['m"月"d"日"', true],
    ['[$-804]aaaa', false],
    ['#,##0.00"日"', false],
    ['[Red]0.00', false],
    ['General', false],
    ['"金额"0.00_);[Red]\\(0.00\\)', false],
  ])('the number format %s shows a day: %s', (code, day) => expect(isDateFormat(code)).toBe(day));

  test('serials count from 1900 with its leap year that never was, or from 1904', () => {
    expect([
      dayOfSerial(45351, false),
      dayOfSerial(44565, true),
      dayOfSerial(60, false),
      dayOfSerial(1, false),
      dayOfSerial(61, false),
    ]).toEqual(['2024-02-29', '2026-01-05', null, '1900-01-01', '1900-03-01']);
  });

  const honest = workbookParts('<row r="1"><c r="A1"><v>1</v></c></row>');
  const without = (name: string) => honest.filter((part) => part.name !== name);
  const sheet = (content: string) => [...without('xl/worksheets/sheet1.xml'), { name: 'xl/worksheets/sheet1.xml', content }];
  test.each([
    ['container_ratio', () => zip([...honest, { name: 'xl/media/bomb.xml', content: Buffer.alloc(60_000_000) }])],
    ['container_too_large', () => zip([...honest, { name: 'xl/a.bin', content: 'x', claimedSize: 400_000_000 }])],
    [
      'container_lies',
      () =>
        zip([...without('xl/styles.xml'), { name: 'xl/styles.xml', content: Buffer.alloc(30_000_000, 32), claimedSize: 1_000 }]),
    ],
    [
      'container_entries',
      () => zip([...honest, ...Array.from({ length: 1_001 }, (_, i) => ({ name: `xl/${i}.xml`, content: '' }))]),
    ],
    ['container_path', () => zip([...honest, { name: '../../etc/cron.d/x', content: '' }])],
    ['container_path', () => zip([...honest, { name: '..\\x', content: '' }])],
    ['container_overlap', () => zip([...honest, { name: 'XL/workbook.xml', content: '' }])],
    ['container_encrypted', () => zip([...honest, { name: 'xl/b.xml', content: '', flags: 1 }])],
    ['container_broken', () => zip(honest).subarray(0, 400)],
    ['workbook_macros', () => zip([...honest, { name: 'xl/vbaProject.bin', content: '' }])],
    ['workbook_external_links', () => zip([...honest, { name: 'xl/externalLinks/externalLink1.xml', content: '' }])],
    [
      'workbook_doctype',
      () => zip([...honest, { name: 'docProps/app.xml', content: '<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>' }]),
    ],
    ['workbook_doctype', () => zip(sheet(`<worksheet>${' '.repeat(5_000)}<!DOCTYPE x><sheetData/></worksheet>`))],
    [
      'workbook_malformed',
      () => zip(sheet('<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>999</v></c></row></sheetData></worksheet>')),
    ],
    ['workbook_malformed', () => zip(sheet('<worksheet><sheetData><row r="5"></row><row r="4"></row></sheetData></worksheet>'))],
    [
      'too_many_columns',
      () => zip(sheet('<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')),
    ],
    ['workbook_unreadable', () => zip([{ name: 'hello.txt', content: 'no workbook' }])],
    ['workbook_web_page', () => Buffer.from('<html xmlns:x="urn:x"><body><table><tr><td>客户</td></tr></table></body></html>')],
    ['workbook_old_or_encrypted', () => Buffer.from('d0cf11e0a1b11ae1'.padEnd(1_024, '0'), 'hex')],
  ])('is refused as %s', async (code, build) => {
    await expect(xlsx(build())).rejects.toMatchObject({ code, status: 400 });
  });
});
