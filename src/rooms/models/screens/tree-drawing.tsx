// One tree drawn from left to right: questions, who goes which way, and how many of each leaf turned bad. A large one opens folded, branch by branch.
import { Button } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import type { TreeNode, TreesModel } from '#engine/models/boosted-model.ts';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import { useVariableName } from './variable-name.ts';
import { plainNumber, share } from './words.ts';

const BOX = { width: 168, height: 46, gapX: 46, gapY: 12 };

type Placed = { readonly at: number; readonly x: number; readonly y: number; readonly depth: number };

/** More leaves fill a screen: such a tree opens with its first questions only. */
const LEAVES_OPEN = 8;
const DEPTH_OPEN = 2;

/** Leaves one under the other; each question in the middle of its two branches. Of a folded question what comes after it is not drawn. */
export function placed(nodes: readonly TreeNode[], folded: ReadonlySet<number> = new Set()): Placed[] {
  const out: Placed[] = [];
  let line = 0;
  const put = (at: number, depth: number): number => {
    const node = nodes[at]!;
    const x = depth * (BOX.width + BOX.gapX);
    let y: number;
    if (node.left === null || folded.has(at)) {
      y = line * (BOX.height + BOX.gapY);
      line += 1;
    } else y = (put(node.left, depth + 1) + put(node.right!, depth + 1)) / 2;
    out.push({ at, x, y, depth });
    return y;
  };
  put(0, 0);
  return out;
}

/** Questions at a depth, with those below them. */
function questionsFrom(nodes: readonly TreeNode[], depth: number, at = 0, here = 0): number[] {
  const node = nodes[at]!;
  if (node.left === null) return [];
  return [
    ...(here >= depth ? [at] : []),
    ...questionsFrom(nodes, depth, node.left, here + 1),
    ...questionsFrom(nodes, depth, node.right!, here + 1),
  ];
}

const leavesBelow = (nodes: readonly TreeNode[], at: number): number => {
  const node = nodes[at]!;
  return node.left === null ? 1 : leavesBelow(nodes, node.left) + leavesBelow(nodes, node.right!);
};

export function TreeDrawing({ model }: { model: TreesModel }) {
  const { t } = useReading();
  const called = useVariableName();
  const nodes = model.trees[0]!;
  const leaves = leavesBelow(nodes, 0);
  const [folded, setFolded] = useState<ReadonlySet<number>>(
    () => new Set(leaves > LEAVES_OPEN ? questionsFrom(nodes, DEPTH_OPEN) : []),
  );
  const turn = (at: number) => {
    const next = new Set(folded);
    if (!next.delete(at)) next.add(at);
    setFolded(next);
  };
  const places = placed(nodes, folded);
  const byNode = new Map(places.map((place) => [place.at, place]));
  const width = Math.max(...places.map((place) => place.x)) + BOX.width + 2;
  const height = Math.max(...places.map((place) => place.y)) + BOX.height + 2;
  const rateOf = (node: TreeNode) => node.bads / Math.max(1, node.rows);
  const highest = Math.max(0.0001, ...nodes.map(rateOf));
  const asked = (node: TreeNode, left: boolean): string => {
    const variable = model.variables[node.variable]!;
    if (node.cut !== null)
      return `${left ? '≤' : '>'} ${plainNumber(node.cut)}${takesMissing(node, left) ? t('lab.tree.orMissing') : ''}`;
    const names = node.levels!.map((level) => variable.levels?.[level] ?? '?');
    const text = names.slice(0, 2).join(t('lab.piece.comma')) + (names.length > 2 ? '…' : '');
    return left ? text : t('lab.tree.others');
  };
  /** Where nobody's value is missing, whoever comes later without one goes with the many; on the side of the few they are there, and are named. */
  const takesMissing = (node: TreeNode, left: boolean) =>
    node.missingLeft === left && nodes[left ? node.left! : node.right!]!.rows * 2 < node.rows;
  return (
    <>
      {leaves > LEAVES_OPEN && (
        <div className="x-lab-tree-bar">
          <Button size="small" onClick={() => setFolded(new Set(folded.size > 0 ? [] : questionsFrom(nodes, DEPTH_OPEN)))}>
            {folded.size > 0 ? t('lab.tree.openAll', { count: leaves }) : t('lab.tree.fold')}
          </Button>
          <span className="x-caption">{t('lab.tree.foldHelp')}</span>
        </div>
      )}
      <div className="x-lab-tree">
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t('lab.tree.caption')}>
          {places.map(({ at, x, y }) => {
            const node = nodes[at]!;
            if (node.left === null || folded.has(at)) return null;
            return [
              { to: node.left, left: true },
              { to: node.right!, left: false },
            ].map(({ to, left }) => {
              const child = byNode.get(to)!;
              const [x1, y1] = [x + BOX.width, y + BOX.height / 2];
              const [x2, y2] = [child.x, child.y + BOX.height / 2];
              const middle = (x1 + x2) / 2;
              return (
                <path
                  key={to}
                  d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`}
                  fill="none"
                  stroke={css('border')}
                  strokeWidth={1 + 5 * (nodes[to]!.rows / Math.max(1, nodes[0]!.rows))}
                >
                  <title>{`${asked(node, left)} · ${nodes[to]!.rows}`}</title>
                </path>
              );
            });
          })}
          {places.map(({ at, x, y }) => {
            const node = nodes[at]!;
            const parent = nodes.find((each) => each.left === at || each.right === at);
            const leaf = node.left === null;
            const rate = rateOf(node);
            const how = parent
              ? `${called(model.variables[parent.variable]!.name)} ${asked(parent, parent.left === at)}`
              : t('lab.tree.all');
            const isFolded = folded.has(at);
            const act = leaf || at === 0 ? null : () => turn(at);
            return (
              <g
                key={at}
                transform={`translate(${x + 1} ${y + 1})`}
                {...(act
                  ? {
                      role: 'button',
                      tabIndex: 0,
                      'aria-expanded': !isFolded,
                      'aria-label': how,
                      className: 'x-lab-tree-turn',
                      onClick: act,
                      onKeyDown: (event: KeyboardEvent) => {
                        if (event.key !== 'Enter' && event.key !== ' ') return;
                        event.preventDefault();
                        act();
                      },
                    }
                  : {})}
              >
                <title>{`${how}: ${formatNumber(node.rows)}, ${t('lab.bad')} ${formatNumber(node.bads)} (${share(rate)})`}</title>
                <rect width={BOX.width} height={BOX.height} rx={6} fill={css(leaf ? 'surface' : 'sunk')} stroke={css('border')} />
                <rect width={4} height={BOX.height} rx={2} fill={css('risk4')} opacity={0.1 + 0.9 * (rate / highest)} />
                <text x={12} y={18} fill={css('text1')} fontSize={12}>
                  {cut(how, 23)}
                </text>
                <text x={12} y={36} fill={css('text2')} fontSize={11.5}>
                  {t('lab.tree.node', { rows: formatNumber(node.rows), rate: share(rate) })}
                </text>
                {act && (
                  <text x={BOX.width - 8} y={36} textAnchor="end" fill={css('accent')} fontSize={11.5} aria-hidden="true">
                    {isFolded ? `+${leavesBelow(nodes, at)}` : '−'}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
    </>
  );
}

/** Wide characters count double. */
function cut(text: string, most: number): string {
  let width = 0;
  let out = '';
  for (const each of text) {
    width += each.codePointAt(0)! > 0x2e00 ? 2 : 1;
    if (width > most) return `${out}…`;
    out += each;
  }
  return out;
}
