// Where the page's own run strays from the slice that it is drawn on: what gdviz.analysis.trust says of recorded ones.

/** @import { Run, Scale, Stretch } from "../payload.js" */

/** A path is hollow on no more stretches than these. */
const MOST = 400;
/** A loss is as good as infinite beyond this. */
const HUGE = 1e300;

/** Return the depth of a loss, clipped to [0, 1]. */
function depthOf(/** @type {Scale} */ { low, high, decades }, /** @type {number} */ loss) {
  const share = Math.min(Math.max((Math.min(Math.max(loss, -HUGE), HUGE) - low) / (high - low), 0), 1);
  const slope = 10 ** decades;
  return decades ? Math.log1p(slope * share) / Math.log1p(slope) : share;
}

/**
 * Return where true losses stray from a slice's by more than a band, cut where theirs changes.
 * @param {Pick<Run, "step" | "loss" | "shown">} run @param {Scale} scale
 * @param {number} count how many bands the scale has
 * @returns {Stretch[]}
 */
export function stretchesOf({ step, loss, shown }, scale, count) {
  if (!shown) return [];
  const [total, pieces] = [step.length, Math.min(step.length, MOST)];
  const first = (/** @type {number} */ piece) => Math.floor((piece * total) / pieces);
  const edge = (/** @type {number} */ row) => (row <= 0 ? step[0] : row >= total ? step[total - 1] : (step[row - 1] + step[row]) / 2);
  /** @type {Stretch[]} */
  const found = [];
  let before = -1;
  for (let piece = 0; piece < pieces; piece++) {
    // Of a long path every so many rows speak with the voice of the one that strays most.
    let [row, widest] = [first(piece), -1];
    for (let i = row; i < first(piece + 1); i++) {
      const gap = Math.abs(depthOf(scale, loss[i]) - depthOf(scale, shown[i])) * count;
      if (gap > widest) [row, widest] = [i, gap];
    }
    const band = widest > 1 ? Math.min(Math.floor(depthOf(scale, loss[row]) * count), count - 1) : -1;
    if (band >= 0 && band === before) found[found.length - 1][1] = edge(first(piece + 1));
    else if (band >= 0) found.push([edge(first(piece)), edge(first(piece + 1)), (band + 0.5) / count]);
    before = band;
  }
  return found;
}
