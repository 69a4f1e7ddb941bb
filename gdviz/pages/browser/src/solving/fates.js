// What is said of how a run went on, and from which step: as gdviz's pictures do (analysis/trajectory, comparison).

/** @import { Field, Page } from "../payload.js" */
/** @import { Solution } from "./types.js" */

import { fill } from "../dom.js";
import { tick } from "../parts/numerals.js";

/** @type {Record<string, string>} */
const ENDS = { converged: "fateConverged", target: "fateTarget", plateau: "fatePlateau" };
const BOUND = 1e9;

/**
 * Return from which steps on which words are said; nothing of a run that stays and takes all its steps.
 * @param {Solution} solution @param {Float64Array} x @param {Float64Array} y @param {Pick<Page, "field" | "words">} page
 * @returns {[number, string][]}
 */
export function fatesOf(solution, x, y, { field, words }) {
  const { steps, reason } = solution;
  const end = endOf(solution, words);
  const left = field ? leftAt(field, x, y) : null;
  if (left !== null && !(end && left === steps)) {
    const gone = fill(words.fateLeft, { step: tell(left) });
    return end ? [[left, gone], [steps, `${gone}, ${end}`]] : [[left, gone]];
  }
  if (end) return [[steps, end]];
  return reason in ENDS ? [[steps, fill(words[ENDS[reason]], { step: tell(steps) })]] : [];
}

const tell = (/** @type {number} */ step) => tick(step, 9);

/** Return how a run ended that could not go on, or nothing. @param {Solution} solution @param {Record<string, string>} words */
function endOf({ steps, reason, params, loss }, words) {
  if (reason === "undefined") return fill(words.fateNoGradient, { step: tell(steps) });
  if (reason !== "diverged") return "";
  const isNear = params.every((column) => Math.abs(column[steps]) < BOUND);
  return fill(Number.isNaN(loss[steps]) && isNear ? words.fateNoLoss : words.fateDiverged, { step: tell(steps) });
}

/** Return the first row after which the path is never again in the box that was sampled, or null. @param {Field} field @param {Float64Array} x @param {Float64Array} y */
function leftAt(field, x, y) {
  const isWithin = (/** @type {Float64Array} */ side, /** @type {number} */ at) =>
    !side.length || (at >= side[0] && at <= side[side.length - 1]);
  let row = x.length;
  while (row > 0 && !(isWithin(field.x, x[row - 1]) && isWithin(field.y, y[row - 1]))) row -= 1;
  return row < x.length ? row : null;
}
