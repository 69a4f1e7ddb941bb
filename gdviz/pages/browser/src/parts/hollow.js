// Where a path on a slice is hollow: its true loss is another than the slice's, and its colour is seen in it.

/** @import { Run, Stretch } from "../payload.js" */
/** @import { Trace } from "./paths.js" */

import { countUpTo } from "../order.js";

/** How much wider than its line a path is where it is hollow, in pixels. */
export const RIM = 3;

/** Return the colour of a ramp at a depth from 0 to 1. */
export function colourAt(/** @type {string[]} */ ramp, /** @type {number} */ depth) {
  return ramp[Math.min(Math.max(Math.floor(depth * ramp.length), 0), ramp.length - 1)];
}

/** @typedef {{at: number[], x: number[], y: number[]}} Known the steps of points of a path, and the points */

/**
 * Return the points of a path up to a step, at which its head is.
 * @param {Run} run @param {Trace} trace @param {number} step @param {[number, number]} head
 * @returns {Known}
 */
function pathUpTo(run, trace, step, head) {
  /** @type {Known} */
  const known = { at: [], x: [], y: [] };
  const add = (/** @type {number} */ at, /** @type {number} */ x, /** @type {number} */ y) => {
    known.at.push(at);
    known.x.push(x);
    known.y.push(y);
  };
  for (let i = 0; i < trace.x.length && run.step[trace.rows[i]] <= step; i++) add(run.step[trace.rows[i]], trace.x[i], trace.y[i]);
  if (Number.isFinite(head[0] + head[1]) && known.at.length && step > known.at[known.at.length - 1]) add(step, ...head);
  return known;
}

/**
 * Return the points of a stretch of a path that is known up to a step; none of one that is not begun.
 * @param {Known} known @param {Stretch} stretch @param {number} step
 * @returns {[number, number][]}
 */
function partOf({ at, x, y }, [first, last], step) {
  const end = Math.min(last, step);
  if (!(first < step)) return [];
  /** @type {[number, number][]} */
  const points = [];
  for (let i = Math.max(countUpTo(at, first), 1); i < at.length && at[i - 1] < end; i++) {
    const between = (/** @type {number} */ moment) => {
      const share = (moment - at[i - 1]) / (at[i] - at[i - 1]);
      points.push([x[i - 1] + share * (x[i] - x[i - 1]), y[i - 1] + share * (y[i] - y[i - 1])]);
    };
    if (!points.length) between(Math.max(first, at[i - 1]));
    between(Math.min(end, at[i]));
  }
  return points;
}

/** Return the points of all hollow parts of a path up to a step, and the depth of the true loss on each. */
export function partsOf(/** @type {Run} */ run, /** @type {Trace} */ trace, /** @type {number} */ step, /** @type {[number, number]} */ head) {
  if (!run.stretches.length) return [];
  const known = pathUpTo(run, trace, step, head);
  const parts = run.stretches.map((stretch) => ({ points: partOf(known, stretch, step), depth: stretch[2] }));
  return parts.filter(({ points }) => points.length > 1);
}

/** Draw lines through points, each in its colour of a ramp within that of its run. */
export function drawHollow(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {{points: [number, number][], depth: number}[]} */ parts,
  /** @type {string[]} */ ramp,
  /** @type {string} */ rim,
  /** @type {number} */ width,
) {
  context.lineJoin = "round";
  context.setLineDash([]);
  for (const isRim of [true, false]) {
    context.lineCap = isRim ? "round" : "butt";
    context.lineWidth = isRim ? width + RIM : width;
    for (const { points, depth } of parts) {
      context.strokeStyle = isRim ? rim : colourAt(ramp, depth);
      context.beginPath();
      for (const [x, y] of points) context.lineTo(x, y);
      context.stroke();
    }
  }
}
