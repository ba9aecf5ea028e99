// A group drawn as a tree: who stands under whom, what each owes of the group's exposure, and how far limits are used.
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { parseMoney } from '#base/money.ts';
import type { OutputOf } from '#platform/operation.ts';
import { UtilisationBar } from '#web/kit/bars.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { MissingText, MoneyText } from '#web/kit/text.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import type { tree } from '../contract.ts';

export type Tree = OutputOf<typeof tree>;
export type TreeNode = Tree['nodes'][number];

/** Parts per million of a whole; null where there is nothing to divide by. */
export function shareOf(
  part: { amount: string; currency: string },
  whole: { amount: string; currency: string } | null,
): number | null {
  if (whole === null) return null;
  const [minor, of] = [parseMoney(part).minor, parseMoney(whole).minor];
  return of > 0n ? Number((minor * 1_000_000n) / of) : null;
}

/** `here`: the customer whose page this is. `onMove`: what the button of a row does; without it there is none. */
export function GroupTree({ of, here, onMove }: { of: Tree; here?: string; onMove?: (node: TreeNode) => void }) {
  const { t, unit } = useReading();
  const phone = usePhone();
  const top = of.nodes[0];
  return (
    <div className="x-twin-scroll">
      <table className="x-twin-table x-tree">
        <thead>
          <tr>
            <th scope="col">{t('belonging.grp.member')}</th>
            <th scope="col" className="x-end">
              {t('belonging.grp.exposure')} {unit()}
            </th>
            {!phone && <th scope="col">{t('belonging.grp.used')}</th>}
            <th scope="col" className="x-end">
              {t('belonging.grp.overdue')} {unit()}
            </th>
            {!phone && (
              <th scope="col" className="x-end">
                {t('belonging.grp.limitHead')} {unit()}
              </th>
            )}
            {onMove && <th scope="col" aria-label={t('belonging.grp.move')} />}
          </tr>
        </thead>
        <tbody>
          {of.nodes.map((node, at) => (
            <tr key={node.code} {...(node.code === here ? { 'aria-current': 'true' as const } : {})}>
              <td>
                <span className="x-tree-name">
                  {railsOf(of.nodes, at).map((rail, depth) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: rails stand in the order of the levels
                    <i key={depth} className={`x-branch x-branch-${rail}`} />
                  ))}
                  <span>
                    {node.kind === 'customer' ? (
                      <Link to="/customers/$code" params={{ code: node.code }} data-content>
                        {node.name}
                      </Link>
                    ) : (
                      <strong data-content>{node.name}</strong>
                    )}
                    {!phone && node.validFrom !== null && (
                      <small className="x-aside"> {t('belonging.grp.since', { on: node.validFrom })}</small>
                    )}
                  </span>
                </span>
              </td>
              <td className="x-end">
                <Exposure node={node} top={top} />
              </td>
              {!phone && (
                <td className="x-tree-used">
                  {node.money.map((each) => (
                    <Used key={each.currency} share={shareOf(each.exposure, each.limit)} />
                  ))}
                </td>
              )}
              <td className="x-end">
                {node.money.map((each) => (
                  <div key={each.currency}>
                    <MoneyText value={each.overdue} />
                  </div>
                ))}
              </td>
              {!phone && (
                <td className="x-end">
                  {node.money.map((each) => (
                    <div key={each.currency}>
                      <MoneyText value={each.limit} />
                    </div>
                  ))}
                </td>
              )}
              {onMove && (
                <td className="x-end">
                  <Button size="small" type="link" onClick={() => onMove(node)}>
                    {t('belonging.grp.move')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {of.cut && <p className="x-caption">{t('belonging.grp.cut')}</p>}
    </div>
  );
}

function Exposure({ node, top }: { node: TreeNode; top: TreeNode | undefined }) {
  const { t } = useReading();
  if (node.money.length === 0) return <MissingText />;
  return node.money.map((each) => {
    const whole = top?.money.find((one) => one.currency === each.currency)?.exposure ?? null;
    const share = node === top ? null : shareOf(each.exposure, whole);
    const told = share === null ? undefined : t('belonging.grp.ofGroup', { share: formatPercent(share, 0) });
    return (
      <div key={each.currency} className="x-tree-money" title={told}>
        <MoneyText value={each.exposure} {...(node.money.length > 1 ? { withUnit: true } : {})} />
        {share !== null && (
          <span className="x-tree-share" aria-hidden>
            <i style={{ width: `${Math.max(0, Math.min(100, share / 10_000))}%` }} />
          </span>
        )}
      </div>
    );
  });
}

function Used({ share }: { share: number | null }) {
  return share === null ? (
    <div>—</div>
  ) : (
    <div className="x-tree-bar">
      <UtilisationBar ppm={share} /> <span className="x-num x-aside">{formatPercent(share, 0)}</span>
    </div>
  );
}

/** The lines left of a name, a level each: past (│), the last of its parent (└) or one of several (├), nothing. */
function railsOf(nodes: readonly TreeNode[], at: number): ('pass' | 'end' | 'fork' | 'none')[] {
  const node = nodes[at]!;
  const rails: ('pass' | 'end' | 'fork' | 'none')[] = [];
  for (let depth = 1; depth <= node.depth; depth += 1) {
    const more = goesOn(nodes, at, depth);
    rails.push(depth === node.depth ? (more ? 'fork' : 'end') : more ? 'pass' : 'none');
  }
  return rails;
}

/** Does another node of this depth follow under the same parent? */
function goesOn(nodes: readonly TreeNode[], at: number, depth: number): boolean {
  for (let next = at + 1; next < nodes.length; next += 1) {
    if (nodes[next]!.depth < depth) return false;
    if (nodes[next]!.depth === depth) return true;
  }
  return false;
}
