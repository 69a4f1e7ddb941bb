// The walls of holes, from the rim of the surface down to the floor.

/** @import { Payload } from "../payload.js" */
/** @import { Ground } from "./ground.js" */

/** How bright walls are at their foot, in parts of their top. */
const FOOT = 0.7;

/**
 * Return corners of triangles, and for each what stone is multiplied with and what is added; null where there are none.
 * @returns {{places: Float32Array, light: Float32Array} | null}
 */
export function wallsOf(/** @type {Payload} */ payload, /** @type {Ground} */ ground) {
  const codes = payload.arrays["relief.rims"];
  const about = payload.extras.relief;
  if (!codes?.length) return null;
  /** @type {number[]} */
  const places = [];
  /** @type {number[]} */
  const light = [];
  const point = (/** @type {number} */ at) => [0, 1].map((k) => ((2 * codes[2 * at + k]) / 65535 - 1) * ground.half[k]);
  let first = 0;
  for (const length of about.rims) {
    for (let at = first; at + 1 < first + length; at++) {
      const [a, b] = [point(at), point(at + 1)];
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
    first += length;
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
