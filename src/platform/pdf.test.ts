// Papers: the same bytes, text that can be read back, rare characters, long tables with headings, nothing read from outside.
import { expect, it } from 'vitest';
import {
  columnWidths,
  facts,
  figuresTable,
  letterTitle,
  type Paper,
  paragraph,
  renderPdf,
  renderPdfs,
  section,
  signatureBlock,
  together,
} from './pdf.ts';
import { pdfPages } from './pdf-text.fixture.ts';

const MADE = new Date('2026-11-22T01:02:03Z');

function paper(rows = 3, text = '截至贵公司与本公司的往来款项余额如下，请核对。'): Paper {
  return {
    title: '往来对账函',
    language: 'zh',
    madeAt: MADE,
    runningHead: '往来对账函 DZ-2026-0001',
    blocks: [
      letterTitle('往来对账函', 'DZ-2026-0001'),
      paragraph(text, { indent: true }),
      section('未清项'),
      figuresTable({
        columns: [{ heading: '单据号' }, { heading: '到期日' }, { heading: '未清金额（元）', figures: true }],
        rows: Array.from({ length: rows }, (_, at) => [`INV-${at}`, '2026-10-31', '1,234,567.89']),
        totals: [['合计', undefined, '3,703,703.67']],
      }),
      facts([['客户', '深圳市㐀䶮𬭚贸易有限公司']]),
      signatureBlock([{ title: '贵公司', lines: ['签字', '盖章', '日期'] }]),
    ],
  };
}

it('the same paper is the same bytes, whenever it is made', async () => {
  const first = await renderPdf(paper());
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(Buffer.from(await renderPdf(paper())).equals(Buffer.from(first))).toBe(true);
  expect(Buffer.from(await renderPdf(paper(4))).equals(Buffer.from(first))).toBe(false);
});

it('what is printed can be searched and copied, rare characters of names too', async () => {
  const [page, ...more] = pdfPages(await renderPdf(paper()));
  expect(more).toEqual([]);
  for (const text of ['往来对账函', '1,234,567.89', '3,703,703.67', '㐀䶮𬭚', '第 1 页，共 1 页']) expect(page).toContain(text);
});

it('a long table repeats its headings, counts its pages and says on each what it belongs to', async () => {
  const pages = pdfPages(await renderPdf(paper(120)));
  expect(pages.length).toBeGreaterThan(2);
  expect(pages.filter((page) => page.includes('未清金额')).length).toBeGreaterThan(1);
  expect(pages[1]).toContain('往来对账函 DZ-2026-0001');
  expect(pages.at(-1)).toContain(`第 ${pages.length} 页，共 ${pages.length} 页`);
});

it('papers in one file for the printer begin on pages of their own, each with its own count and head', async () => {
  const second = { ...paper(120), runningHead: '往来对账函 DZ-2026-0002' };
  const alone = pdfPages(await renderPdf(second));
  const [first, ...rest] = pdfPages(await renderPdfs([paper(), second]));
  expect(first).toContain('第 1 页，共 1 页');
  expect(rest).toEqual(alone);
});

it('no line of Chinese begins with what may not stand at its beginning', async () => {
  const text = `${'款项余额核对无误'.repeat(3)}，${'请于收到后十日内回函'.repeat(9)}。${'（逾期未复视为相符）'.repeat(12)}、${'与'.repeat(55)}，${'账'.repeat(43)}。`;
  for (let shift = 0; shift < 12; shift += 1) {
    const [page] = pdfPages(await renderPdf({ ...paper(1), blocks: [paragraph('字'.repeat(shift) + text)] }));
    const lines = page!.split('\n').filter((line) => line.length > 2);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      expect(line).not.toMatch(/^[，。、）：；！？》」』]/);
      expect(line).not.toMatch(/[（《「『]$/);
    }
  }
});

it('a table of many columns is never wider than the page: texts get four characters a line, then all is set smaller', () => {
  const columns = [
    ...Array.from({ length: 6 }, () => ({ heading: '与客户的关系' })),
    { heading: '额度', figures: true as const },
  ];
  const of = (amounts: number) =>
    columnWidths([...columns, ...Array(amounts).fill(columns[6])], [Array(7 + amounts).fill('3,000,000.00 CNY')]);
  for (const amounts of [0, 1, 4]) {
    const { widths, scale } = of(amounts);
    const padding = (7 + amounts) * 8;
    expect(widths.reduce((sum, each) => sum + each, 0) + padding).toBeLessThanOrEqual(595.28 - 2 * 48 + 0.001);
    expect(scale).toBe(amounts === 4 ? scale : 1);
  }
  expect(of(4).scale).toBeLessThan(1);
});

it('no heading stays alone at the foot of a page, and what is kept together is whole wherever it comes to stand', async () => {
  const table = (name: string) =>
    figuresTable({ columns: [{ heading: name }, { heading: '到期日' }], rows: [[`${name}行`, '2026-10-31']] });
  for (let before = 26; before < 38; before += 2) {
    const rows = Array.from({ length: before }, (_, at) => [`INV-${at}`, '2026-10-31']);
    const filler = figuresTable({ columns: [{ heading: '单据号' }, { heading: '到期日' }], rows });
    const slip = together([section('回执'), table('同页')]);
    const pages = pdfPages(await renderPdf({ ...paper(1), blocks: [filler, section('标题'), table('其下'), slip] }));
    for (const [head, row] of [
      ['标题', '其下行'],
      ['回执', '同页行'],
    ] as const) {
      expect(
        pages.findIndex((page) => page.includes(row)),
        `${before} ${row}`,
      ).toBeGreaterThanOrEqual(0);
      expect(pages.findIndex((page) => page.includes(head))).toBe(pages.findIndex((page) => page.includes(row)));
    }
  }
});

it('a paper beyond its bound is refused, not laid out', async () => {
  await expect(renderPdf(paper(5_001))).rejects.toMatchObject({ code: 'paper_too_long' });
  await expect(renderPdf(paper(1))).resolves.toBeInstanceOf(Uint8Array);
});

it('a name that looks like an address or a file is only text', async () => {
  const [page] = pdfPages(await renderPdf(paper(1, 'file:///etc/passwd http://example.com \u202e倒写')));
  expect(page).toContain('file:///etc/passwd');
  expect(page).not.toContain('\u202e');
});
