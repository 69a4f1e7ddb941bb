// What is drawn of a line over the base: what is seen of it, the dashes of what is hidden, and its way on the floor.

/** @import { Line } from "./line.js" */

/** From one dash to the next on the base, and how much of that is dashed. */
const [PERIOD, DASH] = [0.05, 0.6];
/** Of a way on the floor of which less is seen there are only stubs, like dirt: it fades away between these shares. */
const LITTLE = [0.1, 0.25];

/** Return how strongly the way of a line on the floor is drawn: not where little of it is seen. */
export function faintness(/** @type {Line} */ { along, begins, open }, /** @type {number} */ last) {
  let seen = 0;
  for (let i = 1; i <= last; i++) if (!begins[i] && open[i - 1] > 0 && open[i] > 0) seen += along[i] - along[i - 1];
  return Math.min((seen / Math.max(along[last], 1e-9) - LITTLE[0]) / (LITTLE[1] - LITTLE[0]), 1);
}

/** Return the dashes of what is hidden of a line between two places, or null. */
export function hiddenOf(/** @type {Line} */ line, /** @type {number} */ first, /** @type {number} */ last) {
  const { clear, begins } = line;
  const hidden = new Path2D();
  let any = false;
  for (let i = first + 1; i <= last; i++) {
    if (!begins[i] && (clear[i - 1] <= 0 || clear[i] <= 0)) any = dashed(hidden, line, i) || any;
  }
  return any ? hidden : null;
}

export function strokeOn(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Path2D} */ path,
  /** @type {string} */ colour,
  /** @type {number} */ width,
  alpha = 1,
) {
  [pen.globalAlpha, pen.strokeStyle, pen.lineWidth] = [alpha, colour, width];
  pen.stroke(path);
}

/** Return what is seen of a polyline between two places: where it is clear, and as far as it is between places. */
export function visible(
  /** @type {Float64Array} */ x,
  /** @type {Float64Array} */ y,
  /** @type {Float64Array} */ clear,
  /** @type {Uint8Array} */ begins,
  /** @type {number} */ first,
  /** @type {number} */ last,
) {
  const path = new Path2D();
  let isDown = false;
  for (let i = first + 1; i <= last; i++) {
    const [a, b] = [clear[i - 1], clear[i]];
    if (begins[i] || (a <= 0 && b <= 0)) {
      isDown = false;
      continue;
    }
    const cut = a / (a - b || 1);
    if (!isDown || begins[i - 1]) {
      const from = a > 0 ? 0 : cut;
      path.moveTo(x[i - 1] + from * (x[i] - x[i - 1]), y[i - 1] + from * (y[i] - y[i - 1]));
    }
    const to = b > 0 ? 1 : cut;
    path.lineTo(x[i - 1] + to * (x[i] - x[i - 1]), y[i - 1] + to * (y[i] - y[i - 1]));
    isDown = b > 0;
  }
  return path;
}

/** Add the dashes of a piece that is hidden, which stay where they are on the surface; return whether there are any. */
function dashed(/** @type {Path2D} */ path, /** @type {Line} */ line, /** @type {number} */ i) {
  const { along, solid, topX, topY } = line;
  const [start, length] = [along[i - 1], along[i] - along[i - 1]];
  const [a, b] = [line.clear[i - 1], line.clear[i]];
  if (solid[i - 1] <= 0 || solid[i] <= 0 || !(length > 0)) return false;
  const cut = start + (length * a) / (a - b || 1);
  const [from, to] = [a > 0 ? cut : start, b > 0 ? cut : along[i]];
  const move = (/** @type {"moveTo" | "lineTo"} */ how, /** @type {number} */ at) => {
    const share = (at - start) / length;
    path[how](topX[i - 1] + share * (topX[i] - topX[i - 1]), topY[i - 1] + share * (topY[i] - topY[i - 1]));
  };
  let any = false;
  for (let k = Math.floor(from / PERIOD); k * PERIOD < to; k++) {
    const [low, high] = [Math.max(from, k * PERIOD), Math.min(to, (k + DASH) * PERIOD)];
    if (!(low < high)) continue;
    move("moveTo", low);
    move("lineTo", high);
    any = true;
  }
  return any;
}
