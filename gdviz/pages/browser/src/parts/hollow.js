// Where a path on a slice is hollow: its true loss is another than the slice's, and its colour is seen in it.

/** @import { Run, Stretch } from "../payload.js" */
/** @import { Trace } from "./paths.js" */

/** How much wider than its line a path is where it is hollow, in pixels. */
export const RIM = 3;

/** Return the colour of a ramp at a depth from 0 to 1. */
export function colourAt(/** @type {string[]} */ ramp, /** @type {number} */ depth) {
  return ramp[Math.min(Math.max(Math.floor(depth * ramp.length), 0), ramp.length - 1)];
}

/**
 * Return the points of a path up to a step, at which its head is, each behind the step at which it is reached.
 * @param {Run} run @param {Trace} trace @param {number} step @param {[number, number]} head
 * @returns {[number, number, number][]}
 */
function pathUpTo(run, trace, step, head) {
  /** @type {[number, number, number][]} */
  const known = [];
  const add = (/** @type {number} */ at, /** @type {number} */ x, /** @type {number} */ y) => known.push([at, x, y]);
  for (let i = 0; i < trace.x.length && run.step[trace.rows[i]] <= step; i++) add(run.step[trace.rows[i]], trace.x[i], trace.y[i]);
  if (Number.isFinite(head[0] + head[1]) && known.length && step > known[known.length - 1][0]) add(step, ...head);
  return known;
}

/**
 * Return the points of a stretch of a path that is known up to a step; none of one that is not begun.
 * @param {[number, number, number][]} known @param {Stretch} stretch @param {number} step
 * @returns {[number, number][]}
 */
function partOf(known, [first, last], step) {
  const end = Math.min(last, step);
  if (!(first < step)) return [];
  /** @type {[number, number][]} */
  const points = [];
  for (let i = 1; i < known.length; i++) {
    const [[from, x, y], [to, toX, toY]] = [known[i - 1], known[i]];
    const [low, high] = [Math.max(first, from), Math.min(end, to)];
    if (!(low < high)) continue;
    for (const at of points.length ? [high] : [low, high]) {
      const share = (at - from) / (to - from);
      points.push([x + share * (toX - x), y + share * (toY - y)]);
    }
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
