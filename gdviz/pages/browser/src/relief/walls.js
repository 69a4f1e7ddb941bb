// The walls of holes, from the rim of the surface down to the floor.

/** @import { Payload } from "../payload.js" */
/** @import { Ground } from "./ground.js" */

/** How bright walls are at their foot, in parts of their top. */
const FOOT = 0.7;

/** Return the borders of holes as lines on the base. @returns {[number, number][][]} */
export function rimsOf(/** @type {Payload} */ payload, /** @type {Ground} */ { half }) {
  const codes = payload.arrays["relief.rims"] ?? [];
  let first = 0;
  return payload.extras.relief.rims.map((/** @type {number} */ length) => {
    const at = (/** @type {number} */ row, /** @type {number} */ k) => ((2 * codes[2 * row + k]) / 65535 - 1) * half[k];
    const line = Array.from({ length }, (_, k) => [at(first + k, 0), at(first + k, 1)]);
    first += length;
    return line;
  });
}

/**
 * Return corners of triangles, and for each what stone is multiplied with and what is added; null where there are none.
 * @returns {{places: Float32Array, light: Float32Array} | null}
 */
export function wallsOf(/** @type {Payload} */ payload, /** @type {Ground} */ ground) {
  const about = payload.extras.relief;
  const rims = rimsOf(payload, ground);
  if (!rims.length) return null;
  /** @type {number[]} */
  const places = [];
  /** @type {number[]} */
  const light = [];
  for (const rim of rims) {
    for (let at = 0; at + 1 < rim.length; at++) {
      const [a, b] = [rim[at], rim[at + 1]];
      const normal = outward(ground, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      const direct = Math.max(0, normal[0] * about.lamp[0] + normal[1] * about.lamp[1]);
      const top = [0, 1, 2].map((k) => direct * about.light[0][k] + 0.6 * about.light[1][k]);
      const glint = 0.07 * direct ** 24;
      const [high, low] = [[...top, glint], [...top, glint].map((part) => FOOT * part)];
      const ends = [a, b].map(([x, y]) => [x, y, ground.height(x, y)]);
      const feet = [a, b].map(([x, y]) => [x, y, about.floor]);
      for (const corner of [ends[0], ends[1], feet[1], ends[0], feet[1], feet[0]]) {
        places.push(...corner);
        light.push(...(corner[2] > about.floor ? high : low));
      }
    }
  }
  return { places: new Float32Array(places), light: new Float32Array(light) };
}

/** Return the unit vector on the base that leads into a hole. */
function outward(/** @type {Ground} */ ground, /** @type {number} */ x, /** @type {number} */ y) {
  const [dx, dy] = ground.cell;
  const slope = [
    (ground.inside(x - dx, y) - ground.inside(x + dx, y)) / dx,
    (ground.inside(x, y - dy) - ground.inside(x, y + dy)) / dy,
  ];
  const length = Math.max(Math.hypot(slope[0], slope[1]), 1e-12);
  return [slope[0] / length, slope[1] / length];
}
