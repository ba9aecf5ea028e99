// What is chosen in a row of tabs that scrolls sideways stays in sight: on a phone the row is wider than the page.
import { type RefObject, useLayoutEffect, useRef } from 'react';

const CHOSEN = '[aria-selected="true"], [aria-current]';

/** Give the answer to the row as its `ref`. `chosen`: what the row shows as chosen; a change scrolls the row, never the page. */
export function useChosenInSight<Row extends HTMLElement>(chosen: string | undefined): RefObject<Row | null> {
  const row = useRef<Row>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: which one is chosen is read from the page once it is drawn
  useLayoutEffect(() => {
    const all = row.current;
    const one = all?.querySelector<HTMLElement>(CHOSEN);
    if (!all || !one || all.scrollWidth <= all.clientWidth) return;
    const [around, its] = [all.getBoundingClientRect(), one.getBoundingClientRect()];
    all.scrollLeft += its.left - around.left - (around.width - its.width) / 2;
  }, [chosen]);
  return row;
}
