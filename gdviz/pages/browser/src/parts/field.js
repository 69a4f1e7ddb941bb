// The picture of a landscape: flat bands of depth with hairlines between them, as sharp at any zoom.

/** @import { Frame, Surface } from "./surface.js" */
/** @import { Page } from "../payload.js" */
/** @import { Grid } from "./sampled.js" */
/** @import { View } from "./zooming.js" */

import { contours } from "d3-contour";
import { contextOf } from "./surface.js";

/** How far apart, in pixels, the places are between which contours are drawn straight, how many there are at most, and how
 * many times as far apart they are in the very first picture, which is there at once. */
const [CELL, MOST, COARSE] = [2.6, 260, 2.5];
/** Fewer bands than these are divided further, up to so many times. */
const [FEW, FINEST] = [7, 6];
const HAIRLINES = 0.22;
/** A picture that is no longer that of what is seen is painted anew when it has rested for so many milliseconds. */
const REST = 60;

/** @typedef {{view: View, frame: Frame, key: string, canvas: HTMLCanvasElement, isFine: boolean}} Painted */

export class FieldPicture {
  /** @type {Painted | null} */
  #fresh = null;
  /** @type {Painted | null} */
  #whole = null;
  #timer = 0;

  constructor(/** @type {Page} */ page, /** @type {import("./sampled.js").Sampled} */ sampled) {
    this.page = page;
    this.sampled = sampled;
  }

  /**
   * Lay the picture of a view into a frame: at once the one there is, moved and scaled, and soon a sharp one. Return
   * whether what was laid is that view's.
   */
  draw(/** @type {Surface} */ surface, /** @type {Frame} */ frame, /** @type {View} */ view) {
    const size = `${frame.left},${frame.top},${frame.right},${frame.bottom}@${surface.ratio}|${this.page.field?.colours.join()}`;
    const key = `${view.join()}|${size}`;
    const isOther = this.#fresh && !this.#fresh.key.endsWith(size);
    if (!this.#fresh || isOther) this.#paint(surface, frame, view, key, Boolean(this.#fresh));
    const fresh = /** @type {Painted} */ (this.#fresh);
    clearTimeout(this.#timer);
    if (fresh.key === key) {
      surface.context.drawImage(fresh.canvas, frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top);
      if (fresh.isFine) return true;
    } else for (const picture of [this.#whole, fresh]) if (picture) lay(surface, picture, frame, view);
    this.#timer = window.setTimeout(() => {
      this.#paint(surface, frame, view, key, true);
      this.page.redraw();
    }, REST);
    return fresh.key === key;
  }

  #paint(/** @type {Surface} */ surface, /** @type {Frame} */ frame, /** @type {View} */ view, /** @type {string} */ key, /** @type {boolean} */ isFine) {
    const [wide, high] = [frame.right - frame.left, frame.bottom - frame.top];
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(wide * surface.ratio));
    canvas.height = Math.max(1, Math.round(high * surface.ratio));
    const context = contextOf(canvas);
    context.scale(canvas.width / wide, canvas.height / high);
    this.#fresh = { view, frame, key, canvas, isFine };
    const [x0, x1, y0, y1] = view;
    const box = this.sampled.box;
    if (x0 <= box[0] && x1 >= box[1] && y0 <= box[2] && y1 >= box[3]) this.#whole = this.#fresh;
    // One place more on every side: there contours close, which nobody is to see.
    const cell = Math.max(CELL, wide / MOST, high / MOST) * (isFine ? 1 : COARSE);
    const [columns, rows] = [Math.ceil(wide / cell) + 4, Math.ceil(high / cell) + 4];
    const [stepX, stepY] = [((x1 - x0) / wide) * cell, ((y0 - y1) / high) * cell];
    const grid = this.sampled.depths(x0 - 1.5 * stepX, stepX, columns, y1 - 1.5 * stepY, stepY, rows);
    this.#bands(context, grid, cell);
  }

  /** Fill band over band, from the deepest on, and draw the hairlines between them. */
  #bands(/** @type {CanvasRenderingContext2D} */ context, /** @type {Grid} */ grid, /** @type {number} */ cell) {
    const { colours } = /** @type {NonNullable<Page["field"]>} */ (this.page.field);
    const { columns, rows, values, holes } = grid;
    const size = /** @type {[number, number]} */ ([columns, rows]);
    const trace = contours().size(size).smooth(true);
    const pathOf = (/** @type {ArrayLike<number>} */ numbers, /** @type {number} */ level) =>
      traced(trace.contour(/** @type {number[]} */ (/** @type {unknown} */ (numbers)), level), cell);
    if (holes) context.clip(pathOf(Float64Array.from(holes, (hole) => 1 - hole), 0.5), "evenodd");
    let [low, high] = [1, 0];
    for (const depth of values) {
      if (depth < low) low = depth;
      if (depth > high) high = depth;
    }
    const pieces = piecesFor(high - low, colours.length);
    const count = colours.length * pieces;
    const first = Math.min(Math.floor(low * count), count - 1);
    context.fillStyle = shade(colours, first, pieces);
    context.fillRect(0, 0, columns * cell, rows * cell);
    const lines = new Path2D();
    for (let band = first + 1; band < count && band / count <= high; band++) {
      const path = pathOf(values, band / count);
      context.fillStyle = shade(colours, band, pieces);
      context.fill(path, "evenodd");
      lines.addPath(path);
    }
    context.globalAlpha = HAIRLINES;
    context.strokeStyle = this.page.theme.ink;
    context.lineWidth = 0.75;
    // All at once: beside a pole, where they crowd, they are no darker together.
    context.stroke(lines);
    context.globalAlpha = 1;
  }
}

/** Return into how many pieces each band is divided where so little depth is seen. */
function piecesFor(/** @type {number} */ depth, /** @type {number} */ bands) {
  for (let power = 0; power < FINEST; power++) if (depth * bands * 2 ** power >= FEW || !depth) return 2 ** power;
  return 2 ** FINEST;
}

/** Return the colour of a piece of a band, between those of the bands beside it. */
function shade(/** @type {string[]} */ colours, /** @type {number} */ piece, /** @type {number} */ pieces) {
  const at = Math.min(Math.max((piece + 0.5) / pieces - 0.5, 0), colours.length - 1);
  const below = Math.floor(at);
  return mixed(colours[below], colours[Math.min(below + 1, colours.length - 1)], at - below);
}

/** Return the colour that lies a share of the way from one hex colour to another. */
export function mixed(/** @type {string} */ one, /** @type {string} */ other, /** @type {number} */ share) {
  const parts = [1, 3, 5].map((i) => {
    const [from, to] = [one, other].map((color) => parseInt(color.slice(i, i + 2), 16));
    return Math.round(from + share * (to - from)).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}

/** Return the outlines of what lies above a level, in pixels of the frame. */
function traced(/** @type {{coordinates: number[][][][]}} */ { coordinates }, /** @type {number} */ cell) {
  const path = new Path2D();
  for (const polygon of coordinates) {
    for (const ring of polygon) {
      // A place's middle is at one half, and the first but one is half a cell within the frame.
      path.moveTo((ring[0][0] - 2) * cell, (ring[0][1] - 2) * cell);
      for (let k = 1; k < ring.length; k++) path.lineTo((ring[k][0] - 2) * cell, (ring[k][1] - 2) * cell);
      path.closePath();
    }
  }
  return path;
}

/** Lay a picture of another view into a frame, where it belongs in this one. */
function lay(
  /** @type {Surface} */ surface,
  /** @type {{view: View, canvas: HTMLCanvasElement}} */ { view: [x0, x1, y0, y1], canvas },
  /** @type {Frame} */ { left, top, right, bottom },
  /** @type {View} */ [u0, u1, v0, v1],
) {
  const [perX, perY] = [(right - left) / (u1 - u0), (bottom - top) / (v1 - v0)];
  surface.context.save();
  surface.context.beginPath();
  surface.context.rect(left, top, right - left, bottom - top);
  surface.context.clip();
  const [x, y] = [left + (x0 - u0) * perX, top + (v1 - y1) * perY];
  surface.context.drawImage(canvas, x, y, (x1 - x0) * perX, (y1 - y0) * perY);
  surface.context.restore();
}
