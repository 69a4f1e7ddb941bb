// The surface over its base, as gdviz/relief/solid.py has it: heights, normals, what hides what, and what a ray meets.

/** @import { Payload } from "../payload.js" */
/** @import { Point, View } from "./view.js" */

/**
 * @typedef {{half: [number, number], middle: [number, number], perUnit: [number, number], height: number,
 *   floor: number, lift: number, lamp: Point, hasHoles: boolean, hasPlateau: boolean}} Base the numbers of extras.relief
 */

/** How far a ball may sink into cells that are flat. */
const SINK = 0.004;
const DISC = [0.25, 0.5, 0.75, 0.95].flatMap((radius) =>
  Array.from({ length: 12 }, (_, k) => [radius * Math.cos((Math.PI * k) / 6), radius * Math.sin((Math.PI * k) / 6)]),
);
/** How far a ray goes from sample to sample of the surface, in cells. */
const STRIDE = 1.2;
/** In so many directions the outermost points are sought. */
const WAYS = 120;
/** What is hidden so deep is hidden. */
const HOPELESS = -0.05;

export class Ground {
  constructor(/** @type {Payload} */ payload) {
    const about = payload.extras.relief;
    /** @type {Base} */
    this.base = about;
    this.columns = about.cells[0] + 1;
    this.rows = about.cells[1] + 1;
    this.half = /** @type {[number, number]} */ (about.half);
    this.cell = [(2 * this.half[0]) / (this.columns - 1), (2 * this.half[1]) / (this.rows - 1)];
    this.perCell = [1 / this.cell[0], 1 / this.cell[1]];
    const codes = payload.arrays["relief.depth"];
    this.depth = Float32Array.from(codes, (code) => code / about.depths);
    this.top = this.depth.reduce((most, depth) => Math.max(most, depth), 0) * about.height;
    const solid = payload.arrays["relief.ground"];
    /** How far inside the surface each place is: negative in a hole; null where there is none. */
    this.solid = solid ? Float32Array.from(solid, (code) => (code - 128) / 127) : null;
    this.normals = this.#slopes();
  }

  /** Return unit normals, three numbers for each place of the mesh. */
  #slopes() {
    const { columns, rows, depth, cell, base } = this;
    const normals = new Float32Array(3 * columns * rows);
    let next = 0;
    for (let j = 0; j < rows; j++) {
      const [low, high] = [Math.max(j - 1, 0), Math.min(j + 1, rows - 1)];
      for (let i = 0; i < columns; i++) {
        const [left, right] = [Math.max(i - 1, 0), Math.min(i + 1, columns - 1)];
        const across = (depth[j * columns + right] - depth[j * columns + left]) / ((right - left) * cell[0]);
        const along = (depth[high * columns + i] - depth[low * columns + i]) / ((high - low) * cell[1]);
        const [x, y] = [-base.height * across, -base.height * along];
        const length = Math.sqrt(x * x + y * y + 1);
        normals[next++] = x / length;
        normals[next++] = y / length;
        normals[next++] = 1 / length;
      }
    }
    return normals;
  }

  /** Return base coordinates of a point of the plane. @returns {[number, number]} */
  place(/** @type {number} */ x, /** @type {number} */ y) {
    const { middle, perUnit } = this.base;
    return [(x - middle[0]) * perUnit[0], (y - middle[1]) * perUnit[1]];
  }

  /** Return the point of the plane at base coordinates. @returns {[number, number]} */
  pointAt(/** @type {number} */ x, /** @type {number} */ y) {
    const { middle, perUnit } = this.base;
    return [x / perUnit[0] + middle[0], y / perUnit[1] + middle[1]];
  }

  /** Whether base coordinates lie over the sampled box, or at most a margin beyond. */
  holds(/** @type {number} */ x, /** @type {number} */ y, margin = 1e-9) {
    return Math.abs(x) <= this.half[0] + margin && Math.abs(y) <= this.half[1] + margin;
  }

  /** Return a table's value between its places, at base coordinates: bilinear, held at the edges. */
  #between(/** @type {Float32Array} */ table, /** @type {number} */ x, /** @type {number} */ y, size = 1, part = 0) {
    const { columns, rows } = this;
    let u = (x + this.half[0]) * this.perCell[0];
    let v = (y + this.half[1]) * this.perCell[1];
    u = u > 0 ? (u < columns - 1 ? u : columns - 1) : 0;
    v = v > 0 ? (v < rows - 1 ? v : rows - 1) : 0;
    const i = Math.min(u | 0, columns - 2);
    const j = Math.min(v | 0, rows - 2);
    u -= i;
    v -= j;
    const at = (j * columns + i) * size + part;
    const next = at + columns * size;
    const low = table[at] + u * (table[at + size] - table[at]);
    return low + v * (table[next] + u * (table[next + size] - table[next]) - low);
  }

  /** Return how high the surface is over base coordinates. */
  height(/** @type {number} */ x, /** @type {number} */ y) {
    return this.base.height * this.#between(this.depth, x, y);
  }

  /** Return how far inside the surface base coordinates are. */
  inside(/** @type {number} */ x, /** @type {number} */ y) {
    return this.solid ? this.#between(this.solid, x, y) : 1;
  }

  /** @returns {Point} the unit normal over base coordinates */
  normal(/** @type {number} */ x, /** @type {number} */ y) {
    const a = this.#between(this.normals, x, y, 3, 0);
    const b = this.#between(this.normals, x, y, 3, 1);
    const c = this.#between(this.normals, x, y, 3, 2);
    const length = Math.sqrt(a * a + b * b + c * c);
    return [a / length, b / length, c / length];
  }

  /** Return the world point over base coordinates, lifted off the surface. @returns {Point} */
  drape(/** @type {number} */ x, /** @type {number} */ y, lift = this.base.lift) {
    const [a, b, c] = this.normal(x, y);
    return [x + lift * a, y + lift * b, this.height(x, y) + lift * c];
  }

  /** Return the middle of a ball that rests there: in a narrow valley it rests on the walls. @returns {Point} */
  rest(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ radius) {
    const centre = this.drape(x, y, radius);
    for (const [across, along] of DISC) {
      const height = this.height(centre[0] + radius * across, centre[1] + radius * along);
      centre[2] = Math.max(centre[2], height + radius * Math.sqrt(1 - across * across - along * along) - SINK);
    }
    return centre;
  }

  /**
   * Return how far above everything between it and the eye a world point is seen: negative if it is hidden. One under
   * the surface, as on the floor, is seen so far below everything; out of there no line leads through a hole's walls.
   */
  clearance(/** @type {View} */ { eye }, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z, isUnder = false) {
    const isBelow = isUnder && this.inside(x, y) > 0;
    // This is where a relief spends its time: no arrays here, and no Math.hypot, which is slow.
    const dx = eye[0] - x;
    const dy = eye[1] - y;
    const dz = eye[2] - z;
    const level = Math.sqrt(dx * dx + dy * dy);
    let clear = isBelow ? this.height(x, y) - z : 1;
    if (level < 1e-6) return isBelow ? -1 : clear;
    const pace = (STRIDE * Math.min(this.cell[0], this.cell[1])) / level;
    // As far as the base reaches, and for what lies on the surface, as far as there is anything higher.
    let end = Math.min(leaves(this.half[0], x, dx), leaves(this.half[1], y, dy), 1);
    if (!isBelow && dz > 0) end = Math.min(end, (this.top - z) / dz);
    for (let t = pace / 2; t < end; t += pace) {
      const px = x + t * dx;
      const py = y + t * dy;
      if (this.solid && this.inside(px, py) <= 0) {
        if (isBelow) return -1;
        continue;
      }
      const over = z + t * dz - this.height(px, py);
      clear = Math.min(clear, isBelow ? -over : over);
      if (clear < HOPELESS) break;
    }
    return clear;
  }

  /** Return the base coordinates where a ray from the eye first meets the surface, or null. @returns {[number, number] | null} */
  meet(/** @type {Point} */ eye, /** @type {Point} */ ray) {
    // From where it enters the box of the solid to where it leaves it.
    let [start, end] = [0, Infinity];
    for (const [k, low, high] of [[0, -this.half[0], this.half[0]], [1, -this.half[1], this.half[1]], [2, this.base.floor, this.top + 1e-3]]) {
      if (Math.abs(ray[k]) < 1e-12) {
        if (eye[k] < low || eye[k] > high) return null;
        continue;
      }
      const [a, b] = [(low - eye[k]) / ray[k], (high - eye[k]) / ray[k]];
      start = Math.max(start, Math.min(a, b));
      end = Math.min(end, Math.max(a, b));
    }
    if (!(start < end)) return null;
    const over = (/** @type {number} */ t) => eye[2] + t * ray[2] - this.height(eye[0] + t * ray[0], eye[1] + t * ray[1]);
    const pace = 0.5 * Math.min(this.cell[0], this.cell[1]);
    let before = over(start);
    for (let t = start; t < end + pace; t += pace) {
      const at = Math.min(t, end);
      const now = over(at);
      if (before * now <= 0 && t > start) {
        const share = before === now ? 0 : before / (before - now);
        const hit = at - (1 - share) * Math.min(pace, at - start);
        const [x, y] = [eye[0] + hit * ray[0], eye[1] + hit * ray[1]];
        if (this.inside(x, y) > 0) return [x, y];
      }
      before = now;
    }
    return null;
  }

  /** Return the outermost world points of the solid, floor and all, whatever it is seen from. @returns {Point[]} */
  outline() {
    const { columns, rows, half, cell, base } = this;
    /** @type {Point[]} */
    const points = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([a, b]) => [a * half[0], b * half[1], base.floor]);
    const pace = Math.max(1, columns >> 5, rows >> 5);
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const isAtSide = i === 0 || j === 0 || i === columns - 1 || j === rows - 1;
        const at = j * columns + i;
        if ((!isAtSide && (i % pace || j % pace)) || (this.solid && this.solid[at] <= 0)) continue;
        points.push([i * cell[0] - half[0], j * cell[1] - half[1], base.height * this.depth[at]]);
      }
    }
    /** @type {Set<Point>} */
    const found = new Set();
    for (let k = 0; k < WAYS; k++) {
      // Evenly over the sphere, on a spiral.
      const up = 1 - (2 * k + 1) / WAYS;
      const [level, turn] = [Math.sqrt(1 - up * up), k * Math.PI * (3 - Math.sqrt(5))];
      const [x, y] = [level * Math.cos(turn), level * Math.sin(turn)];
      let [best, most] = [points[0], -Infinity];
      for (const point of points) {
        const out = point[0] * x + point[1] * y + point[2] * up;
        if (out > most) [best, most] = [point, out];
      }
      found.add(best);
    }
    return [...found];
  }
}

/** Return at which share of a move a coordinate leaves its side. */
function leaves(/** @type {number} */ half, /** @type {number} */ from, /** @type {number} */ move) {
  return move === 0 ? Infinity : ((move > 0 ? half : -half) - from) / move;
}
