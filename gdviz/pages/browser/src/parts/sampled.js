// A sampled landscape between its samples: smooth where it is smooth, and nothing where it has no value.

/** @import { Field } from "../payload.js" */


/**
 * @typedef {{values: Float64Array, holes: Uint8Array | null, columns: number, rows: number, left: number, top: number,
 *   stepX: number, stepY: number}} Grid depths at places `left + i stepX`, `top + j stepY`, row by row, and where there
 *   are none
 */

export class Sampled {
  #nx = 0;
  #ny = 0;
  /** @type {Float64Array} losses with a margin of one sample all around, of which there are no holes */
  #padded;
  /** @type {Uint8Array | null} */
  #holes;

  constructor(/** @type {Field} */ field) {
    this.field = field;
    [this.#nx, this.#ny] = [field.x.length, field.y.length];
    const { low, high } = field.scale;
    const losses = Float64Array.from(field.values, (loss) => (Number.isNaN(loss) ? NaN : Math.min(Math.max(loss, low), high)));
    this.#holes = losses.some(Number.isNaN) ? Uint8Array.from(losses, (loss) => Number(Number.isNaN(loss))) : null;
    if (this.#holes) fill(losses, this.#nx, this.#ny);
    this.#padded = padded(losses, this.#nx, this.#ny);
  }

  /** The box that was sampled, from x0 to x1 and from y0 to y1. @returns {[number, number, number, number]} */
  get box() {
    const { x, y } = this.field;
    return [x[0], x[x.length - 1], y[0], y[y.length - 1]];
  }

  /** Return a loss that is known exactly, where something was sampled; else that between samples. */
  told(/** @type {[number, number]} */ place, /** @type {number} */ exact) {
    const found = this.loss(...place);
    return Number.isNaN(found) || Number.isNaN(exact) ? found : exact;
  }

  /** Return the loss at a place; NaN outside and where there is none. */
  loss(/** @type {number} */ x, /** @type {number} */ y) {
    const [x0, x1, y0, y1] = this.box;
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) return NaN;
    const [i, j] = [((x - x0) / (x1 - x0)) * (this.#nx - 1), ((y - y0) / (y1 - y0)) * (this.#ny - 1)];
    const nearest = this.field.values[Math.round(j) * this.#nx + Math.round(i)];
    const { low, high } = this.field.scale;
    // What is cut off for the sake of its colour is told as it was sampled.
    if (!(nearest >= low && nearest <= high)) return nearest;
    return Math.min(Math.max(this.#between(i, j), low), high);
  }

  #between(/** @type {number} */ i, /** @type {number} */ j) {
    const [across, up] = [weights(i, this.#nx), weights(j, this.#ny)];
    let sum = 0;
    for (let row = 0; row < 4; row++) {
      const first = (up.first + row) * (this.#nx + 2) + across.first;
      for (let column = 0; column < 4; column++) sum += up.w[row] * across.w[column] * this.#padded[first + column];
    }
    return sum;
  }

  /** Return the depths on a grid of so many columns and rows. @returns {Grid} */
  depths(
    /** @type {number} */ left,
    /** @type {number} */ stepX,
    /** @type {number} */ columns,
    /** @type {number} */ top,
    /** @type {number} */ stepY,
    /** @type {number} */ rows,
  ) {
    const [x0, x1, y0, y1] = this.box;
    const place = (/** @type {number} */ at, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ count) =>
      Math.min(Math.max(((at - from) / (to - from)) * (count - 1), 0), count - 1);
    const acrosses = Array.from({ length: columns }, (_, i) => weights(place(left + i * stepX, x0, x1, this.#nx), this.#nx));
    const values = new Float64Array(columns * rows);
    const holes = this.#holes ? new Uint8Array(columns * rows) : null;
    const wide = this.#nx + 2;
    const line = new Float64Array(wide);
    const [{ low, high, decades }, padded] = [this.field.scale, this.#padded];
    const slope = 10 ** decades;
    const whole = Math.log1p(slope);
    for (let j = 0; j < rows; j++) {
      const at = place(top + j * stepY, y0, y1, this.#ny);
      const { first, w } = weights(at, this.#ny);
      for (let i = 0, k = first * wide; i < wide; i++, k++) {
        line[i] = w[0] * padded[k] + w[1] * padded[k + wide] + w[2] * padded[k + 2 * wide] + w[3] * padded[k + 3 * wide];
      }
      for (let i = 0; i < columns; i++) {
        const { first: k, w: v } = acrosses[i];
        const loss = v[0] * line[k] + v[1] * line[k + 1] + v[2] * line[k + 2] + v[3] * line[k + 3];
        const share = Math.min(Math.max((loss - low) / (high - low), 0), 1);
        values[j * columns + i] = decades ? Math.log1p(slope * share) / whole : share;
        if (holes && this.#holes) holes[j * columns + i] = this.#holes[Math.round(at) * this.#nx + acrosses[i].nearest];
      }
    }
    return { values, holes, columns, rows, left, top, stepX, stepY };
  }
}

/** Return which four samples of a padded line of `count` a place lies among, and their weights (Catmull and Rom). */
function weights(/** @type {number} */ at, /** @type {number} */ count) {
  const first = Math.min(Math.floor(at), count - 2);
  const t = at - first;
  const w = [
    t * (-0.5 + t * (1 - 0.5 * t)),
    1 + t * t * (-2.5 + 1.5 * t),
    t * (0.5 + t * (2 - 1.5 * t)),
    t * t * (-0.5 + 0.5 * t),
  ];
  return { first, w, nearest: Math.round(at) };
}

/** Return samples with one more on every side, on the straight line through the last two. */
function padded(/** @type {Float64Array} */ values, /** @type {number} */ nx, /** @type {number} */ ny) {
  const wide = nx + 2;
  const found = new Float64Array(wide * (ny + 2));
  for (let j = 0; j < ny; j++) {
    const first = (j + 1) * wide;
    found.set(values.subarray(j * nx, (j + 1) * nx), first + 1);
    found[first] = 2 * found[first + 1] - found[first + 2];
    found[first + nx + 1] = 2 * found[first + nx] - found[first + nx - 1];
  }
  for (let i = 0; i < wide; i++) {
    found[i] = 2 * found[wide + i] - found[2 * wide + i];
    found[(ny + 1) * wide + i] = 2 * found[ny * wide + i] - found[(ny - 1) * wide + i];
  }
  return found;
}

/** Put into holes what is next to them, ever further in. */
function fill(/** @type {Float64Array} */ values, /** @type {number} */ nx, /** @type {number} */ ny) {
  let edge = [...values.keys()].filter((place) => !Number.isNaN(values[place]));
  while (edge.length) {
    const next = [];
    for (const place of edge) {
      const column = place % nx;
      const row = (place - column) / nx;
      for (const [i, j] of [[column - 1, row], [column + 1, row], [column, row - 1], [column, row + 1]]) {
        const beside = j * nx + i;
        if (i < 0 || j < 0 || i >= nx || j >= ny || !Number.isNaN(values[beside])) continue;
        values[beside] = values[place];
        next.push(beside);
      }
    }
    edge = next;
  }
}
