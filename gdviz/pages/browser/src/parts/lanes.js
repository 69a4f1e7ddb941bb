// Paths that coincide are drawn side by side, as lanes of a road, so that each is seen (analysis/lanes.py).

/** @import { Trace } from "./paths.js" */

/** Paths nearer than this, in pixels, coincide where they go the same or the opposite way, and are drawn so far apart. */
const [PITCH, ALIKE] = [3, 0.8];
/** From sample to sample along a path, the most samples, and along how many pixels a lane is entered and left. */
const [STEP, MOST, SLOWLY] = [2, 30_000, 24];

/** @typedef {{x: number, y: number, dx: number, dy: number}} Sample a place on a path, and which way it goes there */

/** Return traces of which each lies beside those before it, to their left, where it coincides with them. */
export function laidAside(/** @type {Trace[]} */ traces, size = 1) {
  const pitch = PITCH * size;
  /** @type {Map<number, Sample>[]} */
  const before = [];
  return traces.map((trace, index) => {
    const laid = index && before.length ? aside(trace, before, pitch) : trace;
    before.push(sampled(trace, pitch));
    return laid;
  });
}

const cell = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ pitch) =>
  Math.round(x / pitch) * 65536 + Math.round(y / pitch);

/** Return places along a path by the squares they lie in. */
function sampled(/** @type {Trace} */ { x, y }, /** @type {number} */ pitch) {
  /** @type {Map<number, Sample>} */
  const found = new Map();
  let left = MOST;
  for (let i = 0; i + 1 < x.length && left > 0; i++) {
    const [wide, high] = [x[i + 1] - x[i], y[i + 1] - y[i]];
    const far = Math.hypot(wide, high);
    const pieces = Math.min(Math.max(1, Math.ceil(far / STEP)), 2000);
    left -= pieces;
    for (let k = 0; k < pieces && far > 0; k++) {
      const sample = { x: x[i] + (wide * k) / pieces, y: y[i] + (high * k) / pieces, dx: wide / far, dy: high / far };
      found.set(cell(sample.x, sample.y, pitch), sample);
    }
  }
  return found;
}

/** @returns {Trace} */
function aside(/** @type {Trace} */ trace, /** @type {Map<number, Sample>[]} */ before, /** @type {number} */ pitch) {
  const { x, y, length } = trace;
  const count = x.length;
  // To the left of the first path that it goes along, as that one goes.
  const [acrossX, acrossY] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    const [from, to] = [Math.max(i - 1, 0), Math.min(i + 1, count - 1)];
    const far = Math.hypot(x[to] - x[from], y[to] - y[from]) || 1;
    const [dx, dy] = [(x[to] - x[from]) / far, (y[to] - y[from]) / far];
    /** @type {Sample | null} */
    let first = null;
    let lanes = 0;
    for (const path of before) {
      const near = nearestOf(path, x[i], y[i], pitch);
      if (!near || Math.abs(near.dx * dx + near.dy * dy) < ALIKE) continue;
      first ??= near;
      lanes += 1;
    }
    if (first) [acrossX[i], acrossY[i]] = [first.dy * lanes * pitch, -first.dx * lanes * pitch];
  }
  const even = (/** @type {Float64Array} */ values) => evened(evened(values, length), length);
  const [moveX, moveY] = [even(acrossX), even(acrossY)];
  return { ...trace, x: x.map((at, i) => at + moveX[i]), y: y.map((at, i) => at + moveY[i]) };
}

function nearestOf(/** @type {Map<number, Sample>} */ path, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ pitch) {
  /** @type {Sample | null} */
  let found = null;
  let least = (1.2 * pitch) ** 2;
  for (const i of [-1, 0, 1]) {
    for (const j of [-1, 0, 1]) {
      const one = path.get(cell(x + i * pitch, y + j * pitch, pitch));
      const away = one ? (one.x - x) ** 2 + (one.y - y) ** 2 : Infinity;
      if (away < least) [found, least] = [one ?? null, away];
    }
  }
  return found;
}

/** Return the means of values along a path over so many pixels about each. */
function evened(/** @type {Float64Array} */ values, /** @type {Float64Array} */ length) {
  const count = values.length;
  const sums = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) sums[i + 1] = sums[i] + values[i];
  let [first, last] = [0, 0];
  return values.map((_, i) => {
    while (length[first] < length[i] - SLOWLY) first += 1;
    while (last + 1 < count && length[last + 1] <= length[i] + SLOWLY) last += 1;
    return (sums[last + 1] - sums[first]) / (last + 1 - first);
  });
}
