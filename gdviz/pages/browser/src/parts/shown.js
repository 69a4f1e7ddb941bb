// Which runs are shown, and how each is told apart.

/** @import { Look, Page, Run } from "../payload.js" */

/** Return the recorded runs, and behind them the one that was solved in the page. @returns {{run: Run, look: Look}[]} */
export function shownRuns(/** @type {Page} */ { runs, solved, theme }) {
  const recorded = runs.map((run, index) => ({ run, look: theme.looks[index % theme.looks.length] }));
  if (!solved) return recorded;
  return [...recorded, { run: solved, look: { color: solved.colour, dash: [], marker: "D" } }];
}
