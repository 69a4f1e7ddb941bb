// Where the camera stands, and what it sees where: the perspective of gdviz/relief/view.py, fitted into a panel.

/**
 * @typedef {{azimuth: number, elevation: number, distance: number, right?: number, up?: number}} Camera in degrees;
 *   `distance` is 1 where the whole relief fits, less where it is seen larger, and `right` and `up` move the picture, in
 *   half sides of the base
 * @typedef {[number, number, number]} Point
 * @typedef {{right: Point, up: Point, towards: Point, eye: Point, scale: number, x: number, y: number,
 *   middle: number, unit: number, ball: number, width: number, height: number}} View `scale` pixels are half a side of the base, whose middle is seen at (x, y);
 *   `middle` is how far down the middle of the solid's room is, `unit` a
 *   point in pixels, and `ball` the radius of a ball in half sides of the base
 */

/** The radius of a ball in half sides of the base; the least in pixels where the whole relief fits; how it shrinks from near. */
const [BALL, LEAST, SHRINKING] = [0.052, 7, 0.6];
/** Of the eye from the middle of the base, in half sides: near enough for depth, far enough not to distort. */
const DISTANCE = 7;
/** How low and how high a camera may stand, in degrees; and how near it may come and how far it may go. */
const [LOWEST, HIGHEST, NEAREST, FARTHEST] = [-20, 90, 0.12, 1.6];
/** How much room there is around the solid, for words beside its floor, in points: left and right, above, below. */
const ROOM = { beside: 27, above: 5, below: 16 };
/** How much further round a camera would still hold it, in degrees. */
const TURNS = [-30, -20, -10, 0, 10, 20, 30];

/** Return a camera that stands where one may: no nearer, farther, lower or higher, and some of the relief is seen. @returns {Camera} */
export function within(/** @type {Camera} */ { azimuth, elevation, distance, right = 0, up = 0 }) {
  const far = clamp(distance, NEAREST, FARTHEST);
  const most = Math.max(0, 1.3 * (1 - far));
  const moved = { right: clamp(right, -most, most), up: clamp(up, -most, most) };
  const round = ((azimuth % 360) + 360) % 360;
  return { azimuth: round, elevation: clamp(elevation, LOWEST, HIGHEST), distance: far, ...(moved.right || moved.up ? moved : {}) };
}

/** Return right, up and towards the camera as unit vectors. @returns {[Point, Point, Point]} */
function basisOf(/** @type {number} */ azimuth, /** @type {number} */ elevation) {
  const a = (azimuth * Math.PI) / 180;
  const e = (elevation * Math.PI) / 180;
  const [cosA, sinA, cosE, sinE] = [Math.cos(a), Math.sin(a), Math.cos(e), Math.sin(e)];
  return [[-sinA, cosA, 0], [-cosA * sinE, -sinA * sinE, cosE], [cosA * cosE, sinA * cosE, sinE]];
}

/**
 * Return the view of a camera that holds a solid, and would a little further round: so that it hardly breathes as it
 * turns.
 * @param {Camera} camera
 * @param {Point[]} outline the solid's outermost points
 * @param {number} width
 * @param {number} height
 * @param {number} unit pixels to a point
 * @returns {View}
 */
export function viewOf(camera, outline, width, height, unit) {
  const [right, up, towards] = basisOf(camera.azimuth, camera.elevation);
  let [most, low, high] = [0, Infinity, -Infinity];
  for (const turn of TURNS) {
    const [across, above, out] = basisOf(camera.azimuth + turn, camera.elevation);
    for (const point of outline) {
      const size = DISTANCE / (DISTANCE - dot(point, out));
      const level = dot(point, above) * size;
      most = Math.max(most, Math.abs(dot(point, across) * size));
      low = Math.min(low, level);
      high = Math.max(high, level);
    }
  }
  const roomy = Math.min(1, Math.min(width, height) / 260);
  const [beside, above, below] = [ROOM.beside, ROOM.above, ROOM.below].map((room) => room * unit * roomy);
  const fitted = Math.max(1, Math.min((width - 2 * beside) / (2 * most), (height - above - below) / (high - low)));
  const scale = fitted / camera.distance;
  const middle = (above + height - below) / 2;
  return {
    right,
    up,
    towards,
    eye: [DISTANCE * towards[0], DISTANCE * towards[1], DISTANCE * towards[2]],
    scale,
    x: width / 2 + scale * (camera.right ?? 0),
    y: middle + (scale * (low + high)) / 2 - scale * (camera.up ?? 0),
    middle,
    unit,
    ball: Math.max(BALL, LEAST / fitted) * Math.min(1, camera.distance) ** SHRINKING,
    width,
    height,
  };
}

/** Return where a world point is seen, in pixels from the panel's upper left corner. @returns {[number, number]} */
export function project(/** @type {View} */ view, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) {
  const { right, up } = view;
  const size = view.scale * magnify(view, x, y, z);
  return [
    view.x + size * (x * right[0] + y * right[1]),
    view.y - size * (x * up[0] + y * up[1] + z * up[2]),
  ];
}

/** Return how much larger things look at a world point than in the middle of the base. */
export function magnify(/** @type {View} */ { towards }, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) {
  return DISTANCE / (DISTANCE - x * towards[0] - y * towards[1] - z * towards[2]);
}

/** Return the unit vector along which a pixel is seen from the eye. @returns {Point} */
export function rayThrough(/** @type {View} */ view, /** @type {number} */ px, /** @type {number} */ py) {
  const across = (px - view.x) / view.scale;
  const above = (view.y - py) / view.scale;
  const { right, up, towards } = view;
  const [x, y, z] = [0, 1, 2].map((k) => across * right[k] + above * up[k] - DISTANCE * towards[k]);
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** Return the matrix, column by column, that takes world points to where WebGL wants them. */
export function matrixOf(/** @type {View} */ view) {
  const { right, up, towards, scale, width, height } = view;
  const [shiftX, shiftY] = [(2 * view.x) / width - 1, 1 - (2 * view.y) / height];
  const [near, far] = [DISTANCE - 2.2, DISTANCE + 2.2];
  const matrix = new Float32Array(16);
  for (let k = 0; k < 4; k++) {
    // Of the point, and of 1: how far it is before the eye, and the parts of it that perspective divides by that.
    const deep = k < 3 ? -towards[k] / DISTANCE : 1;
    const across = k < 3 ? right[k] : 0;
    const above = k < 3 ? up[k] : 0;
    matrix[4 * k] = (2 * scale * across) / width + shiftX * deep;
    matrix[4 * k + 1] = (2 * scale * above) / height + shiftY * deep;
    matrix[4 * k + 2] = ((far + near) / (far - near)) * deep - (k < 3 ? 0 : (2 * far * near) / (far - near) / DISTANCE);
    matrix[4 * k + 3] = deep;
  }
  return matrix;
}

function dot(/** @type {Point} */ one, /** @type {Point} */ other) {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

export function clamp(/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) {
  return Math.min(Math.max(value, low), high);
}
