// A run's path over the base, cut at its sides, with neither too many places nor too few, and how a view sees it.

/** @import { Run } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { project } from "./view.js";

/** Points nearer than this on the base cannot be told apart; longer pieces would not follow the surface. */
const [FINEST, COARSEST] = [2 / 1500, 2 / 90];
/** So many places a path has at most. */
const MOST = 5000;
/** So far outside that no more can be drawn, yet lengths can be reckoned. */
const BEYOND = 1e6;
/** How wide a lane is, in points, and how far a path is followed to say what its left is, in lanes. */
const [PITCH, FOLLOWED] = [2.2, 2];

/** A path's places: what is known of each whatever the view, and how the last view sees it. */
export class Line {
  /**
   * @param {Run} run
   * @param {Ground} ground
   * @param {((step: number) => number) | null} lane how far to its left it is drawn at a step, in lanes
   */
  constructor(run, ground, lane) {
    this.lane = lane;
    this.ground = ground;
    const places = placesOf(ground, rowsOf(ground, run));
    const count = (this.count = places.length);
    // One more, for where the run is between two of them.
    const column = () => new Float64Array(count + 1);
    /** Base coordinates, the step, how far along the path, and how far inside the surface. */
    this.x = column();
    this.y = column();
    this.at = column();
    this.along = column();
    this.solid = column();
    /** World points on the surface, and its normals there. */
    this.z = column();
    this.nx = column();
    this.ny = column();
    this.nz = column();
    /** Where each is seen on the surface and on the floor, and how clearly: not where that is negative. */
    this.topX = column();
    this.topY = column();
    this.clear = column();
    this.footX = column();
    this.footY = column();
    this.open = column();
    /** How far each is drawn beside where it is, in the picture. */
    this.asideX = column();
    this.asideY = column();
    this.begins = new Uint8Array(count + 1);
    places.forEach(([x, y, at, begins], i) => this.put(i, x, y, at, begins));
    /** @type {View | null} */
    this.view = null;
  }

  /** Put base coordinates of the path at a place. */
  put(/** @type {number} */ i, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ at, /** @type {number} */ begins) {
    const { ground } = this;
    const move = i && !begins ? Math.hypot(x - this.x[i - 1], y - this.y[i - 1]) : 0;
    [this.x[i], this.y[i], this.at[i], this.begins[i]] = [x, y, at, begins];
    this.along[i] = (i ? this.along[i - 1] : 0) + move;
    this.solid[i] = ground.inside(x, y);
    [this.nx[i], this.ny[i], this.nz[i]] = ground.normal(x, y);
    this.z[i] = ground.height(x, y);
  }

  /** See all places from a view. */
  look(/** @type {View} */ view) {
    if (this.view === view) return;
    this.view = view;
    this.asideX.fill(0);
    this.asideY.fill(0);
    for (let i = 0; i < this.count; i++) this.see(view, i);
    if (this.lane) this.#layAside(view.unit * PITCH, this.lane);
  }

  /** Move the places of a path that coincides with others to its left, each by its lane. */
  #layAside(/** @type {number} */ pitch, /** @type {(step: number) => number} */ laneAt) {
    const { count, topX, topY, asideX, asideY, at } = this;
    // Which way it goes is told by what lies within reach along it, so that a corner does not turn it over.
    const end = (/** @type {number} */ i, /** @type {number} */ way) => {
      let k = i;
      for (let left = FOLLOWED * pitch; left > 0 && k + way >= 0 && k + way < count; k += way) {
        left -= Math.hypot(topX[k + way] - topX[k], topY[k + way] - topY[k]);
      }
      return k;
    };
    for (let i = 0; i < count; i++) {
      const lane = laneAt(at[i]);
      if (!lane) continue;
      const [a, b] = [end(i, -1), end(i, 1)];
      const [dx, dy] = [topX[b] - topX[a], topY[b] - topY[a]];
      const size = (pitch * lane) / Math.max(Math.hypot(dx, dy), 1e-9);
      [asideX[i], asideY[i]] = [size * dy, -size * dx];
    }
    for (let i = 0; i < count; i++) this.#shift(i);
  }

  #shift(/** @type {number} */ i) {
    this.topX[i] += this.asideX[i];
    this.topY[i] += this.asideY[i];
    this.footX[i] += this.asideX[i];
    this.footY[i] += this.asideY[i];
  }

  /** See the place where the run is now, after another; it lies as far aside as that. */
  seeHead(/** @type {View} */ view, /** @type {number} */ i) {
    this.see(view, i);
    [this.asideX[i], this.asideY[i]] = [this.asideX[i - 1], this.asideY[i - 1]];
    this.#shift(i);
  }

  /** See one place from a view. */
  see(/** @type {View} */ view, /** @type {number} */ i) {
    const { ground } = this;
    const { lift, floor } = ground.base;
    const [nx, ny, nz] = [this.nx[i], this.ny[i], this.nz[i]];
    const [x, y, z] = [this.x[i] + lift * nx, this.y[i] + lift * ny, this.z[i] + lift * nz];
    [this.topX[i], this.topY[i]] = project(view, x, y, z);
    const [dx, dy, dz] = [view.eye[0] - x, view.eye[1] - y, view.eye[2] - z];
    const facing = (dx * nx + dy * ny + dz * nz) / Math.hypot(dx, dy, dz);
    this.clear[i] = Math.min(facing, this.solid[i]);
    if (this.clear[i] > 0) this.clear[i] = Math.min(this.clear[i], ground.clearance(view, x, y, z));
    [this.footX[i], this.footY[i]] = project(view, this.x[i], this.y[i], floor);
    this.open[i] = view.eye[2] > floor ? ground.clearance(view, this.x[i], this.y[i], floor, true) : -1;
  }

  /** Return how many places are reached at a step. */
  reached(/** @type {number} */ step) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at[middle] <= step) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Return base coordinates, step, and whether a piece begins there, of a path cut at the sides of the base. */
function placesOf(/** @type {Ground} */ ground, /** @type {number[][]} */ rows) {
  /** @type {[number, number, number, number][]} */
  const places = [];
  if (rows.length && ground.holds(rows[0][0], rows[0][1])) places.push([rows[0][0], rows[0][1], rows[0][2], 1]);
  for (let k = 1; k < rows.length && places.length < 4 * MOST; k++) {
    const [fromX, fromY, fromStep] = rows[k - 1];
    const [x, y, step] = rows[k];
    const [dx, dy] = [x - fromX, y - fromY];
    const [start, end] = within(ground.half, fromX, fromY, dx, dy);
    if (!(start < end)) continue;
    const parts = Math.max(1, Math.ceil((Math.hypot(dx, dy) * (end - start)) / COARSEST));
    const isNew = start > 0 || !places.length;
    for (let part = isNew ? 0 : 1; part <= parts; part++) {
      const share = start + ((end - start) * part) / parts;
      places.push([fromX + share * dx, fromY + share * dy, fromStep + share * (step - fromStep), isNew && !part ? 1 : 0]);
    }
  }
  return places;
}

/** Return the rows of a run that can be told apart, base coordinates and step, up to the first that is not finite. */
function rowsOf(/** @type {Ground} */ ground, /** @type {Run} */ run) {
  for (let finest = FINEST; ; finest *= 2) {
    /** @type {number[][]} */
    const kept = [];
    let pieces = 0;
    for (let row = 0; row < run.x.length; row++) {
      const place = ground.place(run.x[row], run.y[row]);
      if (!place.every(Number.isFinite)) break;
      const [x, y] = place.map((part) => Math.min(Math.max(part, -BEYOND), BEYOND));
      const before = kept[kept.length - 1];
      const move = before ? Math.hypot(x - before[0], y - before[1]) : 0;
      if (before && move < finest && row < run.x.length - 1) continue;
      pieces += 1 + Math.min(move, 2.9) / COARSEST;
      kept.push([x, y, run.step[row]]);
    }
    if (pieces <= MOST || finest > 0.1) return kept;
  }
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
  for (const [from, move, side] of [[x, dx, half[0]], [y, dy, half[1]]]) {
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
