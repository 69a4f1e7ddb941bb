// Which runs are shown, and how each is told apart.

/** @import { Look, Page, Run } from "../payload.js" */

/** Return the recorded runs, and behind them the one that was solved in the page. @returns {{run: Run, look: Look}[]} */
export function shownRuns(/** @type {Page} */ { runs, solved, theme }) {
  const recorded = runs.map((run, index) => ({ run, look: theme.looks[index % theme.looks.length] }));
  if (!solved) return recorded;
  return [...recorded, { run: solved, look: { color: solved.colour, dash: [], marker: "D" } }];
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
