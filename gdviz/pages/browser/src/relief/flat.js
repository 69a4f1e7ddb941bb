// The lit surface where there is no WebGL: coarser, its cells painted from the farthest to the nearest.

/** @import { Payload, Theme } from "../payload.js" */
/** @import { Ground } from "./ground.js" */
/** @import { Point, View } from "./view.js" */

import { rgb, stoneOf } from "./colours.js";
import { picks } from "./painter.js";
import { project } from "./view.js";

/** So many cells a side are painted. */
const CELLS = 48;

export class FlatPainter {
  constructor(/** @type {Payload} */ payload, /** @type {Ground} */ ground) {
    this.payload = payload;
    this.ground = ground;
    this.about = payload.extras.relief;
    this.columns = picks(ground.columns, CELLS);
    this.rows = picks(ground.rows, CELLS);
  }

  /** Paint the surface as a view sees it. */
  paint(/** @type {CanvasRenderingContext2D} */ pen, /** @type {View} */ view, /** @type {Theme} */ theme) {
    const { ground, columns, rows, about } = this;
    const { half, cell, base } = ground;
    const x = (/** @type {number} */ i) => columns[i] * cell[0] - half[0];
    const y = (/** @type {number} */ j) => rows[j] * cell[1] - half[1];
    const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([a, b]) => /** @type {Point} */ ([a * half[0], b * half[1], base.floor]));
    const isAbove = view.eye[2] > base.floor;
    polygon(pen, corners.map((corner) => project(view, ...corner)));
    if (isAbove) {
      pen.fillStyle = css(theme.relief.length ? mixed(rgb(theme.relief[Math.floor(theme.relief.length / 2)]), rgb(theme.background), about.pale) : [1, 1, 1]);
      pen.fill();
    }
    [pen.strokeStyle, pen.lineWidth] = [theme.muted, 1];
    pen.stroke();
    const colours = this.#colours(theme);
    const points = rows.map((row, j) =>
      columns.map((column, i) => project(view, x(i), y(j), base.height * ground.depth[row * ground.columns + column])),
    );
    // Cells over a grid cover one another in the order of their distance in rows and in columns, whatever their heights.
    const far = (/** @type {number} */ count, /** @type {(k: number) => number} */ at, /** @type {number} */ eye) =>
      Array.from({ length: count - 1 }, (_, k) => k).sort(
        (one, other) => Math.abs((at(other) + at(other + 1)) / 2 - eye) - Math.abs((at(one) + at(one + 1)) / 2 - eye),
      );
    const across = far(columns.length, x, view.eye[0]);
    for (const j of far(rows.length, y, view.eye[1])) {
      for (const i of across) {
        const quad = [points[j][i], points[j][i + 1], points[j + 1][i + 1], points[j + 1][i]];
        const fill = colours[j][i];
        if (!fill) continue;
        const isTurned = turn(quad) > 0;
        pen.fillStyle = pen.strokeStyle = css(isTurned ? fill.map((part) => part * about.underside) : fill);
        polygon(pen, quad);
        pen.fill();
        pen.lineWidth = 0.6;
        pen.stroke();
      }
    }
  }

  /** Return the colour of each cell, or null where there is no surface. */
  #colours(/** @type {Theme} */ theme) {
    const { ground, columns, rows, about, payload } = this;
    const [lamp, sky, plateau] = ["lamp", "sky", "plateau"].map((name) => payload.arrays[`relief.${name}`]);
    const ramp = theme.relief.map(rgb);
    const stone = stoneOf(theme.relief);
    return rows.slice(1).map((high, j) =>
      columns.slice(1).map((right, i) => {
        const at = ((rows[j] + high) >> 1) * ground.columns + ((columns[i] + right) >> 1);
        if (ground.solid && ground.solid[at] <= 0) return null;
        const n = ground.normals.subarray(3 * at, 3 * at + 3);
        const direct = Math.max(n[0] * about.lamp[0] + n[1] * about.lamp[1] + n[2] * about.lamp[2], 0) * (lamp[at] / 255);
        const above = ((0.6 + 0.4 * n[2]) * sky[at]) / 255;
        const tint = plateau && plateau[at] < 128 ? stone : ramp[Math.round(ground.depth[at] * (ramp.length - 1))];
        return tint.map((part, k) => part * (direct * about.light[0][k] + above * about.light[1][k]) + 0.07 * direct ** 24);
      }),
    );
  }
}

function polygon(/** @type {CanvasRenderingContext2D} */ pen, /** @type {number[][]} */ corners) {
  pen.beginPath();
  for (const [x, y] of corners) pen.lineTo(x, y);
  pen.closePath();
}

/** Return twice the area of a polygon, positive where its corners go round clockwise on the screen. */
function turn(/** @type {number[][]} */ corners) {
  return corners.reduce((sum, [x, y], k) => {
    const [nextX, nextY] = corners[(k + 1) % corners.length];
    return sum + x * nextY - nextX * y;
  }, 0);
}

function css(/** @type {number[]} */ colour) {
  const [red, green, blue] = colour.map((part) => Math.round(255 * Math.min(Math.max(part, 0), 1)));
  return `rgb(${red} ${green} ${blue})`;
}

function mixed(/** @type {number[]} */ one, /** @type {number[]} */ other, /** @type {number} */ share) {
  return one.map((part, k) => part + share * (other[k] - part));
}
