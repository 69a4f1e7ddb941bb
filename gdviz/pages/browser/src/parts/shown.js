// Which runs are shown, and how each is told apart.

/** @import { Look, Page, Run } from "../payload.js" */

import { nearestRow } from "../payload.js";

/** Return the recorded runs, and behind them the one that was solved in the page. @returns {{run: Run, look: Look}[]} */
export function shownRuns(/** @type {Page} */ { runs, solved, theme }) {
  const recorded = runs.map((run, index) => ({ run, look: theme.looks[index % theme.looks.length] }));
  if (!solved) return recorded;
  return [...recorded, { run: solved, look: { color: solved.colour, dash: [], marker: "D" } }];
}

/** Return all runs of a page, that which was solved in it at the end. @returns {Run[]} */
export function allRuns(/** @type {Page} */ { runs, solved }) {
  return solved ? [...runs, solved] : runs;
}

/** Return the run of which a step is hovered in any panel, with the row of that step, or null. */
export function hoveredRun(/** @type {Page} */ page) {
  const { hovered } = page.state;
  const shown = hovered && shownRuns(page)[hovered.run];
  return shown ? { ...shown, row: nearestRow(shown.run, hovered.step) } : null;
}

/** @type {WeakMap<Run, number>} */
const serials = new WeakMap();
let next = 0;

/** Return words that are others for other runs, be they called the same. */
export function serial(/** @type {Run[]} */ runs) {
  return runs.map((run) => {
    const known = serials.get(run) ?? ++next;
    serials.set(run, known);
    return known;
  }).join();
}
