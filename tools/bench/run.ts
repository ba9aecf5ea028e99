// npm run bench -- [NAME] [--json] [--rows N] [--data DIR]: figures beside their plain-SQL references, from one run on one machine.
import { parseArgs } from 'node:util';
import { importCsv } from './import-csv.ts';
import { importXlsx } from './import-xlsx.ts';
import { ledgerPage } from './ledger-page.ts';
import type { Bench, Figure } from './measure.ts';
import { boostedTrain, scorecardTrain } from './models.ts';
import { ordersBatch, ordersSingle } from './orders.ts';
import { ordersCart, ordersGroup, ordersItems } from './orders-crowd.ts';
import { ordersHttp } from './orders-http.ts';
import { portfolioRating } from './portfolio-rating.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  'orders-single': ordersSingle,
  'orders-batch': ordersBatch,
  'orders-http': ordersHttp,
  'orders-items': ordersItems,
  'orders-group': ordersGroup,
  'orders-cart': ordersCart,
  'import-csv': importCsv,
  'import-xlsx': importXlsx,
  'ledger-page': ledgerPage,
  'scorecard-train': scorecardTrain,
  'boosted-train': boostedTrain,
  'portfolio-rating': portfolioRating,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rows: { type: 'string' }, data: { type: 'string' } },
});

const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = names.find((name) => !(name in BENCHES));
if (unknown !== undefined) {
  process.stderr.write(`no bench ${unknown}; there are ${Object.keys(BENCHES).join(', ')}\n`);
  process.exit(3);
}

for (const name of names) {
  const figure = await BENCHES[name]!({
    ...(values.rows === undefined ? {} : { rows: Number(values.rows) }),
    ...(values.data === undefined ? {} : { data: values.data }),
    say: (line) => {
      process.stderr.write(`${name}: ${line}\n`);
    },
  });
  process.stdout.write(values.json ? asJson(figure) : asTable(figure));
}

/** Exactly the five fields that scripts read. */
function asJson({ name, ours, reference, ratio, unit }: Figure): string {
  return `${JSON.stringify({ name, ours, reference, ratio, unit })}\n`;
}

function asTable(figure: Figure): string {
  const head = `${figure.name}: ours ${figure.ours} ${figure.unit}, reference ${figure.reference} ${figure.unit}, ratio ${figure.ratio}`;
  return `${[head, ...figure.more.map(({ what, value }) => `  ${what.padEnd(44)} ${value}`)].join('\n')}\n\n`;
}
