// When a run ends, and which of the page's words say so, with what is filled in: gdviz.solving.stopping and gdviz.runs.divergence.

/** @import { Stop, Task, Vector } from "./types.js" */

import { general } from "./numbers.js";

// A run whose loss or parameters pass this multiple of where it started counts as diverged.
const BOUND = 1e9;

/** @typedef {{t: number, p: Vector, loss: number, norm: number, moved: number}} Sight what a rule sees; `moved` is the largest change */

/** Return whether loss and parameters are in bounds, from those at the start. @param {number} first @param {Vector} start */
export function boundsOf(first, start) {
  const highest = Number.isFinite(first) ? Math.min(BOUND * Math.max(1, Math.abs(first)), Number.MAX_VALUE) : 0;
  const reach = BOUND * Math.max(1, largest(start));
  return (/** @type {number} */ loss, /** @type {Vector} */ p) => {
    if (!(Math.abs(loss) <= highest)) return false;
    let squares = 0;
    for (let i = 0; i < p.length; i += 1) squares += p[i] * p[i];
    return squares <= reach * reach;
  };
}

/** @param {ArrayLike<number>} p */
function largest(p) {
  let found = 0;
  for (let i = 0; i < p.length; i += 1) found = Math.max(found, Math.abs(p[i]));
  return found;
}

/** @param {number} t @param {number} loss @param {Vector} p @returns {Stop} */
export function diverged(t, loss, p) {
  /** @returns {Stop["ending"]} */
  const said = () => {
    if (t === 0) return ["endAtStart", { loss: general(loss, 6) }];
    if (Number.isNaN(loss) && largest(p) < BOUND) return ["endNowhere", { step: t }];
    return ["endDiverged", { step: t, loss: general(loss, 3) }];
  };
  return { reason: "diverged", ending: said() };
}

/** @param {number} t @param {string[]} names @param {Vector} p @returns {Stop} */
export function undefinedAt(t, names, p) {
  const point = names.slice(0, 4).map((name, i) => `${name} = ${general(p[i])}`).join(", ");
  const place = `${point}${names.length > 4 ? ", ..." : ""}`;
  return { reason: "undefined", ending: [t === 0 ? "endNoGradientAtStart" : "endNoGradient", { step: t, point: place }] };
}

/** @type {Record<string, (a: number, b: number) => boolean>} */
const COMPARISONS = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };

/**
 * Return the rules that may end a run, in the order in which gdviz asks them.
 * @param {Task} task @param {Record<string, (v: Vector) => number>} metrics @param {number} first the loss at the start
 * @returns {((sight: Sight) => Stop|null)[]}
 */
export function rulesOf(task, metrics, first) {
  const { until = [], tolStep = 0, patience = 0, tolGradient = 0 } = task;
  const rules = until.flatMap((condition) => untilOf(condition, metrics));
  if (tolStep) {
    rules.push(({ t, moved }) =>
      t && moved <= tolStep
        ? { reason: "converged", ending: ["endStill", { step: t, bound: general(tolStep) }] }
        : null,
    );
  }
  if (patience) rules.push(plateau(patience, first));
  if (tolGradient) {
    rules.push(({ t, norm }) =>
      norm > tolGradient
        ? null
        : { reason: "converged", ending: ["endFlat", { bound: general(tolGradient), steps: t }] },
    );
  }
  return rules;
}

/** @param {string} condition @param {Record<string, (v: Vector) => number>} metrics @returns {((sight: Sight) => Stop|null)[]} */
function untilOf(condition, metrics) {
  const found = /^\s*([a-z_]+)\s*(<=|>=|<|>)\s*(\S+)\s*$/.exec(condition);
  if (!found || (found[1] !== "loss" && !Object.hasOwn(metrics, found[1]))) return [];
  const [, name, sign, bound] = found;
  return [
    ({ t, p, loss }) => {
      const value = name === "loss" ? loss : metrics[name](p);
      if (!COMPARISONS[sign](value, Number(bound))) return null;
      return { reason: "target", ending: ["endTarget", { condition: `${name} ${sign} ${bound}`, steps: t, value: general(value) }] };
    },
  ];
}

/** @param {number} patience @param {number} first @returns {(sight: Sight) => Stop|null} */
function plateau(patience, first) {
  let [best, since] = [first, 0];
  return ({ t, loss }) => {
    if (loss < best) [best, since] = [loss, t];
    if (t - since < patience) return null;
    return { reason: "plateau", ending: ["endPlateau", { best: general(best), step: since }] };
  };
}
