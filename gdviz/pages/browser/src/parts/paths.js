// The path of a run in a frame: a comet's trail on its casing, dots where steps are few, and the ball at its head.

/** @import { Frame } from "./surface.js" */
/** @import { Look, Run, Theme } from "../payload.js" */
/** @import { Span } from "./axes.js" */

import { countUpTo } from "../order.js";
import { rowOf } from "../payload.js";
import { thinned } from "../thinning.js";
import { drawMarker } from "./markers.js";
import { Past } from "./past.js";

/** Widths of a line and of what its casing is wider, in pixels of a frame whose shorter side has so many. */
export const LINE = 3.2;
const [CASING, SIDE] = [2.4, 420];
export const HEAD = 11.5;
/** How wide the hairline far behind the head is, by how many stretches it grows to the whole, over how much of the frame. */
const [HAIR, STRETCHES, REACH] = [0.5, 3, 0.35];
/** Up to so many steps each is dotted, and dots are at least so many of their diameters apart. */
const [DOTTED, DIAMETERS] = [80, 1.5];
const [DOT, FAR] = [5, 1e5];

/** Return how wide lines and balls are in a frame, as a share of what they are in a usual one. */
export function sizeIn(/** @type {Frame} */ { left, top, right, bottom }) {
  return Math.min(Math.max(Math.min(right - left, bottom - top) / SIDE, 0.75), 1.35);
}

/** More points than these are thinned out where they crowd: so many are kept in each square of so many pixels, and fewer
 * in larger ones where it has to be quick. */
const [MANY, CROWD, SQUARE] = [3000, 3, 5];
const [QUICK_CROWD, QUICK_SQUARE] = [1, 14];
/** A path of more points than these has a picture of its own, and so far back, in rows, its trail is exact. */
const BACK = 300;
/** For so many of its points a frame has time. */
const SLICE = 400;
export const LONG = 1200;

/**
 * @typedef {{x: Float64Array, y: Float64Array, rows: Uint32Array, length: Float64Array, dots: number[],
 *   isLong: boolean, at: (row: number) => [number, number]}} Trace a path in pixels, at which rows of its run, how long it is
 *   up to each point, which points are dotted, whether it has a picture of its own, and where any row is
 */

/** Return a run's path in pixels, up to a row and where it is finite; what is on one side of the frame is left out. */
export function traceOf(
  /** @type {Run} */ run,
  /** @type {Span} */ spanX,
  /** @type {Span} */ spanY,
  /** @type {Frame} */ frame,
  last = Infinity,
  isQuick = false,
) {
  const [acrossOf, upOf] = [linear(spanX), linear(spanY)];
  /** @returns {[number, number]} */
  const at = (/** @type {number} */ row) => [far(acrossOf(run.x[row])), far(upOf(run.y[row]))];
  const rows = thinned(run.x, run.y, spanX.perUnit, spanY.perUnit, 0.35);
  const [x, y] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  const kept = new Uint32Array(rows.length);
  const crowd = rows.length > MANY ? new Crowd(frame, isQuick ? QUICK_CROWD : CROWD, isQuick ? QUICK_SQUARE : SQUARE) : null;
  let [count, before, waiting] = [0, 0, false];
  for (const row of rows) {
    if (row > last || !Number.isFinite(run.x[row]) || !Number.isFinite(run.y[row])) break;
    const [atX, atY] = at(row);
    if (crowd?.isFull(atX, atY)) continue;
    const side = sideOf(frame, atX, atY);
    // While it stays on one side outside, only its last point there matters.
    if (waiting && (side & before) !== 0) count -= 1;
    waiting = count > 0 && (side & before) !== 0;
    [x[count], y[count], kept[count]] = [atX, atY, row];
    count += 1;
    before = side;
  }
  const length = new Float64Array(count);
  for (let i = 1; i < count; i++) length[i] = length[i - 1] + Math.hypot(x[i] - x[i - 1], y[i] - y[i - 1]);
  return { x: x.slice(0, count), y: y.slice(0, count), rows: kept.slice(0, count), length, dots: dotsOf(run, x, y, count), isLong: !isQuick && count > LONG, at };
}

/** How many points of a path lie in each square of a frame. */
class Crowd {
  constructor(/** @type {Frame} */ frame, /** @type {number} */ most, /** @type {number} */ side) {
    this.frame = frame;
    this.most = most;
    this.side = side;
    this.wide = Math.ceil((frame.right - frame.left) / side) + 1;
    this.counts = new Uint8Array(this.wide * (Math.ceil((frame.bottom - frame.top) / side) + 1));
  }

  /** Count a point; whether there are enough where it is. */
  isFull(/** @type {number} */ x, /** @type {number} */ y) {
    const { left, top, right, bottom } = this.frame;
    if (!(x >= left && x <= right && y >= top && y <= bottom)) return false;
    const place = Math.floor((y - top) / this.side) * this.wide + Math.floor((x - left) / this.side);
    if (this.counts[place] >= this.most) return true;
    this.counts[place] += 1;
    return false;
  }
}

/** Return what is a pixel of a value, of an axis that is even. */
export function linear(/** @type {Span} */ span) {
  const [from, per] = [span.at(span.low), (span.at(span.high) - span.at(span.low)) / (span.high - span.low)];
  return (/** @type {number} */ value) => from + (value - span.low) * per;
}

const far = (/** @type {number} */ pixel) => Math.min(Math.max(pixel, -FAR), FAR);

function sideOf(/** @type {Frame} */ { left, top, right, bottom }, /** @type {number} */ x, /** @type {number} */ y) {
  return Number(x < left - 20) | (Number(x > right + 20) << 1) | (Number(y < top - 20) << 2) | (Number(y > bottom + 20) << 3);
}

/** Return the points that are dotted: of few steps those that can be told apart. */
function dotsOf(/** @type {Run} */ run, /** @type {Float64Array} */ x, /** @type {Float64Array} */ y, /** @type {number} */ count) {
  if (run.steps > DOTTED) return [];
  const least = DIAMETERS * (DOT + 1);
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

/** Draw a path up to a row, which need not be whole, and its head, on its casing. */
export function drawTrail(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Trace} */ trace,
  /** @type {number} */ row,
  /** @type {[number, number]} */ head,
  /** @type {{color: string, casing: string, frame: Frame}} */ { color, casing, frame },
) {
  const count = countUpTo(trace.rows, row);
  if (!count) return;
  const trail = trailOf(trace, Math.floor(row), count, head, REACH * Math.min(frame.right - frame.left, frame.bottom - frame.top));
  context.lineCap = "round";
  context.lineJoin = "round";
  context.setLineDash([]);
  const { isLong } = trace;
  if (isLong) pastOf(trace).lay(context);
  for (const [style, width, alpha] of strokesOf({ color, casing, frame })) {
    context.strokeStyle = style;
    context.globalAlpha = alpha;
    context.lineWidth = width * HAIR;
    context.beginPath();
    for (let i = isLong ? count - 1 : 0; i < count; i++) context.lineTo(trace.x[i], trace.y[i]);
    if (isLong) context.moveTo(...(trail.points[0] ?? [0, 0]));
    for (const [x, y] of isLong ? trail.points : trail.points.slice(-1)) context.lineTo(x, y);
    context.stroke();
    for (let piece = 1; piece <= STRETCHES && trail.reach > 0; piece++) {
      context.lineWidth = width * (HAIR + ((1 - HAIR) * piece) / STRETCHES);
      context.beginPath();
      for (const [x, y] of lastOf(trail.points, trail.reach * (1 - (piece - 1) / STRETCHES))) context.lineTo(x, y);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/**
 * Return the casing of a path and the path itself, as colour, width and opacity.
 * @param {{color: string, casing: string, frame: Frame}} look
 * @returns {[string, number, number][]}
 */
function strokesOf({ color, casing, frame }) {
  const size = sizeIn(frame);
  return [[casing, size * (LINE + CASING), 0.9], [color, size * LINE, 1]];
}

/** @type {WeakMap<Trace, Past>} */
const pasts = new WeakMap();

/** Return the picture of what is past of a long path. */
function pastOf(/** @type {Trace} */ trace) {
  const past = pasts.get(trace) ?? new Past();
  pasts.set(trace, past);
  return past;
}

/** Paint the picture of a long path up to a row, as far as a frame has time for it; return whether it can be drawn. */
export function isReady(
  /** @type {CanvasRenderingContext2D} */ context,
  /** @type {Trace} */ trace,
  /** @type {number} */ row,
  /** @type {{color: string, casing: string, frame: Frame}} */ look,
) {
  const [count, whole] = [countUpTo(trace.rows, row), trace.x.length];
  if (!trace.isLong || !count) return true;
  const strokes = strokesOf(look);
  return pastOf(trace).reach(context, count, whole, `${look.color},${look.casing}`, (layer, first, last) => {
    layer.lineCap = "round";
    layer.lineJoin = "round";
    for (const [color, wide, alpha] of strokes) {
      layer.strokeStyle = color;
      layer.globalAlpha = alpha;
      layer.lineWidth = wide * HAIR;
      layer.beginPath();
      for (let i = first; i < last; i++) layer.lineTo(trace.x[i], trace.y[i]);
      layer.stroke();
    }
  }, SLICE);
}

/** Return the last points of a path up to its head, in order, and how far back its trail reaches: half of it at most. */
function trailOf(
  /** @type {Trace} */ trace,
  /** @type {number} */ row,
  /** @type {number} */ count,
  /** @type {[number, number]} */ head,
  /** @type {number} */ reach,
) {
  /** @type {[number, number][]} */
  const points = Number.isFinite(head[0]) && Number.isFinite(head[1]) ? [head] : [];
  const final = trace.rows[trace.rows.length - 1];
  let [first, way] = [Math.min(row, final), 0];
  const add = (/** @type {[number, number]} */ point) => {
    if (points.length) way += Math.hypot(point[0] - points[points.length - 1][0], point[1] - points[points.length - 1][1]);
    points.push(point);
  };
  // Near the head of a path that is thinned out every row counts; else, and farther back, those that are drawn anyway.
  for (; trace.isLong && first >= 0 && first > row - BACK && way < reach; first--) add(trace.at(first));
  for (let i = countUpTo(trace.rows, first) - 1; i >= 0 && way < reach; i--) add([trace.x[i], trace.y[i]]);
  points.reverse();
  const whole = trace.length[count - 1] + (points.length > 1 && count ? gap(points[points.length - 1], trace, count - 1) : 0);
  return { points, reach: Math.min(reach, whole / 2, way) };
}

const gap = (/** @type {[number, number]} */ [x, y], /** @type {Trace} */ trace, /** @type {number} */ place) =>
  Math.hypot(x - trace.x[place], y - trace.y[place]);

/** Return the last points of a line that are together so long. */
function lastOf(/** @type {[number, number][]} */ points, /** @type {number} */ length) {
  let [left, i] = [length, points.length - 1];
  const found = [points[i]];
  for (; i > 0 && left > 0; i--) {
    const [[x, y], [toX, toY]] = [points[i - 1], points[i]];
    const far = Math.hypot(x - toX, y - toY);
    const share = far > left ? left / far : 1;
    found.push([toX + share * (x - toX), toY + share * (y - toY)]);
    left -= far;
  }
  return found.reverse();
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
    const how = { size: DOT, fill: look.color, edge: theme.casing, rim: 1 };
    drawMarker(context, look.marker, trace.x[place], trace.y[place], how);
  }
}
