// How runs ended: where they left what was sampled, and words near there, where they cover least of what is drawn.

/** @import { Frame } from "./surface.js" */
/** @import { Run } from "../payload.js" */
/** @import { Trace } from "./paths.js" */

/** How high a line of words is, how far it keeps from what is drawn and from the edges, and how many places are tried. */
const [HIGH, OFF, EDGE, ACROSS, DOWN] = [17, 5, 4, 9, 15];

/** @typedef {{x: number, y: number, half: number}} Place the middle of words, and half their width */

/**
 * Return where words so wide stand: near an end of a path, clear of other words, and with little of paths below them.
 * @param {[number, number]} end
 * @param {[number, number][]} dots what is not to be covered
 * @param {Place[]} others
 */
export function placeFor(/** @type {number} */ wide, end, /** @type {Frame} */ frame, dots, others) {
  const half = wide / 2;
  const [left, right] = [frame.left + half + EDGE, Math.max(frame.right - half - EDGE, frame.left + half + EDGE)];
  const [top, bottom] = [frame.top + HIGH, frame.bottom - HIGH];
  /** @type {Place} */
  let best = { x: left, y: top, half };
  let least = Infinity;
  for (let i = 0; i < ACROSS; i++) {
    for (let j = 0; j < DOWN; j++) {
      const [x, y] = [left + ((right - left) * i) / (ACROSS - 1), top + ((bottom - top) * j) / (DOWN - 1)];
      let cost = Math.hypot(Math.max(Math.abs(x - end[0]) - half, 0), y - end[1]) / 100;
      for (const [atX, atY] of dots) cost += Number(Math.abs(atX - x) < half + OFF && Math.abs(atY - y) < HIGH / 2 + OFF);
      for (const other of others) {
        if (Math.abs(other.x - x) < half + other.half + OFF && Math.abs(other.y - y) < HIGH + 2) cost += 1e6;
      }
      if (cost < least) [best, least] = [{ x, y, half }, cost];
    }
  }
  return best;
}

/** Return places along paths, a few pixels apart, within a frame. @returns {[number, number][]} */
export function dotsOf(/** @type {Trace[]} */ traces, /** @type {Frame} */ { left, top, right, bottom }) {
  /** @type {Map<number, [number, number]>} */
  const found = new Map();
  for (const { x, y } of traces) {
    for (let i = 0; i < x.length; i++) {
      const [fromX, fromY] = i ? [x[i - 1], y[i - 1]] : [x[i], y[i]];
      const pieces = Math.min(Math.max(1, Math.ceil(Math.hypot(x[i] - fromX, y[i] - fromY) / 6)), 400);
      for (let k = 1; k <= pieces; k++) {
        const [atX, atY] = [fromX + ((x[i] - fromX) * k) / pieces, fromY + ((y[i] - fromY) * k) / pieces];
        if (atX < left || atX > right || atY < top || atY > bottom) continue;
        found.set(Math.round(atX / 6) * 65536 + Math.round(atY / 6), [atX, atY]);
      }
    }
  }
  return [...found.values()];
}

/** @type {WeakMap<Run, Exit | null>} */
const exits = new WeakMap();

/** Return the place and the row where a run leaves a box, which is always the same, for good, or null. */
export function exitOf(/** @type {Run} */ run, /** @type {[number, number, number, number]} */ box) {
  let found = exits.get(run);
  if (found === undefined) {
    found = foundExit(run, box);
    exits.set(run, found);
  }
  return found;
}

/** @typedef {{row: number, x: number, y: number}} Exit */

/** @returns {Exit | null} */
function foundExit(/** @type {Run} */ run, /** @type {[number, number, number, number]} */ [x0, x1, y0, y1]) {
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
