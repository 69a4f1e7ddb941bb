// Which places of a run's path are drawn: neither too many nor too few, and none beyond the sides of the base.

/** @import { Run } from "../payload.js" */
/** @import { Ground } from "./ground.js" */

/** @typedef {[number, number, number, number]} Place base coordinates, the step, and 1 where a piece of the path begins */

/** Points nearer than this on the base cannot be told apart; longer pieces would not follow the surface. */
const [FINEST, COARSEST] = [2 / 1500, 2 / 90];
/** Of a path of more places no move is drawn that leads from and to, or over, cells of the base so wide that were drawn before. */
const [MOST, CELL] = [4000, 0.012];
/** So far outside that no more can be drawn, yet lengths can be reckoned. */
const BEYOND = 1e6;

/** Return the row with which a run has left the base for good, or its last one. */
export function lastOn(/** @type {Ground} */ ground, /** @type {Run} */ run) {
  let row = run.x.length - 1;
  while (row > 0 && !ground.holds(...ground.place(run.x[row], run.y[row]))) row--;
  return Math.min(row + 1, run.x.length - 1);
}

/**
 * Return the places of a path up to a row, and whether moves over what was drawn before are left out.
 * @returns {{places: Place[], isThinned: boolean}}
 */
export function placesOf(/** @type {Ground} */ ground, /** @type {Run} */ run, /** @type {number} */ last) {
  const places = follow(ground, run, 0, last, null);
  return places ? { places, isThinned: false } : { places: follow(ground, run, 0, last, new Drawn(ground)) ?? [], isThinned: true };
}

/** Return the places of the last part of a path up to a row: of so many rows at most, and no longer than need be. */
export function latestOf(
  /** @type {Ground} */ ground,
  /** @type {Run} */ run,
  /** @type {number} */ row,
  /** @type {number} */ rows,
  /** @type {number} */ long,
) {
  let first = row;
  for (let length = 0; first > 0 && row - first < rows && length < long; first--) {
    const [a, b] = [ground.place(run.x[first], run.y[first]), ground.place(run.x[first - 1], run.y[first - 1])];
    const move = Math.hypot(a[0] - b[0], a[1] - b[1]);
    length += Number.isFinite(move) ? move : 0;
  }
  return follow(ground, run, first, row, null) ?? [];
}

/** Which cells of the base a path has been over, and from which to which it went. */
class Drawn {
  constructor(/** @type {Ground} */ { half }) {
    this.half = half;
    this.wide = Math.ceil((2 * half[0]) / CELL) + 1;
    this.cells = new Uint8Array(this.wide * (Math.ceil((2 * half[1]) / CELL) + 1));
    /** @type {Set<number>} */
    this.moves = new Set();
  }

  #cell(/** @type {number} */ x, /** @type {number} */ y) {
    return Math.floor((x + this.half[0]) / CELL) + this.wide * Math.floor((y + this.half[1]) / CELL);
  }

  /** Note a move; return whether any of it is new. */
  isNew(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ toX, /** @type {number} */ toY) {
    const move = this.#cell(x, y) * this.cells.length + this.#cell(toX, toY);
    if (this.moves.has(move)) return false;
    this.moves.add(move);
    let isNew = false;
    const parts = Math.ceil(Math.hypot(toX - x, toY - y) / CELL) + 1;
    for (let k = 0; k <= parts; k++) {
      const cell = this.#cell(x + (k / parts) * (toX - x), y + (k / parts) * (toY - y));
      isNew ||= !this.cells[cell];
      this.cells[cell] = 1;
    }
    return isNew;
  }
}

/**
 * Return the places from one row of a run to another, up to the first that is not finite; null if they are too many.
 * @param {Ground} ground
 * @param {Run} run
 * @param {number} first
 * @param {number} last
 * @param {Drawn | null} drawn what has been drawn before, and is not drawn again
 */
function follow(ground, run, first, last, drawn) {
  const { middle, perUnit } = ground.base;
  const { half } = ground;
  /** @type {Place[]} */
  const places = [];
  let [fromX, fromY, fromStep] = [0, 0, 0];
  let isBroken = true;
  for (let row = first; row <= last; row++) {
    const x = Math.min(Math.max((run.x[row] - middle[0]) * perUnit[0], -BEYOND), BEYOND);
    const y = Math.min(Math.max((run.y[row] - middle[1]) * perUnit[1], -BEYOND), BEYOND);
    const step = run.step[row];
    if (Number.isNaN(x + y)) break;
    if (row > first) {
      const [dx, dy] = [x - fromX, y - fromY];
      const length = Math.hypot(dx, dy);
      if (length < FINEST && row < last) continue;
      const [start, end] = within(half, fromX, fromY, dx, dy);
      const isSeen = start < end && (!drawn || drawn.isNew(fromX + start * dx, fromY + start * dy, fromX + end * dx, fromY + end * dy));
      if (isSeen) {
        const isNew = isBroken || start > 0;
        const parts = Math.max(1, Math.ceil((length * (end - start)) / COARSEST));
        for (let part = isNew ? 0 : 1; part <= parts; part++) {
          const share = start + ((end - start) * part) / parts;
          places.push([fromX + share * dx, fromY + share * dy, fromStep + share * (step - fromStep), isNew && !part ? 1 : 0]);
        }
        if (!drawn && places.length > MOST) return null;
      }
      isBroken = !isSeen || end < 1;
    }
    [fromX, fromY, fromStep] = [x, y, step];
    if (row === first && first === last && ground.holds(x, y)) places.push([x, y, step, 1]);
  }
  return places;
}

/** Return between which shares of a move from a point it is over the base: none where the first is not less. */
function within(
  /** @type {[number, number]} */ half,
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {number} */ dx,
  /** @type {number} */ dy,
) {
  let [start, end] = [0, 1];
  for (let k = 0; k < 2; k++) {
    const [from, move, side] = k ? [y, dy, half[1]] : [x, dx, half[0]];
    if (move === 0) {
      if (Math.abs(from) > side) return [1, 0];
      continue;
    }
    const [a, b] = [(-side - from) / move, (side - from) / move];
    start = Math.max(start, Math.min(a, b));
    end = Math.min(end, Math.max(a, b));
  }
  return [start, end];
}
