// Places of a path over the base, and how a view sees them.

/** @import { Place } from "./places.js" */
/** @import { Ground } from "./ground.js" */
/** @import { View } from "./view.js" */

import { countUpTo } from "../order.js";
import { project } from "./view.js";

/** How wide a lane is, in points, and how far a path is followed to say what its left is, in lanes. */
const [PITCH, FOLLOWED] = [2.2, 2];

/** A path's places: what is known of each whatever the view, and how the last view sees it. */
export class Line {
  /**
   * @param {Ground} ground
   * @param {Place[]} places
   * @param {((step: number) => number) | null} lane how far to its left it is drawn at a step, in lanes
   */
  constructor(ground, places, lane) {
    this.lane = lane;
    this.ground = ground;
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
        const dx = topX[k + way] - topX[k];
        const dy = topY[k + way] - topY[k];
        left -= Math.sqrt(dx * dx + dy * dy);
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
    const nx = this.nx[i];
    const ny = this.ny[i];
    const nz = this.nz[i];
    const x = this.x[i] + lift * nx;
    const y = this.y[i] + lift * ny;
    const z = this.z[i] + lift * nz;
    [this.topX[i], this.topY[i]] = project(view, x, y, z);
    const dx = view.eye[0] - x;
    const dy = view.eye[1] - y;
    const dz = view.eye[2] - z;
    const facing = (dx * nx + dy * ny + dz * nz) / Math.sqrt(dx * dx + dy * dy + dz * dz);
    this.clear[i] = Math.min(facing, this.solid[i]);
    if (this.clear[i] > 0) this.clear[i] = Math.min(this.clear[i], ground.clearance(view, x, y, z));
    [this.footX[i], this.footY[i]] = project(view, this.x[i], this.y[i], floor);
    this.open[i] = view.eye[2] > floor ? ground.clearance(view, this.x[i], this.y[i], floor, true) : -1;
  }

  /** Return how many places are reached at a step. */
  reached(/** @type {number} */ step) {
    return countUpTo(this.at, step, this.count);
  }
}
