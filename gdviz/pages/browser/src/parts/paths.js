// The path of a run in a frame: a comet's trail on its casing, dots where steps are few, and the ball at its head.

/** @import { Frame } from "./surface.js" */
/** @import { Look, Run, Theme } from "../payload.js" */
/** @import { Span } from "./axes.js" */

import { rowOf } from "../payload.js";
import { thinned } from "../thinning.js";
import { drawMarker } from "./markers.js";

/** Widths of a line and of what its casing is wider, in pixels, of a lone run and of one of several. */
const [LONE, SEVERAL] = [{ line: 2.7, casing: 2.5 }, { line: 2.4, casing: 2.3 }];
export const HEAD = 11.5;
/** How wide the hairline far behind the head is, by how many stretches it grows to the whole, and over how much of the frame. */
const [HAIR, STRETCHES, REACH] = [0.5, 3, 0.35];
/** Up to so many steps each is dotted, and dots are at least so many of their diameters apart. */
const [DOTTED, DIAMETERS] = [80, 1.5];
const FAR = 1e5;

/**
 * @typedef {{x: Float64Array, y: Float64Array, rows: Uint32Array, lengths: Float64Array, dots: number[]}} Trace a path
 *   in pixels, at which rows of its run, how long it is up to each point, and which points are dotted
 */

/** Return a run's path in pixels, up to where it is not finite; what is on one side of the frame alone is left out. */
export function traceOf(/** @type {Run} */ run, /** @type {Span} */ spanX, /** @type {Span} */ spanY, /** @type {Frame} */ frame) {
  const perX = Math.abs(spanX.at(spanX.high) - spanX.at(spanX.low)) / (spanX.high - spanX.low);
  const perY = Math.abs(spanY.at(spanY.high) - spanY.at(spanY.low)) / (spanY.high - spanY.low);
  const rows = thinned(run.x, run.y, perX, perY, 0.35);
  const [x, y] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  const kept = new Uint32Array(rows.length);
  let [count, before, waiting] = [0, 0, false];
  for (const [place, row] of rows.entries()) {
    if (!Number.isFinite(run.x[row]) || !Number.isFinite(run.y[row])) break;
    const [atX, atY] = [far(spanX.at(run.x[row])), far(spanY.at(run.y[row]))];
    const side = sideOf(frame, atX, atY);
    // While it stays on one side outside, only its last point there matters.
    if (waiting && place && (side & before) !== 0) count -= 1;
    waiting = place > 0 && (side & before) !== 0;
    [x[count], y[count], kept[count]] = [atX, atY, row];
    count += 1;
    before = side;
  }
  const lengths = new Float64Array(count);
  for (let i = 1; i < count; i++) lengths[i] = lengths[i - 1] + Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
  return { x: x.slice(0, count), y: y.slice(0, count), rows: kept.slice(0, count), lengths, dots: dotsOf(run, x, y, count) };
}

const far = (/** @type {number} */ pixel) => Math.min(Math.max(pixel, -FAR), FAR);

function sideOf(/** @type {Frame} */ { left, top, right, bottom }, /** @type {number} */ x, /** @type {number} */ y) {
  return Number(x < left - 20) | (Number(x > right + 20) << 1) | (Number(y < top - 20) << 2) | (Number(y > bottom + 20) << 3);
}

/** Return the points that are dotted: of few steps those that can be told apart. */
function dotsOf(/** @type {Run} */ run, /** @type {Float64Array} */ x, /** @type {Float64Array} */ y, /** @type {number} */ count) {
  if (run.steps > DOTTED) return [];
  const least = DIAMETERS * (1.75 * LONE.line + 1);
  /** @type {number[]} */
  const chosen = [];
  for (let i = 0; i < count; i++) {
    const last = chosen.length ? chosen[chosen.length - 1] : -1;
    const isApart = (/** @type {number} */ j) => j < 0 || Math.hypot(x[i] - x[j], y[i] - y[j]) >= least;
    if (isApart(i - 1) && isApart(last)) chosen.push(i);
  }
  return chosen;
}

/** Return where a run is in the plane at a step: between recorded rows on the straight line. @returns {[number, number]} */
export function placeOf(/** @type {Run} */ run, /** @type {number} */ step) {
  const row = rowOf(run, step);
  const low = Math.floor(row);
  const share = row - low;
  if (!share) return [run.x[low], run.y[low]];
  return [run.x[low] + share * (run.x[low + 1] - run.x[low]), run.y[low] + share * (run.y[low + 1] - run.y[low])];
}

/** Draw a path up to a step: its casing, or the line on it. */
export function drawTrail(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Trace} */ trace,
  /** @type {number} */ row,
  /** @type {[number, number]} */ head,
  /** @type {{color: string, isCasing: boolean, isAlone: boolean, frame: Frame}} */ { color, isCasing, isAlone, frame },
) {
  const count = upTo(trace, row);
  if (!count) return;
  const { line, casing } = isAlone ? LONE : SEVERAL;
  const width = line + (isCasing ? casing : 0);
  const last = count - 1;
  const ends = Number.isFinite(head[0]) && Number.isFinite(head[1]);
  const gap = ends ? Math.hypot(head[0] - trace.x[last], head[1] - trace.y[last]) : 0;
  const length = trace.lengths[last] + gap;
  const reach = Math.min(REACH * Math.min(frame.right - frame.left, frame.bottom - frame.top), length / 2);
  context.strokeStyle = color;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.setLineDash([]);
  context.globalAlpha = isCasing ? 0.9 : 1;
  for (let piece = 0; piece <= STRETCHES; piece++) {
    const from = piece ? length - reach * (1 - (piece - 1) / STRETCHES) : 0;
    if (piece && !(length > 0)) break;
    context.lineWidth = width * (piece ? HAIR + ((1 - HAIR) * piece) / STRETCHES : HAIR);
    context.beginPath();
    let first = piece ? search(trace.lengths, from, count) : 0;
    if (piece && first < count) {
      const before = Math.max(first - 1, 0);
      const [part, span] = [from - trace.lengths[before], trace.lengths[first] - trace.lengths[before]];
      const share = span > 0 ? part / span : 0;
      context.moveTo(between(trace.x, before, first, share), between(trace.y, before, first, share));
    } else if (piece) {
      const share = gap > 0 ? (from - trace.lengths[last]) / gap : 0;
      context.moveTo(trace.x[last] + share * (head[0] - trace.x[last]), trace.y[last] + share * (head[1] - trace.y[last]));
    }
    for (; first < count; first++) context.lineTo(trace.x[first], trace.y[first]);
    if (ends) context.lineTo(head[0], head[1]);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Draw the dots of a path up to a row. */
export function drawDots(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Trace} */ trace,
  /** @type {number} */ row,
  /** @type {Look} */ look,
  /** @type {Theme} */ theme,
) {
  for (const place of trace.dots) {
    if (trace.rows[place] > row) break;
    const how = { size: 1.75 * LONE.line, fill: look.color, edge: theme.casing, rim: 1 };
    drawMarker(context, look.marker, trace.x[place], trace.y[place], how);
  }
}

/** Return how many points of a path are reached at a row. */
function upTo(/** @type {Trace} */ { rows }, /** @type {number} */ row) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Return the first of `count` lengths that is greater than one. */
function search(/** @type {Float64Array} */ lengths, /** @type {number} */ length, /** @type {number} */ count) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lengths[middle] <= length) low = middle + 1;
    else high = middle;
  }
  return low;
}

const between = (/** @type {Float64Array} */ values, /** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ share) =>
  values[a] + share * (values[b] - values[a]);

/** Return the place and the row where a run leaves a box for good, or null. */
export function exitOf(/** @type {Run} */ run, /** @type {[number, number, number, number]} */ [x0, x1, y0, y1]) {
  const isIn = (/** @type {number} */ i) => run.x[i] >= x0 && run.x[i] <= x1 && run.y[i] >= y0 && run.y[i] <= y1;
  let last = run.x.length - 1;
  while (last >= 0 && !isIn(last)) last -= 1;
  if (last === run.x.length - 1 || last < 0) return null;
  const [fromX, fromY] = [run.x[last], run.y[last]];
  const [toX, toY] = [run.x[last + 1], run.y[last + 1]];
  let share = 1;
  for (const [from, to, low, high] of [[fromX, toX, x0, x1], [fromY, toY, y0, y1]]) {
    if (to > high) share = Math.min(share, (high - from) / (to - from));
    if (to < low) share = Math.min(share, (low - from) / (to - from));
  }
  const clipped = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ low, /** @type {number} */ high) =>
    Number.isFinite(to) ? Math.min(Math.max(from + share * (to - from), low), high) : from;
  return { row: last + 1, x: clipped(fromX, toX, x0, x1), y: clipped(fromY, toY, y0, y1) };
}
