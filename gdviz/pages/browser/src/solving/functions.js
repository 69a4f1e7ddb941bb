// The function that a page minimises: its own script, or a model with its data.

/** @import { Objective, Solving } from "./types.js" */

import * as kernel from "./kernel.js";
import { classifier, leastSquares } from "./models.js";

/**
 * Return what a page can solve.
 * @param {Solving} solving @param {(name: string) => Float64Array} array the payload's arrays by name
 * @returns {Objective|null} null where the function's script is not there
 */
export function objectiveOf(solving, array) {
  const { kind, factor = 1, ridge = 0, judge = "" } = solving;
  if (kind === "expression") {
    const make = /** @type {{gdvizFunction?: (k: typeof kernel) => Objective}} */ (/** @type {unknown} */ (globalThis)).gdvizFunction;
    return make?.(kernel) ?? null;
  }
  const [design, target] = [array("design"), array("target")];
  return kind === "classifier"
    ? classifier({ design, target, judge, ridge })
    : leastSquares({ design, target, factor, ridge });
}
