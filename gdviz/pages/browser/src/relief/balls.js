// What stands on the surface: lit balls with their shadows, marks of minima, starts, and of what is pointed at.

/** @import { Look, Theme } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { Point, View } from "./view.js" */

import { drawRing, traceMarker } from "../parts/markers.js";
import { badgeOn, rgb } from "./colours.js";
import { magnify, project } from "./view.js";

/** The radius of a ring around a minimum, in points, and of a start's dot. */
const [RING, DOT] = [5.5, 2.6];
/** Of a ball that is hidden by more than this share a dashed circle is seen, of so many dashes. */
const [GHOSTLY, GHOST_DASHES] = [0.5, 9];
/** A marker's size in radii of its ball. */
const BADGE = 0.52;

/** @typedef {{centre: Point, look: Look, colour: string}} Ball */

/** Paint balls, the farthest first. */
export function paintBalls(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Ball[]} */ balls,
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
  /** @type {Theme} */ theme,
  /** @type {number} */ unit,
  /** @type {number} */ ratio,
) {
  const near = (/** @type {Ball} */ { centre }) => centre.reduce((sum, part, k) => sum + part * view.towards[k], 0);
  for (const ball of [...balls].sort((one, other) => near(one) - near(other))) {
    paintBall(pen, ball, ground, view, theme, unit, ratio);
  }
}

function paintBall(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Ball} */ { centre, look, colour },
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
  /** @type {Theme} */ theme,
  /** @type {number} */ unit,
  /** @type {number} */ ratio,
) {
  const [px, py] = project(view, ...centre);
  const radius = view.ball * view.scale * magnify(view, ...centre);
  shadow(pen, centre, ground, view);
  const size = Math.ceil(2 * radius * ratio + 3);
  const left = Math.floor((px - radius) * ratio - 1);
  const top = Math.floor((py - radius) * ratio - 1);
  const image = new ImageData(size, size);
  const lost = shaded(image.data, { size, left, top, px, py, radius, ratio }, centre, rgb(colour), ground, view);
  sprite.width = sprite.height = size;
  const easel = /** @type {CanvasRenderingContext2D} */ (sprite.getContext("2d"));
  easel.putImageData(image, 0, 0);
  if (look.marker !== "o") {
    traceMarker(easel, look.marker, px * ratio - left, py * ratio - top, 2 * BADGE * radius * ratio);
    easel.globalCompositeOperation = "source-atop";
    easel.fillStyle = badgeOn(colour);
    easel.fill();
  }
  pen.drawImage(sprite, left / ratio, top / ratio, size / ratio, size / ratio);
  if (lost > GHOSTLY) ghost(pen, px, py, radius, colour, theme.casing, unit, (lost - GHOSTLY) / (1 - GHOSTLY));
}

const sprite = document.createElement("canvas");

/** Put a lit ball into pixels; return which share of it the surface hides. */
function shaded(
  /** @type {Uint8ClampedArray} */ data,
  /** @type {{size: number, left: number, top: number, px: number, py: number, radius: number, ratio: number}} */ box,
  /** @type {Point} */ centre,
  /** @type {number[]} */ colour,
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
) {
  const { size, left, top, px, py, radius, ratio } = box;
  const { lamp, light } = /** @type {any} */ (ground.base);
  const { right, up, towards } = view;
  const half = [0, 1, 2].map((k) => lamp[k] + towards[k]);
  const length = Math.hypot(half[0], half[1], half[2]);
  const isClear = BOUNDS.every(([a, b, c]) => {
    const at = [0, 1, 2].map((k) => centre[k] + view.ball * (a * right[k] + b * up[k] + c * towards[k]));
    return ground.clearance(view, at[0], at[1], at[2]) * view.scale > 1;
  });
  let [whole, kept] = [0, 0];
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const u = ((left + i + 0.5) / ratio - px) / radius;
      const v = (py - (top + j + 0.5) / ratio) / radius;
      const squared = u * u + v * v;
      let cover = Math.min(Math.max((1 - Math.sqrt(squared)) * radius * ratio + 0.5, 0), 1);
      if (!cover) continue;
      const w = Math.sqrt(Math.max(1 - squared, 0));
      const n = [0, 1, 2].map((k) => u * right[k] + v * up[k] + w * towards[k]);
      whole += cover;
      if (!isClear) {
        const clear = ground.clearance(view, centre[0] + view.ball * n[0], centre[1] + view.ball * n[1], centre[2] + view.ball * n[2]);
        cover *= Math.min(Math.max(clear * view.scale * ratio + 0.5, 0), 1);
      }
      kept += cover;
      const direct = Math.max(n[0] * lamp[0] + n[1] * lamp[1] + n[2] * lamp[2], 0);
      const above = 0.6 + 0.4 * n[2];
      const mirror = 0.75 * (Math.max((n[0] * half[0] + n[1] * half[1] + n[2] * half[2]) / length, 0) ** 40);
      for (let k = 0; k < 3; k++) {
        const lit = 1.3 * colour[k] * (direct * light[0][k] + above * light[1][k]) + 0.07 * direct ** 24;
        data[4 * (j * size + i) + k] = 255 * (Math.min(lit, 1) + mirror);
      }
      data[4 * (j * size + i) + 3] = 255 * cover;
    }
  }
  return whole ? 1 - kept / whole : 1;
}

/** Points of the half of a ball that faces the eye: where none is hidden, nothing is. */
const BOUNDS = [[0, 0, 1], ...Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4), 0])];

/** Darken the surface around the place below a ball. */
function shadow(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Point} */ centre,
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
) {
  const contact = ground.drape(centre[0], centre[1]);
  const n = ground.normal(centre[0], centre[1]);
  const one = unitOf(cross(n, view.right));
  const other = cross(n, one);
  pen.fillStyle = "rgb(0 0 0 / 0.058)";
  for (let ring = 0; ring < 8; ring++) {
    const radius = (1.6 - (1.1 * ring) / 7) * view.ball;
    pen.beginPath();
    let isClear = true;
    for (let k = 0; k < 32 && isClear; k++) {
      const [c, s] = [Math.cos((k * Math.PI) / 16), Math.sin((k * Math.PI) / 16)];
      const at = /** @type {Point} */ (contact.map((part, m) => part + radius * (c * one[m] + s * other[m])));
      const [x, y, z] = at.map((part, m) => part + 0.5 * view.ball * n[m]);
      isClear = ground.clearance(view, x, y, z) > 0;
      pen.lineTo(...project(view, ...at));
    }
    if (isClear) pen.fill();
  }
}

/** Paint a dashed circle where something round is hidden. */
function ghost(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {number} */ radius,
  /** @type {string} */ colour,
  /** @type {string} */ casing,
  /** @type {number} */ unit,
  opacity = 1,
) {
  pen.beginPath();
  for (let k = 0; k < GHOST_DASHES; k++) {
    const [from, to] = [-0.3, 0.3].map((off) => (2 * Math.PI * (k + off)) / GHOST_DASHES);
    pen.moveTo(x + radius * Math.cos(from), y + radius * Math.sin(from));
    pen.arc(x, y, radius, from, to);
  }
  pen.lineCap = "butt";
  for (const [style, width, alpha] of /** @type {const} */ ([[casing, 2.4, 0.5], [colour, 1.3, 1]])) {
    [pen.strokeStyle, pen.lineWidth, pen.globalAlpha] = [style, width * unit, alpha * opacity];
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** Paint a ring around a known minimum, dashed where it is hidden. */
export function paintMinimum(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
  /** @type {Theme} */ theme,
  /** @type {[number, number]} */ base,
  /** @type {number} */ unit,
) {
  const at = ground.drape(base[0], base[1], 3 * ground.base.lift);
  const [x, y] = project(view, ...at);
  if (ground.clearance(view, ...at) < 0) return ghost(pen, x, y, RING * unit, theme.ink, theme.casing, unit, 0.8);
  drawRing(pen, x, y, RING * unit, [[theme.casing, 3.2 * unit], [theme.ink, 1.4 * unit]]);
}

/** Paint a dot on the surface, fainter where it is hidden. */
export function paintDot(
  /** @type {CanvasRenderingContext2D} */ pen,
  /** @type {Ground} */ ground,
  /** @type {View} */ view,
  /** @type {[number, number]} */ base,
  /** @type {string} */ colour,
  /** @type {string} */ casing,
  /** @type {number} */ unit,
  size = DOT,
) {
  const at = ground.drape(base[0], base[1], 3 * ground.base.lift);
  const [x, y] = project(view, ...at);
  pen.globalAlpha = ground.clearance(view, ...at) < 0 ? 0.35 : 1;
  for (const [radius, style] of /** @type {const} */ ([[size + 1.1, casing], [size, colour]])) {
    pen.fillStyle = style;
    pen.beginPath();
    pen.arc(x, y, radius * unit, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function cross(/** @type {number[]} */ a, /** @type {number[]} */ b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unitOf(/** @type {number[]} */ a) {
  const length = Math.hypot(a[0], a[1], a[2]) || 1;
  return a.map((part) => part / length);
}
