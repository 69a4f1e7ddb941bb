// Curves over the steps, with as few points as a screen has columns for: the least and the greatest of each.

/** @import { Frame } from "./surface.js" */
/** @import { Run } from "../payload.js" */
/** @import { Span } from "./axes.js" */

import { countUpTo } from "../order.js";

/** In pixels: the width of a curve; the least one where it goes up and down, from stroke to stroke; and what one is. */
export const WIDTH = 2.3;
const [FINE, APART, STROKE] = [0.8, 2.2, 0.15];
const BEYOND = 1e4;

/** @typedef {{x: Float64Array, y: Float64Array, steps: Float64Array, width: number}} Curve in pixels, and its steps */

/**
 * Return the curve of a run's values in pixels: what is not known of a step, NaN, is left out, and what lies in one
 * column is its first and last value, the least and the greatest.
 */
export function curveOf(
  /** @type {Run} */ { step },
  /** @type {Float64Array} */ values,
  /** @type {Span} */ x,
  /** @type {Span} */ y,
  /** @type {Frame} */ frame,
) {
  /** @type {number[]} */
  const rows = [];
  let column = NaN;
  let [first, low, high, last] = [-1, -1, -1, -1];
  const close = () => {
    if (first < 0) return;
    const kept = [first, low, high, last].sort((a, b) => a - b);
    kept.forEach((row, i) => i && row === kept[i - 1] || rows.push(row));
  };
  // One row before what is seen and one behind it, where the curve comes from and goes to.
  const [from, to] = [countUpTo(step, x.low) - 2, countUpTo(step, x.high)];
  const perStep = (frame.right - frame.left) / (x.high - x.low);
  for (let row = Math.max(from, 0); row <= Math.min(to, values.length - 1); row++) {
    const value = values[row];
    if (Number.isNaN(value)) continue;
    const at = Math.floor((step[row] - x.low) * perStep);
    if (at !== column) {
      close();
      [column, first, low, high, last] = [at, row, row, row, row];
      continue;
    }
    if (value < values[low]) low = row;
    if (value > values[high]) high = row;
    last = row;
  }
  close();
  const near = (/** @type {number} */ pixel) =>
    Number.isNaN(pixel) ? frame.bottom + BEYOND : Math.min(Math.max(pixel, frame.top - BEYOND), frame.bottom + BEYOND);
  const steps = Float64Array.from(rows, (row) => step[row]);
  const ups = Float64Array.from(rows, (row) => near(y.at(values[row])));
  return { x: steps.map((one) => x.at(one)), y: ups, steps, width: widthFor(ups, frame) };
}

/** Return how wide a curve is drawn: finer where it goes up and down so often that its strokes would be a block. */
function widthFor(/** @type {Float64Array} */ y, /** @type {Frame} */ { left, top, right, bottom }) {
  let [strokes, way] = [1, 0];
  const inside = (/** @type {number} */ at) => Math.min(Math.max(at, top), bottom);
  for (let i = 1; i < y.length; i++) {
    const rise = inside(y[i]) - inside(y[i - 1]);
    if (Math.abs(rise) <= STROKE * (bottom - top)) continue;
    if (way && Math.sign(rise) !== way) strokes += 1;
    way = Math.sign(rise);
  }
  return Math.min(Math.max((right - left) / strokes / APART, FINE), WIDTH);
}

/** Return the point of a curve at a step, on the straight line that is drawn; null before its first. */
export function pointAt(/** @type {Curve} */ { x, y, steps }, /** @type {number} */ step) {
  const row = countUpTo(steps, step) - 1;
  if (row < 0) return null;
  if (row === steps.length - 1) return { x: x[row], y: y[row], row };
  const share = (step - steps[row]) / (steps[row + 1] - steps[row]);
  return { x: x[row] + share * (x[row + 1] - x[row]), y: y[row] + share * (y[row + 1] - y[row]), row };
}

/** Trace a curve. */
export function traceCurve(/** @type {CanvasRenderingContext2D} */ context, /** @type {Curve} */ curve) {
  context.beginPath();
  for (let i = 0; i < curve.x.length; i++) context.lineTo(curve.x[i], curve.y[i]);
}

/** Move places of words apart, to so many pixels from one to the next, none of them below a limit. */
export function spread(/** @type {number[]} */ places, /** @type {number} */ pitch, /** @type {number} */ limit) {
  const order = [...places.keys()].sort((a, b) => places[a] - places[b]);
  order.forEach((index, i) => {
    if (i) places[index] = Math.max(places[index], places[order[i - 1]] + pitch);
  });
  let lowest = limit;
  for (const index of order.reverse()) {
    places[index] = Math.min(places[index], lowest);
    lowest = places[index] - pitch;
  }
}
